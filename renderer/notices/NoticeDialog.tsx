import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language, Reply } from '../../core/contract.ts';
import { useBridge, useEngineEvent } from '../ui/bridge-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Key } from '../ui/Key.tsx';
import { NoticeForm } from './NoticeForm.tsx';
import { NoticeList } from './NoticeList.tsx';

/** Shift F11, for supervisors: sends and withdraws notices, and shows who acknowledged them. */
export function NoticeDialog({ language, onClose }: { readonly language: Language; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [data, setData] = useState<Reply<'notice:list'> | null>(null);
  const [failed, setFailed] = useState(false);
  const read = useCallback(() => {
    bridge.call('notice:list', {}).then(
      (reply) => {
        setData(reply);
        setFailed(false);
      },
      () => setFailed(true),
    );
  }, [bridge]);
  useEffect(read, [read]);
  useEngineEvent('notice:changed', read);
  const withdraw = (noticeId: string): void => {
    // Refused is one that is gone already: the list says so.
    bridge.call('notice:withdraw', { noticeId }).then(read, () => setFailed(true));
    // The button goes with its notice: the focus stays in the dialog.
    document.getElementById('notice-text')?.focus();
  };
  return (
    <Dialog title={t('staffNotice.title')} onClose={onClose} onKey={(key) => (key === 'F11' ? (onClose(), true) : false)} className="notices-dialog">
      <NoticeForm />
      {failed && (
        <p className="refusal" role="alert">
          {t('staffNotice.refusal.fault')}
        </p>
      )}
      {data !== null && (
        <>
          <h3>{t('staffNotice.standing')}</h3>
          {data.standing.length === 0 ? <p>{t('staffNotice.none')}</p> : <NoticeList notices={data.standing} language={language} onWithdraw={withdraw} />}
          {data.past.length > 0 && (
            <details>
              <summary>{t('staffNotice.past')}</summary>
              <NoticeList notices={data.past} language={language} />
            </details>
          )}
        </>
      )}
      <div className="dialog-buttons">
        <button type="button" onClick={onClose}>
          {t('action.close')} <Key name="Esc" />
        </button>
      </div>
    </Dialog>
  );
}
