import { expect, it } from 'vitest';
import { control, rounds, run } from './disk/disk.ts';

const options = { seed: 'suite', rounds, say: () => undefined };

it('a full disk at any write loses nothing that was promised, and the stop comes before it', async ({ skip }) => {
  const { figures, broken, skipped } = await run(options);
  if (skipped !== undefined) skip(skipped);
  expect(broken).toEqual([]);
  process.stdout.write(`full disk: ${JSON.stringify(figures)}\n`);
});

it('a full disk would find an engine that does not hear of it', async ({ skip }) => {
  const { broken, skipped } = await control(options);
  if (skipped !== undefined) skip(skipped);
  expect(broken).not.toEqual([]);
});
