/**
 * `npm run test:vm [-- names ... | --short] [--control] [--list]`: the terminal's scanners on a real kernel, in a virtual machine. Prints a table at the end.
 * Exit code 0 when every promise held (with --control: when each run found something broken), 1 otherwise, 2 where the machine cannot be had.
 */
import { parseArgs } from 'node:util';
import { makeVmAvailable } from './host/available.ts';
import type { Result } from './protocol.ts';
import { runVm } from './run-vm.ts';
import { SCENARIOS } from './scenarios/list.ts';

/** All of it takes three to four minutes, and three times that on a busy machine. */
const LIMIT_MS = 900_000;

const { values, positionals } = parseArgs({
  options: { control: { type: 'boolean', default: false }, short: { type: 'boolean', default: false }, list: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const out = (line: string): void => void process.stdout.write(`${line}\n`);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** @returns the exit code. */
async function main(): Promise<number> {
  const unknown = positionals.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown.length > 0) {
    say(`no scenario is called ${unknown.join(', ')}; there are: ${SCENARIOS.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  const chosen = SCENARIOS.filter(({ name, short }) => (positionals.length === 0 || positionals.includes(name)) && (short || !values.short));
  if (values.list) {
    for (const { name, title, control } of chosen) out(`${name.padEnd(13)} ${title}; control: ${control}`);
    return 0;
  }
  const obstacle = makeVmAvailable(say);
  if (obstacle !== null) {
    say(`not run: ${obstacle}`);
    return 2;
  }
  const results: Result[] = [];
  try {
    await runVm({
      scenarios: chosen.map(({ name }) => name),
      control: values.control,
      limitMs: LIMIT_MS,
      say,
      onResult(result) {
        results.push(result);
        out(line(result));
      },
    });
  } catch (cause) {
    say(cause instanceof Error ? cause.message : String(cause));
  }
  const missing = chosen.filter(({ name }) => !results.some((result) => result.name === name)).map(({ name }) => name);
  const wrong = results.filter((result) => !isGood(result)).map(({ name }) => name);
  out(`${results.length - wrong.length} of ${chosen.length} ${values.control ? 'controls found what they had to' : 'scenarios passed'}`);
  if (wrong.length > 0) out(`failed: ${wrong.join(', ')}`);
  if (missing.length > 0) out(`not reached: ${missing.join(', ')}`);
  return wrong.length + missing.length === 0 ? 0 : 1;
}

const isGood = ({ broken }: Result): boolean => (broken.length > 0) === values.control;

function line(result: Result): string {
  const verdict = isGood(result) ? (values.control ? 'found' : 'pass') : values.control ? 'NOT FOUND' : 'FAIL';
  const details = result.broken.slice(0, values.control ? 1 : 20).map((each) => `\n${' '.repeat(14)}broken: ${each}`);
  return `${verdict.padEnd(6)} ${result.name.padEnd(13)} ${result.figure} (${result.seconds.toFixed(1)} s)${details.join('')}`;
}

process.exitCode = await main();
