import { useTranslation } from 'react-i18next';
import { useBridge } from '../ui/bridge-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Key } from '../ui/Key.tsx';

/** A second person has confirmed, but what was asked for could not be done any more. */
export function TooLateDialog() {
  const { t } = useTranslation();
  const bridge = useBridge();
  const close = (): void => void bridge.call('staff:cancel', {}).catch(() => undefined);
  return (
    <Dialog title={t('second.tooLate')} onClose={close} className="second-person">
      <p role="alert">{t('staffRefusal.second-person-too-late')}</p>
      <div className="dialog-buttons">
        <button type="button" onClick={close} autoFocus>
          {t('action.close')} <Key name="Esc" />
        </button>
      </div>
    </Dialog>
  );
}
