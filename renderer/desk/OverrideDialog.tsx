import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OVERRIDE_REASONS, type OverrideReason, type Reply } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { SubmitSelect } from '../ui/SubmitSelect.tsx';
import { SendOrCancel } from '../ui/SendOrCancel.tsx';

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
          <SubmitSelect id="override-reason" values={OVERRIDE_REASONS} value={reason} textOf={(each) => t(`override.reason.${each}`)} onChoose={setReason} none={t('override.choose')} autoFocus />
        </div>
        <div role="alert">{refusal !== null && <p className="field-fault">{t(`override.refusal.${refusal}`)}</p>}</div>
        <SendOrCancel label={t('override.send')} onCancel={onClose} disabled={reason === null} />
      </form>
    </Dialog>
  );
}
