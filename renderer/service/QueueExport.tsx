import { type SubmitEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_FOLDER_CHARACTERS, type QUEUE_SETS } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';

interface Props {
  readonly set: (typeof QUEUE_SETS)[number];
  readonly busy: boolean;
  readonly onBegun: () => void;
}

/** Takes a set of records out as a file, still sealed, into a folder that the technician names. */
export function QueueExport({ set, busy, onBegun }: Props) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const id = useId();
  const [folder, setFolder] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (folder.trim() === '') return;
    bridge.call('queue:export', { set, folder: folder.trim() }).then(
      (reply) => {
        setRefusal(reply.ok ? null : `queue.refusal.${reply.refusal}`);
        onBegun();
      },
      () => setRefusal('service.actionFailed'),
    );
  };
  return (
    <form className="import queue-export" onSubmit={submit}>
      <label htmlFor={id}>{t('queue.exportFolder')}</label>
      <div className="import-line">
        <input id={id} type="text" value={folder} maxLength={MAX_FOLDER_CHARACTERS} spellCheck={false} autoComplete="off" aria-describedby={`${id}-hint`} onChange={(event) => setFolder(event.target.value)} />
        <button type="submit" disabled={busy || folder.trim() === ''}>
          {t(`queue.export.${set}`)}
        </button>
      </div>
      <p id={`${id}-hint`}>{t(set === 'delivered' ? 'queue.exportHintDelivered' : 'queue.exportHint')}</p>
      {refusal !== null && (
        <p className="field-fault" role="alert">
          {t(refusal)}
        </p>
      )}
    </form>
  );
}
