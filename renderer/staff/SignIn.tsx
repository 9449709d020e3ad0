import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { Key } from '../ui/Key.tsx';
import { PinForm } from './PinForm.tsx';

/** The terminal while nobody is signed in: badge, or staff number, then the PIN. */
export function SignIn({ session }: { readonly session: SessionView }) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const cancel = (): void => void bridge.call('staff:cancel', {}).catch(() => undefined);
  const { state, person, waiting, refusal } = session;
  return (
    <section
      className="sign-in"
      aria-labelledby="sign-in-title"
      onKeyDown={(event) => {
        if (event.key === 'Escape') cancel();
      }}
    >
      <div className="sign-in-card">
        <h2 id="sign-in-title">{t(`session.${state}`)}</h2>
        {waiting === null ? (
          <>
            <p>{t(state === 'locked' ? 'staff.lockedBy' : `staff.${state === 'uncommissioned' ? 'commission' : 'presentBadge'}`, { number: person?.staffNumber ?? '' })}</p>
            <div role="alert">{refusal !== null && <p className="field-fault">{t(`staffRefusal.${refusal}`)}</p>}</div>
            {state !== 'uncommissioned' && <NumberForm />}
            {state === 'locked' && (
              <button type="button" className="quiet" onClick={() => void bridge.call('staff:sign-out', {}).catch(() => undefined)}>
                {t('staff.signOut', { number: person?.staffNumber ?? '' })}
              </button>
            )}
          </>
        ) : (
          <PinForm key={waiting.staffNumber} waiting={waiting} onCancel={cancel} />
        )}
      </div>
    </section>
  );
}

/** For whoever has no badge at hand. */
function NumberForm() {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [number, setNumber] = useState('');
  const staffNumber = number.trim().toUpperCase();
  const lawful = /^[A-Z0-9]{3,12}$/.test(staffNumber);
  const send = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (lawful) void bridge.call('staff:identify', { staffNumber }).catch(() => undefined);
  };
  return (
    <form className="number-form" autoComplete="off" onSubmit={send}>
      <div className="field">
        <label htmlFor="staff-number">{t('staff.number')}</label>
        <input id="staff-number" type="text" autoFocus maxLength={12} spellCheck={false} autoComplete="off" value={number} onChange={({ target }) => setNumber(target.value)} />
      </div>
      <button type="submit" disabled={!lawful}>
        {t('staff.next')} <Key name="Enter" />
      </button>
    </form>
  );
}
