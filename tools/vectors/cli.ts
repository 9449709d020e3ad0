/**
 * `npm run vectors -- FILE... [--json]`: runs files of test vectors through the desk's own decoding, verification, facts and rules. A folder stands for
 * every JSON file in it and below, but for JSON schemas.
 * Exit code 0 when every step came out as stated, 1 when any did not, or a file could not be run.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { readSuiteFile, runSuite } from './run-suite.ts';
import type { SuiteReport } from './run-suite.ts';

/** Where output goes, so that tests can listen. */
export interface Output {
  out(line: string): void;
  err(line: string): void;
}

/**
 * Runs the command line.
 * @param args - without the program's own two.
 * @returns the exit code.
 */
export function run(args: readonly string[], output: Output): number {
  const program = new Command('vectors').description('Runs files of test vectors through the same code as the desk.');
  program.exitOverride().configureOutput({ writeOut: (text) => output.out(text.trimEnd()), writeErr: (text) => output.err(text.trimEnd()) });
  program.argument('<file...>', 'suite files, or folders of them').option('--json', 'the reports as JSON');
  try {
    program.parse([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    throw error;
  }
  const reports = program.args.flatMap((path) => filesOf(path)).map((path) => runFile(path, output));
  const done = reports.filter((report) => report !== null);
  if (program.opts<{ json?: boolean }>().json === true) output.out(JSON.stringify(done));
  else for (const line of done.flatMap(describe)) output.out(line);
  return reports.length > 0 && done.length === reports.length && done.every(({ wrong }) => wrong.length === 0) ? 0 : 1;
}

/** A path that is no folder stands for itself, there or not: reading it will tell. */
function filesOf(path: string): readonly string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  return names.toSorted().map((name) => join(path, name)).filter((file) => !isSchema(file));
}

function isSchema(path: string): boolean {
  return /^\s*\{[^{}]{0,400}"\$schema"\s*:/.test(readFileSync(path, 'utf8').slice(0, 1_000));
}

function runFile(path: string, output: Output): SuiteReport | null {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    output.err(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
  const file = readSuiteFile(json);
  const report = typeof file === 'string' ? null : runSuite(file);
  if (report === null) output.err(`${path}: ${typeof file === 'string' ? file : `no runner for the suite ${file.suite}`}`);
  return report;
}

function describe({ suite, correct, wrong, notApplicable }: SuiteReport): readonly string[] {
  return [
    ...wrong.map(({ vector, step, detail }) => `wrong: ${vector} ${step}: ${detail}`),
    `${suite}: ${correct} correct, ${wrong.length} wrong, ${notApplicable} not applicable`,
  ];
}

if (import.meta.main) {
  process.exitCode = run(process.argv.slice(2), { out: (line) => process.stdout.write(`${line}\n`), err: (line) => process.stderr.write(`${line}\n`) });
}
