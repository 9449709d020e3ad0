import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_TYPED_CODE_CHARACTERS } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Key } from '../ui/Key.tsx';
import { SendOrCancel } from '../ui/SendOrCancel.tsx';

/** F3: a code's text, typed or pasted. */
export function ManualEntry({ onPicture, onClose }: { readonly onPicture: () => void; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [text, setText] = useState('');
  const [failed, setFailed] = useState(false);
  const empty = text.trim() === '';
  const send = (event?: SyntheticEvent): void => {
    event?.preventDefault();
    if (empty) return;
    bridge.call('desk:manual', { text }).then(onClose, () => setFailed(true));
  };
  return (
    <Dialog title={t('manual.title')} onClose={onClose} onKey={(key, shift) => (key === 'F3' ? (send(), true) : key === 'F6' && shift ? (onPicture(), true) : false)} className="manual">
      <form onSubmit={send}>
        <label htmlFor="manual-text">{t('manual.label')}</label>
        <textarea
          id="manual-text"
          rows={6}
          maxLength={MAX_TYPED_CODE_CHARACTERS}
          spellCheck={false}
          autoComplete="off"
          autoFocus
          value={text}
          onKeyDown={(event) => {
            // Here alone: on a button Enter is that button's.
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) send(event);
          }}
          onChange={({ target }) => setText(target.value)}
        />
        <p>{t('manual.hint')}</p>
        {failed && (
          <p className="field-fault" role="alert">
            {t('convert.refusal.fault')}
          </p>
        )}
        <SendOrCancel label={t('manual.check')} onCancel={onClose} disabled={empty} />
        <button type="button" className="quiet" onClick={onPicture}>
          {t('picture.open')} <Key name="Shift F6" />
        </button>
      </form>
    </Dialog>
  );
}
