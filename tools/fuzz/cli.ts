/**
 * `npm run fuzz -- [--seconds N] [--seed S]`: changes vectors of every format at every stage of their decoding and holds the desk's road to its promises.
 * Exit code 0 when they held, 1 when one did not, a stage was not reached, or the command line is wrong.
 */
import { join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { RESOURCES_DIR } from '../../core/config.ts';
import { loadRuleSet } from '../../core/rules/rule-set.ts';
import { describeInput, runCampaign } from './campaign.ts';
import type { CampaignReport, Failure } from './campaign.ts';
import { createPlan, makeCase } from './case.ts';
import type { Plan } from './case.ts';
import { loadFormats } from './formats.ts';
import { createOracle, deskSubject } from './properties.ts';
import type { Check, Subject } from './properties.ts';

/** Where output goes, so that tests can listen. */
export interface Output {
  out(line: string): void;
  err(line: string): void;
}

const DEFAULT_SECONDS = 30;
const MAX_SECONDS = 7 * 86_400;
const MAX_CASE = 2 ** 40;

interface Options {
  readonly seconds?: number;
  readonly cases?: number;
  readonly seed: string;
  readonly case?: number;
  readonly json?: boolean;
}

/** What cases are made of and held against. */
export interface Bench {
  readonly plan: Plan;
  readonly desk: Subject;
  /** The check of the desk, or of what a test puts in its place. */
  readonly checkOf: (subject: Subject) => Check;
}

/** Reads vectors, keys and rules. Takes a second: done once. */
export function openBench(): Bench {
  const formats = loadFormats();
  const desk = deskSubject(formats, loadRuleSet(join(RESOURCES_DIR, 'rules/default-rules.json')));
  return { plan: createPlan(formats, ({ text, at }) => desk.examine(text, at).facts !== null), desk, checkOf: createOracle(formats, desk) };
}

/**
 * Runs the command line.
 * @param args - without the program's own two.
 * @param open - a bench whose desk is broken, for tests.
 * @returns the exit code.
 */
export async function run(args: readonly string[], output: Output, open: () => Bench = openBench): Promise<number> {
  const options = parseOptions(args, output);
  if (typeof options === 'number') return options;
  const { plan, desk, checkOf } = open();
  const check = checkOf(desk);
  if (options.case !== undefined) return runOne(plan, check, options.seed, options.case, output);
  const limit = options.cases === undefined ? { seconds: options.seconds ?? DEFAULT_SECONDS } : { cases: options.cases, ...(options.seconds === undefined ? {} : { seconds: options.seconds }) };
  const report = await runCampaign(plan, check, { seed: options.seed, ...limit, onProgress: (cases) => output.err(`${cases} cases`) });
  if (options.json === true) output.out(JSON.stringify(report));
  else for (const line of describe(report)) output.out(line);
  return report.faults.length === 0 ? 0 : 1;
}

function parseOptions(args: readonly string[], output: Output): Options | number {
  const program = new Command('fuzz').description('Changes vectors at every stage of their decoding and holds the desk to its promises.');
  program.exitOverride().configureOutput({ writeOut: (text) => output.out(text.trimEnd()), writeErr: (text) => output.err(text.trimEnd()) });
  program
    .option('--seconds <n>', `how long to run (default: ${DEFAULT_SECONDS})`, wholeNumber(1, MAX_SECONDS))
    .option('--cases <n>', 'how many cases to run', wholeNumber(1, MAX_CASE))
    .option('--seed <text>', 'the same seed gives the same cases', '1')
    .option('--case <n>', 'run this one case alone and show it', wholeNumber(0, MAX_CASE))
    .option('--json', 'the report as JSON')
    .allowExcessArguments(false);
  try {
    program.parse([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    throw error;
  }
  return program.opts<Options>();
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}`);
    return value;
  };
}

function runOne(plan: Plan, check: Check, seed: string, number: number, output: Output): number {
  const made = makeCase(plan, seed, number);
  const input = made.toInput(made.value);
  const { reasons, violation } = check(input, made);
  output.out(`case ${number} of seed ${seed}: ${made.format} ${made.stage}, vector ${made.seed.id}${made.signed ? ', signed anew' : ''}, edits: ${made.edits.join(', ') || 'none'}`);
  output.out(`input: ${describeInput(input)}`);
  output.out(`came to: ${reasons.join(', ') || 'nothing'}`);
  output.out(violation === null ? 'every promise held' : `${violation.property}: ${violation.detail}`);
  return violation === null ? 0 : 1;
}

function describe(report: CampaignReport): readonly string[] {
  const reasonsOf = (reasons: Readonly<Record<string, number>>): string =>
    Object.entries(reasons)
      .sort(([, a], [, b]) => b - a)
      .map(([reason, count]) => `${reason} ${count}`)
      .join(', ');
  return [
    ...(report.failure === null ? [] : describeFailure(report.seed, report.failure)),
    ...report.stages.map(({ format, stage, cases, verified, reasons }) => `${format.padEnd(6)} ${stage.padEnd(18)} ${String(cases).padStart(7)} cases, ${String(verified).padStart(6)} verified: ${reasonsOf(reasons)}`),
    `reasons: ${reasonsOf(report.reasons)}`,
    `not reached: ${report.unreached.join(', ') || 'none'}`,
    `seed ${report.seed}: ${report.cases} cases in ${report.seconds.toFixed(1)} s (${report.casesPerSecond} a second), heap grew by ${(report.heapGrowthBytes / 1_048_576).toFixed(1)} MiB`,
    ...report.faults.map((fault) => `failed: ${fault}`),
    ...(report.faults.length === 0 ? ['every promise held'] : []),
  ];
}

function describeFailure(seed: string, failure: Failure): readonly string[] {
  return [
    `case ${failure.number} of seed ${seed}: ${failure.format} ${failure.stage}, vector ${failure.vector}${failure.signed ? ', signed anew' : ''}, edits: ${failure.edits.join(', ') || 'none'}`,
    `${failure.violation.property}: ${failure.violation.detail}`,
    `input: ${failure.input}`,
    `cut down (edits: ${failure.minimisedEdits.join(', ') || 'none'}): ${failure.minimised}`,
    `again: npm run fuzz -- --seed ${JSON.stringify(seed)} --case ${failure.number}`,
  ];
}

if (import.meta.main) {
  process.exitCode = await run(process.argv.slice(2), { out: (line) => process.stdout.write(`${line}\n`), err: (line) => process.stderr.write(`${line}\n`) });
}
