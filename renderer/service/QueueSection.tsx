import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueRow, QueueView } from '../../core/contract.ts';
import { useBridge, useEngineEvent } from '../ui/bridge-context.ts';
import { whole } from '../ui/format.ts';
import { QueueExport } from './QueueExport.tsx';
import { QueueTable } from './QueueTable.tsx';
import { QueueWorkLine } from './QueueWorkLine.tsx';
import { Section } from './Section.tsx';
import { useQueuePage } from './use-queue-page.ts';

interface Props {
  readonly queue: QueueView | null;
  readonly reload: () => void;
}

const STATES = ['pending', 'leased', 'dead', 'delivered'] as const satisfies readonly QueueRow['state'][];

/** Records on their way to Guangdong: by state, page by page, with what can be done to one or to all. Nothing here says whose they are. */
export function QueueSection({ queue, reload }: Props) {
  const { t } = useTranslation();
  const bridge = useBridge();
  const paging = useQueuePage();
  const [said, setSaid] = useState<string | null>(null);
  useEngineEvent('queue:changed', reload);
  const { state } = paging;
  const busy = queue?.work?.state === 'running';
  const act = (what: Promise<string>): void => {
    const say = (key: string): void => {
      setSaid(key);
      reload();
      paging.reload();
    };
    what.then(say, () => say('service.actionFailed'));
  };
  const begin = (work: Promise<{ readonly started: boolean }>): void => act(work.then(({ started }) => (started ? 'queue.begun' : 'queue.refusal.busy')));
  const hasten = (recordId: string): void => act(bridge.call('queue:hasten', { recordId }).then(({ hastened }) => (hastened ? 'queue.hastened' : 'queue.gone')));
  const park = (recordId: string): void => act(bridge.call('queue:park', { recordId }).then(({ parked }) => (parked ? 'queue.parked' : 'queue.gone')));
  const requeue = (recordId: string): void => act(bridge.call('service:requeue', { recordId }).then(({ requeued }) => (requeued ? 'queue.requeued' : 'queue.gone')));
  return (
    <Section name="queue" ready={queue !== null}>
      {queue !== null && (
        <>
          <div className="queue-states" role="group" aria-label={t('queue.states')}>
            {STATES.map((each) => (
              <button key={each} type="button" aria-pressed={each === state} className={each === 'dead' && queue.counts.dead > 0 ? 'is-bad' : ''} onClick={() => paging.show(each)}>
                {t(`queue.state.${each}`)} <span className="queue-count">{whole(queue.counts[each])}</span>
              </button>
            ))}
          </div>
          <p>{t(`queue.about.${state}`)}</p>
          <p className="copy">
            {state === 'pending' && (
              <button type="button" disabled={busy} onClick={() => begin(bridge.call('service:retry-now', {}))}>
                {t('queue.retryNow')}
              </button>
            )}
            {state === 'dead' && (
              <button type="button" disabled={busy || queue.counts.dead === 0} onClick={() => begin(bridge.call('queue:requeue-all', {}))}>
                {t('queue.requeueAll')}
              </button>
            )}
            <span role="status">{said !== null && t(said)}</span>
          </p>
          <QueueWorkLine work={queue.work} onCancel={() => act(bridge.call('queue:cancel', {}).then(() => 'queue.cancelling'))} />
          <QueueTable paging={paging} onHasten={hasten} onPark={park} onRequeue={requeue} />
          {state !== 'leased' && <QueueExport key={state} set={state === 'pending' ? 'waiting' : state === 'dead' ? 'parked' : 'delivered'} busy={busy} onBegun={reload} />}
        </>
      )}
    </Section>
  );
}
