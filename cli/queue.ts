/** `portas queue ...`: what waits for the gateway, without personal data: bodies are sealed and nobody here can open them. */
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { OUTBOX_STATES } from '../core/model/outbox.ts';
import { QUEUE_SETS, type QueueFault, type QueueSet } from '../core/model/queue.ts';
import { HOUR_MS, utcMillis } from '../core/model/units.ts';
import { createQueueWorker, type QueueWorker } from '../core/service/queue-work.ts';
import type { Store } from '../core/store/open-store.ts';
import { systemClock } from '../core/system-clock.ts';
import { Refusal } from './console.ts';
import { commandLine, withStore, withStoreOpen } from './store.ts';
import type { CommandContext, TerminalPlace } from './terminal.ts';

const DEFAULT_LISTED = 20;
const MAX_LISTED = 10_000;
/** The default of retention.deliveredHours. */
const DEFAULT_HOURS = 72;
/** The most that retention.deliveredHours can be: a leap year. */
const MAX_HOURS = 8_784;

/** Adds the commands. All of them may run beside a running terminal. */
export function addQueueCommands(program: Command, { console, terminal }: CommandContext): void {
  const queue = program.command('queue').description('What waits for the gateway: counts, list, delivered, retry, park, requeue, export. May be used while the terminal runs.').helpCommand(false);

  queue
    .command('counts')
    .description('How many records are in which state, and since when the oldest waits.')
    .action(() =>
      withStore(terminal(), ({ outbox }) => {
        const counts = outbox.counts();
        for (const state of OUTBOX_STATES) console.out(`${state.padEnd(9)} ${counts[state]}`);
        const oldest = outbox.oldestWaitingAt();
        console.out(`oldest waiting: ${oldest === null ? 'none' : new Date(oldest).toISOString()}`);
      }),
    );

  queue
    .command('list')
    .description('Dead records first, then the oldest waiting.')
    .option('--limit <number>', 'so many lines', parseLimit, DEFAULT_LISTED)
    .action(({ limit }: { limit: number }) =>
      withStore(terminal(), ({ outbox }) => {
        for (const row of outbox.rows(limit)) {
          console.out(`${row.recordId}  ${row.state.padEnd(7)}  ${new Date(row.createdAt).toISOString()}  ${row.attempts} attempts  ${row.lastError ?? '-'}`);
        }
      }),
    );

  queue
    .command('delivered')
    .description('What the gateway took, as CSV: record, SHA-256 of its sealed body, sealing key, when it was converted and delivered. Holds as evidence should a gateway lose its memory.')
    .option('--hours <number>', 'of so many hours back; rows are kept as long as retention.deliveredHours says', parseHours, DEFAULT_HOURS)
    .action(({ hours }: { hours: number }) =>
      withStore(terminal(), ({ outbox }) => {
        console.out('record_id,body_sha256,sealing_key_id,converted_at,delivered_at');
        for (const each of outbox.deliveries(utcMillis(systemClock.now() - hours * HOUR_MS))) {
          console.out([each.recordId, each.bodySha256, each.sealingKeyId, new Date(each.createdAt).toISOString(), new Date(each.deliveredAt).toISOString()].join(','));
        }
      }),
    );

  queue
    .command('retry')
    .description('Makes every waiting record due now. A running terminal takes them up within a minute.')
    .action(() =>
      work(terminal(), (store, worker) => {
        store.audit.record(commandLine('upload-hastened', null));
        return worker.hasten();
      }),
    );

  queue
    .command('park')
    .description('Sets a waiting record aside, so that it is not sent. Nothing is removed; `queue requeue` undoes it.')
    .argument('<record-id>', 'as `queue list` names it')
    .action((recordId: string) =>
      withStore(terminal(), (store) => {
        if (!store.queue.park(recordId)) throw new Refusal(`${recordId}: no waiting record of this name`);
        store.audit.record(commandLine('record-parked', recordId));
        console.out(`${recordId} is set aside`);
      }),
    );

  queue
    .command('export')
    .description('Writes records into a file in DIR as they lie here: JSON Lines, still sealed, without personal data. Overwrites nothing.')
    .argument('<dir>', 'a folder that is there')
    .addOption(new Option('--state <set>', 'which records').choices(QUEUE_SETS).default('waiting'))
    .action((dir: string, { state }: { state: QueueSet }) =>
      work(terminal(), (store, worker) => {
        store.audit.record(commandLine('records-exported', state));
        return worker.export(state, resolve(dir));
      }),
    );

  queue
    .command('requeue')
    .description('Puts a dead record back among the waiting, or all of them.')
    .argument('[record-id]', 'as `queue list` names it')
    .option('--all', 'every dead record')
    .action((recordId: string | undefined, { all }: { all?: true }) => {
      if ((recordId === undefined) !== (all === true)) throw new Refusal('expected a record id, or --all', 2);
      if (recordId === undefined) {
        return work(terminal(), (store, worker) => {
          store.audit.record(commandLine('records-requeued', `${store.outbox.counts().dead}`));
          return worker.requeue();
        });
      }
      return withStore(terminal(), (store) => {
        if (!store.outbox.requeue(recordId, systemClock.now())) throw new Refusal(`${recordId}: no dead record of this name`);
        store.audit.record(commandLine('record-requeued', recordId));
        console.out(`${recordId} waits again`);
      });
    });

  /** Work of many batches, one line for every tenth of it. @param begin - false where nothing was begun. */
  const work = (place: TerminalPlace, begin: (store: Store, worker: QueueWorker) => boolean): Promise<void> =>
    withStoreOpen(place, async (store) => {
      let told = 0;
      const worker = createQueueWorker({
        queue: store.queue,
        counts: () => store.outbox.counts(),
        terminalId: place.id,
        clock: systemClock,
        listener: {
          progress({ done, total }) {
            if (total === 0 || done - told < total / 10) return;
            told = done;
            console.out(`${done} of ${total}`);
          },
          due: () => undefined,
          fault: () => undefined,
        },
      });
      begin(store, worker);
      await worker.ended();
      const ended = worker.state();
      if (ended?.state !== 'done') throw new Refusal(FAULTS[ended?.fault ?? 'failed']);
      console.out(`${ended.done} records: done${ended.file === null ? '' : `, ${ended.file}`}`);
    });
}

const FAULTS: Readonly<Record<QueueFault, string>> = {
  'no-folder': 'no such folder',
  'not-writable': 'the folder cannot be written to',
  'disk-full': 'no room in that folder; nothing was left there',
  'file-exists': 'a file of this name is there already; try again in a second',
  failed: 'could not be done',
};

function parseHours(text: string): number {
  const value = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > MAX_HOURS) throw new InvalidArgumentError(`expected a whole number from 1 to ${MAX_HOURS}`);
  return value;
}

function parseLimit(text: string): number {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > MAX_LISTED) throw new InvalidArgumentError(`expected a whole number from 1 to ${MAX_LISTED}`);
  return value;
}
