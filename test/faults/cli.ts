/**
 * `npm run faults -- [name] [--rounds N] [--seed S]`: lets a fault, or every fault, strike, and then its control, which must find something broken.
 * Exit code 0 when every promise held and every control found what it had to; 1 otherwise, or when a fault could not be tried here; 2 for a wrong command line.
 */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { Fault, FaultOptions, FaultResult } from './fault.ts';
import { FAULTS } from './list.ts';

const DEFAULT_ROUNDS = 100;
const MAX_ROUNDS = 1_000_000;
/** What is broken is named this often; the rest is counted. */
const SHOWN = 20;

export interface Output {
  out(line: string): void;
  err(line: string): void;
}

interface Options {
  readonly rounds?: number;
  readonly seed: string;
  readonly list?: boolean;
}

/** @param args - without the program's own two. @returns the exit code. */
export async function run(args: readonly string[], output: Output, faults: readonly Fault[] = FAULTS): Promise<number> {
  const program = new Command('faults').description('Lets faults strike the terminal and holds it to its promises. Each fault has a control that must fail.');
  program
    .exitOverride()
    .configureOutput({ writeOut: (text) => output.out(text.trimEnd()), writeErr: (text) => output.err(text.trimEnd()) })
    .argument('[name]', 'one fault alone; without it, all')
    .option('--rounds <n>', 'how often it strikes (default: as each fault says)', parseRounds)
    .option('--seed <text>', 'the same seed strikes in the same places', '1')
    .option('--list', 'names the faults and what they are');
  try {
    program.parse([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  const { rounds, seed, list } = program.opts<Options>();
  const [name] = program.args;
  const chosen = faults.filter((fault) => name === undefined || fault.name === name);
  if (chosen.length === 0) {
    output.err(`no fault is called ${name ?? ''}; there are: ${faults.map((fault) => fault.name).join(', ')}`);
    return 2;
  }
  if (list === true) {
    for (const fault of chosen) output.out(`${fault.name.padEnd(10)} ${fault.title} (${roundsOf(fault)} rounds)`);
    return 0;
  }
  let bad = 0;
  for (const fault of chosen) {
    const held = await strike(fault, { rounds: rounds ?? roundsOf(fault), seed, say: (line) => output.err(`${fault.name}: ${line}`) }, output);
    if (!held) bad += 1;
  }
  return bad === 0 ? 0 : 1;
}

const roundsOf = (fault: Fault): number => fault.rounds ?? DEFAULT_ROUNDS;

function parseRounds(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > MAX_ROUNDS) throw new InvalidArgumentError(`expected a whole number from 1 to ${MAX_ROUNDS}`);
  return value;
}

/** @returns whether the promises held, and the control found what it must. */
async function strike(fault: Fault, options: FaultOptions, output: Output): Promise<boolean> {
  const begun = performance.now();
  const result = await attempt(() => fault.run(options));
  if (result.skipped !== undefined) {
    output.out(`${fault.name}: skipped: ${result.skipped}`);
    return false;
  }
  const seconds = ((performance.now() - begun) / 1_000).toFixed(0);
  output.out(`${fault.name}: rounds ${options.rounds}, seed ${options.seed}, ${figures(result)}, broken ${result.broken.length}, ${seconds} s`);
  tell(result, output);
  const control = await attempt(() => fault.control(options));
  const found = control.broken.length > 0 && control.skipped === undefined;
  output.out(`${fault.name}: control: ${found ? 'found, as it must' : `NOT found: this run could not have failed${control.skipped === undefined ? '' : ` (skipped: ${control.skipped})`}`}: ${figures(control)}`);
  return result.broken.length === 0 && found;
}

/** A run that breaks off has shown nothing, and a control that does has found nothing: it may have been for any reason. */
async function attempt(work: () => Promise<FaultResult>): Promise<FaultResult> {
  try {
    return await work();
  } catch (cause) {
    return { figures: {}, broken: [], skipped: `it broke off: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}` };
  }
}

const figures = (result: FaultResult): string => Object.entries(result.figures).map(([name, value]) => `${name} ${value}`).join(', ');

function tell({ broken }: FaultResult, output: Output): void {
  for (const line of broken.slice(0, SHOWN)) output.out(`  broken: ${line}`);
  if (broken.length > SHOWN) output.out(`  and ${broken.length - SHOWN} more`);
}

if (import.meta.main) {
  process.exitCode = await run(process.argv.slice(2), { out: (line) => process.stdout.write(`${line}\n`), err: (line) => process.stderr.write(`${line}\n`) });
}
