/**
 * `npm run trust -- ...`: makes, signs and hands out what terminals trust. docs/TRUST-CEREMONY.md shows it at work.
 * Exit code 0 when done; 1 for an error of use or of a file; 2 when a repository or a publication is one that terminals would refuse.
 */
import { Command, CommanderError } from 'commander';
import { addChangeCommands } from './cli-changes.ts';
import type { Output } from './cli-options.ts';
import { Refused, addPublishCommands } from './cli-publish.ts';
import { type PassphraseSource, passphraseSource } from './passphrase.ts';
import { PublicationRefused } from './publish-staged.ts';

/**
 * Runs the command line.
 * @param args - without the program's own two.
 * @returns the exit code.
 */
export async function run(args: readonly string[], output: Output, passphrases: PassphraseSource = passphraseSource): Promise<number> {
  try {
    await createProgram(output, passphrases).parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has said its part already, help included.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    output.err(`trust: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof PublicationRefused || error instanceof Refused ? 2 : 1;
  }
}

function createProgram(output: Output, passphrases: PassphraseSource): Command {
  const program = new Command('trust').description('Makes, signs and hands out the TUF repository that terminals take keys, rules and settings from.');
  program.exitOverride().configureOutput({ writeOut: (text) => output.out(text.trimEnd()), writeErr: (text) => output.err(text) });
  addChangeCommands(program, output, passphrases);
  addPublishCommands(program, output, passphrases);
  return program;
}

if (import.meta.main) {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.exitCode = await run(process.argv.slice(2), {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (text) => void process.stderr.write(text),
  });
}
