import { expect, it } from 'vitest';
import { control, run } from './power/power.ts';

const options = { seed: 'suite', rounds: 60, say: () => undefined };

it('loss of power at any instant loses nothing that was promised, and leaves a disk that opens', async ({ skip }) => {
  const { figures, broken, skipped } = await run(options);
  if (skipped !== undefined) skip(skipped);
  expect(broken).toEqual([]);
  process.stdout.write(`loss of power: ${JSON.stringify(figures)}\n`);
});

it('loss of power would find a store that does not wait for the disk', async ({ skip }) => {
  const { broken, skipped } = await control(options);
  if (skipped !== undefined) skip(skipped);
  expect(broken).not.toEqual([]);
});
