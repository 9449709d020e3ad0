import { type SubmitEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_FOLDER_CHARACTERS } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';

interface Props {
  readonly busy: boolean;
  readonly onImport: (folder: string) => void;
}

/** The road by stick: a folder that was found, or one that is typed. */
export function ImportForm({ busy, onImport }: Props) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const id = useId();
  const [folder, setFolder] = useState('');
  const [sticks, setSticks] = useState<readonly string[] | null>(null);
  const look = (): void => {
    bridge.call('trust:sticks', {}).then(
      ({ folders }) => {
        setSticks(folders);
        const [first] = folders;
        if (first !== undefined) setFolder(first);
      },
      () => setSticks([]),
    );
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (folder.trim() !== '') onImport(folder.trim());
  };
  return (
    <form className="import" onSubmit={submit}>
      <label htmlFor={id}>{t('distribution.folder')}</label>
      <div className="import-line">
        <input id={id} type="text" list={`${id}-sticks`} value={folder} maxLength={MAX_FOLDER_CHARACTERS} spellCheck={false} autoComplete="off" aria-describedby={`${id}-hint`} onChange={(event) => setFolder(event.target.value)} />
        <datalist id={`${id}-sticks`}>
          {(sticks ?? []).map((path) => (
            <option key={path} value={path} />
          ))}
        </datalist>
        <button type="button" disabled={busy} onClick={look}>
          {t('distribution.look')}
        </button>
        <button type="submit" disabled={busy || folder.trim() === ''}>
          {t('distribution.import')}
        </button>
      </div>
      <p id={`${id}-hint`}>{t('distribution.hint')}</p>
      <p role="status">{sticks !== null && t('distribution.found', { count: sticks.length })}</p>
    </form>
  );
}
