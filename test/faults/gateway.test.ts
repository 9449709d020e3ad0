import { expect, it } from 'vitest';
import { control, run } from './gateway/gateway.ts';

const options = { seed: 'test', say: () => undefined };

it('delivers every record once in effect through a hostile gateway and a bad line, killed again and again', async () => {
  const { figures, broken } = await run({ ...options, rounds: 1_000 });
  process.stdout.write(`gateway: ${JSON.stringify(figures)}\n`);
  expect(broken).toEqual([]);
  expect(figures.kills).toBeGreaterThan(0);
  expect(figures['repeats absorbed']).toBeGreaterThan(0);
});

it('would notice an uploader that takes every answer for a receipt', async () => {
  expect((await control({ ...options, rounds: 1 })).broken).toContainEqual(expect.stringMatching(/missing at the gateway$/));
});
