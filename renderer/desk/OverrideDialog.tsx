import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OVERRIDE_REASONS, type OverrideReason, type Reply } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Key } from '../ui/Key.tsx';

type Refusal = Extract<Reply<'desk:override'>, { ok: false }>['refusal'] | 'fault';

/** F10: why a traveller whom the rules refuse is let through all the same. */
export function OverrideDialog({ scanId, onClose }: { readonly scanId: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [reason, setReason] = useState<OverrideReason | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const send = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (reason === null) return;
    bridge.call('desk:override', { scanId, reason }).then(
      (reply) => (reply.ok ? onClose() : setRefusal(reply.refusal)),
      () => setRefusal('fault'),
    );
  };
  return (
    <Dialog title={t('override.title')} onClose={onClose} className="override">
      <form onSubmit={send}>
        <p>{t('override.hint')}</p>
        <div className="field">
          <label htmlFor="override-reason">{t('override.why')}</label>
          <select
            id="override-reason"
            autoFocus
            value={reason ?? ''}
            onKeyDown={(event) => {
              // Enter on a list would open it: the button beside says that it asks.
              if (event.key !== 'Enter' || reason === null) return;
              event.preventDefault();
              event.currentTarget.form?.requestSubmit();
            }}
            onChange={({ target }) => setReason(OVERRIDE_REASONS.find((each) => each === target.value) ?? null)}
          >
            <option value="">{t('override.choose')}</option>
            {OVERRIDE_REASONS.map((each) => (
              <option key={each} value={each}>
                {t(`override.reason.${each}`)}
              </option>
            ))}
          </select>
        </div>
        <div role="alert">{refusal !== null && <p className="field-fault">{t(`override.refusal.${refusal}`)}</p>}</div>
        <div className="dialog-buttons">
          <button type="submit" className="primary" disabled={reason === null}>
            {t('override.send')} <Key name="Enter" />
          </button>
          <button type="button" onClick={onClose}>
            {t('action.cancel')} <Key name="Esc" />
          </button>
        </div>
      </form>
    </Dialog>
  );
}
