import { expect, it } from 'vitest';
import { control, run } from './kill/kill.ts';

const options = { seed: 'suite', say: () => undefined };

it('kill -9 of the engine in the middle of its work loses nothing that was shown, confirmed or audited', async () => {
  const { figures, broken } = await run({ ...options, rounds: 30 });
  expect(broken).toEqual([]);
  process.stdout.write(`kill -9: ${JSON.stringify(figures)}\n`);
});

it('kill -9 would find an engine that tells before it keeps', async () => {
  expect((await control({ ...options, rounds: 1 })).broken).not.toEqual([]);
});
