import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueRow, QueueView } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { shortTime, whole } from '../ui/format.ts';
import { useNow } from '../ui/use-now.ts';
import { Head, Section, TableBox } from './Section.tsx';

interface Props {
  readonly queue: QueueView | null;
  readonly reload: () => void;
}

const STATES = ['pending', 'leased', 'delivered', 'dead'] as const;

/** Records on their way to Guangdong: counts, the rows that need an eye, and what can be done. */
export function QueueSection({ queue, reload }: Props) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const [said, setSaid] = useState<string | null>(null);
  const done = (key: string): void => {
    setSaid(key);
    reload();
  };
  const failed = (): void => setSaid('service.actionFailed');
  const retry = (): void => void bridge.call('service:retry-now', {}).then(() => done('queue.retried'), failed);
  const requeue = (recordId: string): void =>
    void bridge.call('service:requeue', { recordId }).then(({ requeued }) => done(requeued ? 'queue.requeued' : 'queue.notRequeued'), failed);
  return (
    <Section name="queue" ready={queue !== null}>
      {queue !== null && (
        <>
          <dl className="counts">
            {STATES.map((state) => (
              <div key={state} className={state === 'dead' && queue.counts.dead > 0 ? 'is-bad' : ''}>
                <dt>{t(`queue.state.${state}`)}</dt>
                <dd>{whole(queue.counts[state])}</dd>
              </div>
            ))}
          </dl>
          <p className="copy">
            <button type="button" onClick={retry}>
              {t('queue.retryNow')}
            </button>
            <span role="status">{said !== null && t(said)}</span>
          </p>
          {queue.rows.length === 0 ? <p>{t('queue.empty')}</p> : <QueueTable rows={queue.rows} onRequeue={requeue} />}
        </>
      )}
    </Section>
  );
}

function QueueTable({ rows, onRequeue }: { readonly rows: readonly QueueRow[]; readonly onRequeue: (recordId: string) => void }) {
  const { t } = useTranslation();
  const now = useNow(5_000);
  const columns = ['record', 'stateColumn', 'created', 'attempts', 'next', 'error', 'action'].map((name) => t(`queue.${name}`));
  return (
    <TableBox label={t('service.section.queue')}>
      <Head names={columns} />
      <tbody>
        {rows.map(({ recordId, state, createdAt, attempts, nextAttemptAt, lastError }) => (
          <tr key={recordId}>
            <th scope="row" className="path">
              {recordId}
            </th>
            <td className={state === 'dead' ? 'is-bad' : ''}>{t(`queue.state.${state}`)}</td>
            <td>{shortTime(createdAt, now)}</td>
            <td>{attempts}</td>
            <td>{nextAttemptAt === null ? '–' : shortTime(nextAttemptAt, now)}</td>
            <td>{lastError ?? '–'}</td>
            <td>
              {state === 'dead' ? (
                <button type="button" aria-label={`${t('queue.requeue')} ${recordId}`} onClick={() => onRequeue(recordId)}>
                  {t('queue.requeue')}
                </button>
              ) : (
                '–'
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}
