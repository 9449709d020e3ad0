import { expect, it } from 'vitest';
import { control, run } from './io/io.ts';

const options = { seed: 'suite', rounds: 40, say: () => undefined };

it('errors of the disk at any call lose nothing that was promised, and the next traveller is served', async ({ skip }) => {
  const { figures, broken, skipped } = await run(options);
  if (skipped !== undefined) skip(skipped);
  expect(broken).toEqual([]);
  process.stdout.write(`I/O errors: ${JSON.stringify(figures)}\n`);
});

it('errors of the disk would find an engine that does not hear of them', async ({ skip }) => {
  const { broken, skipped } = await control(options);
  if (skipped !== undefined) skip(skipped);
  expect(broken).not.toEqual([]);
});
