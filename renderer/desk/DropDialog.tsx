import { useTranslation } from 'react-i18next';
import { Dialog } from '../ui/Dialog.tsx';
import { Key } from '../ui/Key.tsx';

/** Asks, once, whether an unfinished conversion gives way to the code that was just read. */
export function DropDialog({ onKeep, onDrop }: { readonly onKeep: () => void; readonly onDrop: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('drop.title')} onClose={onKeep} onKey={(key) => (key === 'Delete' ? (onDrop(), true) : false)}>
      <p>{t('drop.text')}</p>
      <div className="dialog-buttons">
        <button type="button" className="primary" onClick={onKeep} autoFocus>
          {t('drop.keep')} <Key name="Esc" />
        </button>
        <button type="button" onClick={onDrop}>
          {t('drop.drop')} <Key name="Del" />
        </button>
      </div>
    </Dialog>
  );
}
