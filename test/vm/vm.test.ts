/** The short version of `npm run test:vm`, part of `npm test` where the virtual machine can be had. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Result } from './protocol.ts';
import { runVm } from './run-vm.ts';
import { SCENARIOS } from './scenarios/list.ts';

/** Some 35 s on a machine that has nothing else to do. */
const LIMIT_MS = 600_000;
const SHORT = SCENARIOS.filter(({ short }) => short);

describe('scanners on a real kernel', () => {
  const results: Result[] = [];
  beforeAll(async () => {
    await runVm({ scenarios: SHORT.map(({ name }) => name), control: false, limitMs: LIMIT_MS, onResult: (result) => results.push(result), say: () => undefined });
  }, LIMIT_MS);

  it.each(SHORT.map(({ name, title }) => ({ name, title })))('$name: $title', ({ name }) => {
    expect(results.find((result) => result.name === name)?.broken).toEqual([]);
  });
});
