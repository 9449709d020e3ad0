import { expect, it } from 'vitest';
import { control, run } from './amnesia/amnesia.ts';

const options = { seed: 'test', say: () => undefined };

it('makes one of what a gateway took before and after it lost its memory, and proves what was forgotten', async () => {
  const { figures, broken } = await run({ ...options, rounds: 800 });
  process.stdout.write(`amnesia: ${JSON.stringify(figures)}\n`);
  expect(broken).toEqual([]);
});

it('would notice records that count twice', async () => {
  expect((await control({ ...options, rounds: 1 })).broken).toContainEqual(expect.stringMatching(/there twice after merging$/));
});
