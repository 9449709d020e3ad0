/** `portas wipe`: leaves nothing readable of a terminal. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { QUARANTINE_FOLDER } from '../core/store/damage/quarantine.ts';
import { LOCK_FILE } from '../core/store/engine-lock.ts';
import { wipeFolder } from '../core/terminal/wipe.ts';
import { type Console, Refusal } from './console.ts';
import { backupFiles } from './known-backups.ts';
import { withStoppedTerminal, withStore } from './store.ts';
import type { CommandContext, TerminalPlace } from './terminal.ts';

/** The word for a database whose records cannot be counted. */
const UNKNOWN = 'unknown';

interface Options {
  readonly yesWipe?: string;
  readonly withUndelivered?: string;
}

export function addWipeCommand(program: Command, { console, terminal }: CommandContext): void {
  program
    .command('wipe')
    .description('Destroys all that this terminal holds: keys first, then database, quarantine, signed sets, diagnostics and the backups it knows of. Cannot be undone. The terminal must be stopped.')
    .option('--yes-wipe <terminal-id>', 'the answer to both questions, for scripts: the id of the terminal')
    .option('--with-undelivered <count>', `destroys undelivered records too: their exact number, or "${UNKNOWN}" where the database cannot be read`, parseCount)
    .action((options: Options) => {
      const place = terminal();
      return withStoppedTerminal(place, async () => {
        refuseUndelivered(place, options.withUndelivered ?? '0');
        await refuseUnsure(place, options.yesWipe, console);
        const destroyed = wipeFolder(place.dataDir, [LOCK_FILE], backupFiles(place.dataDir));
        for (const file of destroyed) console.out(`destroyed ${file}`);
        console.out(`${place.id}: ${destroyed.length} files destroyed, ${new Date().toISOString()}. Settings and certificates outside ${place.dataDir} are not touched.`);
      });
    });
}

/** @throws Refusal unless the undelivered records are named by their number. */
function refuseUndelivered(place: TerminalPlace, said: string): void {
  const waiting = countUndelivered(place);
  if (said === waiting) return;
  const quarantine = join(place.dataDir, QUARANTINE_FOLDER);
  const aside = existsSync(quarantine) ? readdirSync(quarantine).length : 0;
  const more = aside === 0 ? '' : ` (and ${aside} databases lie in quarantine)`;
  throw new Refusal(
    waiting === UNKNOWN
      ? `the database cannot be read, so nobody can say how many records wait${more}; start the terminal once, which salvages what is readable, or say --with-undelivered ${UNKNOWN}`
      : `${waiting} records are not delivered${more}; let them go out first, or carry them to another terminal with \`move export\`, or say --with-undelivered ${waiting}`,
  );
}

function countUndelivered(place: TerminalPlace): string {
  if (!existsSync(place.databaseFile)) return existsSync(`${place.databaseFile}.spare`) ? UNKNOWN : '0';
  try {
    const { pending, leased, dead } = withStore(place, ({ outbox }) => outbox.counts());
    return String(pending + leased + dead);
  } catch {
    // Whatever keeps it from being read, the number is not known.
    return UNKNOWN;
  }
}

/** @throws Refusal unless somebody says twice that it is this terminal. */
async function refuseUnsure({ id, dataDir }: TerminalPlace, yes: string | undefined, console: Console): Promise<void> {
  if (yes !== undefined) {
    if (yes === id) return;
    throw new Refusal(`this is terminal ${id}, not ${yes}: nothing was touched`);
  }
  const first = await console.ask(`This destroys all that terminal ${id} holds in ${dataDir}. Type its id: `);
  if (first === null) throw new Refusal('nobody is there to ask; say --yes-wipe TERMINAL-ID', 2);
  if (first.trim() !== id) throw new Refusal(`that is not ${id}: nothing was touched`);
  if ((await console.ask('It cannot be undone. Type WIPE: '))?.trim() !== 'WIPE') throw new Refusal('nothing was touched');
}

function parseCount(text: string): string {
  if (text !== UNKNOWN && !/^\d{1,9}$/.test(text)) throw new InvalidArgumentError(`expected a whole number, or ${UNKNOWN}`);
  return text;
}
