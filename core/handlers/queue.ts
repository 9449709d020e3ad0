/** Records that wait for the gateway, and the technician's work on them. */
import { QUEUE_PAGE_ROWS, type queueCalls, type QueueView } from '../contract.ts';
import type { RecordAct } from '../model/audit.ts';
import type { Clock } from '../model/clock.ts';
import type { QueueWorker } from '../service/queue-work.ts';
import type { StatusBoard } from '../service/status-board.ts';
import type { Store } from '../store/open-store.ts';
import { isFolderPath } from '../trust/distribution/folder-source.ts';
import type { Renewal } from '../uplink/renew-key.ts';
import type { Uploader } from '../uplink/uploader.ts';
import type { HandlersOf } from '../wire.ts';

export interface QueueHandlerParts {
  readonly clock: Clock;
  readonly store: Pick<Store, 'outbox' | 'queue'>;
  readonly network: () => QueueView['network'];
  readonly queueWork: QueueWorker;
  /** Null where nothing is converted. */
  readonly uploader: Pick<Uploader, 'wake' | 'retryNow'> | null;
  /** Null where there is no gateway. */
  readonly renewKey: (() => Promise<Renewal>) | null;
  readonly board: Pick<StatusBoard, 'changed'>;
  readonly record: RecordAct;
}

export function queueHandlers({ clock, store, network, queueWork, uploader, renewKey, board, record }: QueueHandlerParts): HandlersOf<typeof queueCalls> {
  return {
    'service:queue': () => ({ counts: store.outbox.counts(), network: network(), oldestParkedAt: store.queue.oldestParkedAt(), work: queueWork.state() }),
    'queue:page': ({ state, after }) => {
      const { rows, next } = store.queue.page(state, after, QUEUE_PAGE_ROWS);
      return { rows: [...rows], next };
    },
    'service:retry-now': () => {
      record('upload-hastened', null);
      uploader?.retryNow();
      return { started: queueWork.hasten() };
    },
    'queue:hasten': ({ recordId }) => {
      const hastened = store.queue.hasten(recordId, clock.now());
      if (hastened) {
        record('record-hastened', recordId);
        uploader?.wake();
      }
      return { hastened };
    },
    'queue:park': ({ recordId }) => {
      const parked = store.queue.park(recordId);
      if (parked) record('record-parked', recordId);
      board.changed();
      return { parked };
    },
    'service:requeue': ({ recordId }) => {
      const requeued = store.outbox.requeue(recordId, clock.now());
      if (requeued) {
        record('record-requeued', recordId);
        uploader?.wake();
      }
      board.changed();
      return { requeued };
    },
    async 'service:renew-key'() {
      if (renewKey === null) return { result: 'no-gateway', keyId: null, error: null };
      record('key-renewal-asked', null);
      const renewal = await renewKey();
      if (renewal.result === 'renewed') record('key-renewed', renewal.keyId);
      return { ...renewal };
    },
    'queue:requeue-all': () => {
      if (queueWork.busy()) return { started: false };
      record('records-requeued', `${store.outbox.counts().dead}`);
      return { started: queueWork.requeue() };
    },
    'queue:export': ({ set, folder }) => {
      if (!isFolderPath(folder)) return { ok: false, refusal: 'not-a-path' };
      if (queueWork.busy()) return { ok: false, refusal: 'busy' };
      // On disk before a record leaves.
      record('records-exported', set);
      queueWork.export(set, folder);
      return { ok: true };
    },
    'queue:cancel': () => {
      if (queueWork.busy()) record('queue-work-cancelled', queueWork.state()?.kind ?? null);
      return { cancelled: queueWork.cancel() };
    },
  };
}
