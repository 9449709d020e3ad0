import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { clockTimeWithSeconds } from '../ui/format.ts';
import { Key } from '../ui/Key.tsx';
import { PinForm } from './PinForm.tsx';

/** An action waits for somebody else's badge and PIN; whoever asked stays signed in. */
export function SecondPersonDialog({ session: { pending, waiting, refusal, person } }: { readonly session: SessionView }) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const cancel = (): void => void bridge.call('staff:cancel', {}).catch(() => undefined);
  if (pending === null) return null;
  const roles = pending.roles.map((role) => t(`role.${role}`)).join(t('list.separator'));
  return (
    <Dialog title={t(`second.action.${pending.action}`)} onClose={cancel} className="second-person">
      <p>{t('second.hint', { roles, number: person?.staffNumber ?? '', time: clockTimeWithSeconds(pending.until) })}</p>
      <p>
        <strong>{t(whyOf(pending))}</strong>
      </p>
      {/* With a badge at hand the form says what is wrong. */}
      <div role="alert">{refusal !== null && waiting === null && <p className="field-fault">{t(`staffRefusal.${refusal}`)}</p>}</div>
      {waiting === null ? (
        <div className="dialog-buttons">
          <button type="button" onClick={cancel} autoFocus>
            {t('action.cancel')} <Key name="Esc" />
          </button>
        </div>
      ) : (
        <PinForm key={waiting.staffNumber} waiting={waiting} onCancel={cancel} />
      )}
    </Dialog>
  );
}

/** Key of the text that says why. */
function whyOf({ action, reason }: NonNullable<SessionView['pending']>): string {
  if (action === 'override') return `override.reason.${reason}`;
  return action === 'accept-stale' ? 'second.staleReason' : `rules.why.${reason}`;
}
