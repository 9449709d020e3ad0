/**
 * `npm run portas -- COMMAND`: the technician's commands for one terminal, over SSH too: no window, no display.
 * Exit code 0 when all is well; 1 when something is wrong or could not be done; 2 for wrong usage.
 * A third shell beside the two of electron/: it composes the same core, but has no engine host and no window.
 */
import { Command, CommanderError } from 'commander';
import { PortasFault } from '../core/model/fault.ts';
import { VERSION } from '../core/version.ts';
import { addBackupCommands } from './backup.ts';
import { type Console, Refusal, systemConsole } from './console.ts';
import { addAuditCommands } from './audit.ts';
import { addMoveCommands } from './move.ts';
import { addQueueCommands } from './queue.ts';
import { createContext } from './terminal.ts';
import { addWipeCommand } from './wipe.ts';

const EXIT_WRONG = 1;
const EXIT_USAGE = 2;

/**
 * Runs one command.
 * @param args - without the program's own two.
 * @returns the exit code.
 */
export async function run(args: readonly string[], console: Console = systemConsole): Promise<number> {
  try {
    await createProgram(console).parseAsync([...args], { from: 'user' });
    return 0;
  } catch (cause) {
    // Commander has said its part already, help included.
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? 0 : EXIT_USAGE;
    console.err(`portas: ${cause instanceof Error ? cause.message : String(cause)}\n`);
    if (cause instanceof Refusal) return cause.exitCode;
    // What is no fault of the terminal is one of the program: its trace helps whoever mends it.
    if (!(cause instanceof PortasFault) && cause instanceof Error && !('code' in cause)) console.err(`${cause.stack ?? ''}\n`);
    return EXIT_WRONG;
  }
}

function createProgram(console: Console): Command {
  const program = new Command('portas')
    .description("The technician's commands for a terminal. Each tells with --help what it does and whether the terminal must be stopped first.")
    .version(VERSION, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => console.out(text.trimEnd()), writeErr: (text) => console.err(text) });
  const context = createContext(program, console);
  addQueueCommands(program, context);
  addAuditCommands(program, context);
  addBackupCommands(program, context);
  addMoveCommands(program, context);
  addWipeCommand(program, context);
  return program;
}

if (import.meta.main) {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.exitCode = await run(process.argv.slice(2));
}
