import { expect, it } from 'vitest';
import { run } from '../../faults/cli.ts';
import type { Fault, FaultResult } from '../../faults/fault.ts';
import { FAULTS } from '../../faults/list.ts';

const sound: FaultResult = { figures: { lost: 0 }, broken: [] };
const found: FaultResult = { figures: { lost: 3 }, broken: ['row 7'] };
const fault = (name: string, result: FaultResult, control: FaultResult = found): Fault => ({
  name,
  title: `what ${name} does`,
  rounds: 7,
  run: ({ rounds, seed }) => Promise.resolve({ ...result, figures: { ...result.figures, rounds, seed } }),
  control: () => Promise.resolve(control),
});

async function cli(args: readonly string[], faults: readonly Fault[]) {
  const lines: string[] = [];
  const code = await run(args, { out: (line) => void lines.push(line), err: (line) => void lines.push(line) }, faults);
  return { code, text: lines.join('\n') };
}

it('is content when every promise held and every control found what it must', async () => {
  const { code, text } = await cli(['--rounds', '3', '--seed', 'x'], [fault('one', sound), fault('two', sound)]);
  expect(code).toBe(0);
  expect(text).toContain('one: rounds 3, seed x, lost 0');
  expect(text).toContain('two: control: found, as it must: lost 3');
});

it.each([
  ['a promise was broken', fault('bad', found), 'broken: row 7'],
  ['a control found nothing', fault('blind', sound, sound), 'NOT found'],
  ['a run could not be made here', fault('away', { ...sound, skipped: 'no compiler' }), 'skipped: no compiler'],
  ['a control could not be made', fault('half', sound, { ...found, skipped: 'no compiler' }), 'NOT found'],
  ['a run broke off', { ...fault('off', sound), run: () => Promise.reject(new Error('no disk')) }, 'it broke off: Error: no disk'],
])('is not content when %s', async (_why, bad, words) => {
  const { code, text } = await cli([], [fault('one', sound), bad]);
  expect(code).toBe(1);
  expect(text).toContain(words);
});

it('tries one alone, lists them, and tells a wrong command line', async () => {
  const faults = [fault('one', sound), fault('two', found)];
  expect((await cli(['one'], faults)).code).toBe(0);
  expect((await cli(['--list'], faults)).text).toMatch(/one +what one does \(7 rounds\)\ntwo /);
  expect(await cli(['three'], faults)).toEqual({ code: 2, text: 'no fault is called three; there are: one, two' });
  expect((await cli(['--rounds', '0'], faults)).code).toBe(2);
  expect((await cli(['--help'], faults)).code).toBe(0);
});

it('has a name of its own for each fault', () => {
  const names = FAULTS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(['kill', 'power', 'io', 'disk']));
});
