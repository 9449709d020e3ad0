import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reply, Status } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { shortTime } from '../ui/format.ts';
import { SendOrCancel } from '../ui/SendOrCancel.tsx';

type Refusal = Extract<Reply<'trust:accept-stale'>, { ok: false }>['refusal'] | 'fault';

/** Shift F7: what it means to accept stale keys, before a second person is asked. */
export function ConsentDialog({ status: { at, trust }, onClose }: { readonly status: Status; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const send = (event: SyntheticEvent): void => {
    event.preventDefault();
    bridge.call('trust:accept-stale', {}).then(
      (reply) => (reply.ok ? onClose() : setRefusal(reply.refusal)),
      () => setRefusal('fault'),
    );
  };
  const time = (instant: number | undefined | null): string => (instant === undefined || instant === null ? '–' : shortTime(instant, at));
  return (
    <Dialog title={t('consent.title')} onClose={onClose} className="consent-stale">
      <form onSubmit={send}>
        <p>{t('consent.hint', { signedUntil: time(trust.signedUntil), next: time(trust.next?.at) })}</p>
        <p>{t('consent.people')}</p>
        <div role="alert">{refusal !== null && <p className="field-fault">{t(`consent.refusal.${refusal}`)}</p>}</div>
        <SendOrCancel label={t('consent.send')} onCancel={onClose} autoFocus />
      </form>
    </Dialog>
  );
}
