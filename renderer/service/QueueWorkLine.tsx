import { useTranslation } from 'react-i18next';
import type { QueueWork } from '../../core/contract.ts';
import { whole } from '../ui/format.ts';

/** Long work on the queue: how far it has come, with the button that ends it; or how the last one ended. */
export function QueueWorkLine({ work, onCancel }: { readonly work: QueueWork | null; readonly onCancel: () => void }) {
  const { t } = useTranslation();
  if (work === null) return null;
  const { kind, state, done, total, file, fault } = work;
  const label = t(`queue.work.${kind}`);
  return (
    <div className="transfer queue-work">
      <p role="status">
        {label} {t(`queue.workState.${state}`, { done: whole(done), total: whole(total) })} {fault !== null && t(`queue.fault.${fault}`)}
        {file !== null && <span className="path"> {file}</span>}
      </p>
      {state === 'running' && (
        <p className="copy">
          <progress aria-label={label} max={Math.max(1, total)} value={done} />
          <button type="button" onClick={onCancel}>
            {t('queue.cancel')}
          </button>
        </p>
      )}
    </div>
  );
}
