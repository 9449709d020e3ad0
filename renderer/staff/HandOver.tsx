import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { PinForm } from './PinForm.tsx';

/** Another badge was read while somebody is signed in: work goes on until its PIN is right. */
export function HandOver({ session }: { readonly session: SessionView }) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const cancel = (): void => void bridge.call('staff:cancel', {}).catch(() => undefined);
  if (session.waiting === null) return null;
  return (
    <Dialog title={t('staff.handOver')} onClose={cancel} className="hand-over">
      <p>{t('staff.handOverHint', { number: session.person?.staffNumber ?? '' })}</p>
      <PinForm key={session.waiting.staffNumber} waiting={session.waiting} onCancel={cancel} />
    </Dialog>
  );
}
