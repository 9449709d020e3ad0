import { expect, it } from 'vitest';
import { control, run } from './outage/outage.ts';

const options = { seed: 'test', say: () => undefined };

it('delivers everything after an outage, travellers at the desk first', async () => {
  const { figures, broken } = await run({ ...options, rounds: 0.5 });
  process.stdout.write(`outage: ${JSON.stringify(figures)}\n`);
  expect(broken).toEqual([]);
});

it('would notice travellers at the desk who wait behind the backlog', async () => {
  expect((await control({ ...options, rounds: 1 })).broken).toContainEqual(expect.stringMatching(/not in the next batch$/));
});
