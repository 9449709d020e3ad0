import { expect, it } from 'vitest';
import { control, run } from './damage/damage.ts';

const options = { seed: 'suite', say: () => undefined };

it('a damaged database is found or harmless, never silently wrong, and what is readable of it is saved once', async () => {
  const { figures, broken } = await run({ ...options, rounds: 40 });
  expect(broken).toEqual([]);
  process.stdout.write(`damage: ${JSON.stringify(figures)}\n`);
});

it('the flips would be silent without the cipher', async () => {
  expect((await control({ ...options, rounds: 20 })).broken).not.toEqual([]);
});
