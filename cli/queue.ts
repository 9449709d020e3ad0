/** `portas queue ...`: what waits for the gateway, without personal data: bodies are sealed and nobody here can open them. */
import { type Command, InvalidArgumentError } from 'commander';
import { OUTBOX_STATES } from '../core/model/outbox.ts';
import { systemClock } from '../core/system-clock.ts';
import { Refusal } from './console.ts';
import { commandLine, withStore } from './store.ts';
import type { CommandContext } from './terminal.ts';

const DEFAULT_LISTED = 20;
const MAX_LISTED = 10_000;

/** Adds the commands. All of them may run beside a running terminal. */
export function addQueueCommands(program: Command, { console, terminal }: CommandContext): void {
  const queue = program.command('queue').description('What waits for the gateway: counts, list, retry, requeue. May be used while the terminal runs.').helpCommand(false);

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

function parseLimit(text: string): number {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > MAX_LISTED) throw new InvalidArgumentError(`expected a whole number from 1 to ${MAX_LISTED}`);
  return value;
}
