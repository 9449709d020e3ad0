/** `portas queue ...`: what waits for the gateway, without personal data: bodies are sealed and nobody here can open them. */
import { type Command, InvalidArgumentError } from 'commander';
import { OUTBOX_STATES } from '../core/model/outbox.ts';
import { HOUR_MS, utcMillis } from '../core/model/units.ts';
import { systemClock } from '../core/system-clock.ts';
import { Refusal } from './console.ts';
import { commandLine, withStore } from './store.ts';
import type { CommandContext } from './terminal.ts';

const DEFAULT_LISTED = 20;
const MAX_LISTED = 10_000;
/** The default of retention.deliveredHours. */
const DEFAULT_HOURS = 72;
/** The most that retention.deliveredHours can be: a leap year. */
const MAX_HOURS = 8_784;

/** Adds the commands. All of them may run beside a running terminal. */
export function addQueueCommands(program: Command, { console, terminal }: CommandContext): void {
  const queue = program.command('queue').description('What waits for the gateway: counts, list, delivered, retry, requeue. May be used while the terminal runs.').helpCommand(false);

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
      withStore(terminal(), (store) => {
        store.audit.record(commandLine('upload-hastened', null));
        store.outbox.makeAllDue(systemClock.now());
        console.out(`${store.outbox.counts().pending} records are due`);
      }),
    );

  queue
    .command('requeue')
    .description('Puts a dead record back among the waiting.')
    .argument('<record-id>', 'as `queue list` names it')
    .action((recordId: string) =>
      withStore(terminal(), (store) => {
        if (!store.outbox.requeue(recordId, systemClock.now())) throw new Refusal(`${recordId}: no dead record of this name`);
        store.audit.record(commandLine('record-requeued', recordId));
        console.out(`${recordId} waits again`);
      }),
    );
}

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
