import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shcRunner } from '../../../tools/vectors/shc.ts';
import type { SuiteFile } from '../../../tools/vectors/suite.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../vectors/shc/${name}.json`, import.meta.url), 'utf8')) as SuiteFile;

describe.each(['shc', 'shc-more', 'shc-keysets'])('the suite %s', (name) => {
  const suite = read(name);
  it.each(suite.vectors.map((vector) => [vector.id, vector] as const))('%s comes out as stated', (_, vector) => {
    const steps = shcRunner.run(vector, suite);
    expect(steps.filter(({ outcome }) => outcome === 'wrong')).toEqual([]);
    expect(steps.length).toBeGreaterThan(0);
  });
});

it('says so when a suite expects what does not come', () => {
  const [cards, keySets] = [read('shc'), read('shc-keysets')];
  const [card, keySet] = [cards.vectors[0], keySets.vectors[0]];
  if (card === undefined || keySet === undefined) throw new Error('empty suites');
  expect(shcRunner.run({ ...card, expected: { errors: ['INFLATION_ERROR'] } }, cards)).toMatchObject([{ outcome: 'wrong' }]);
  expect(shcRunner.run({ ...card, expected: { errors: ['QR_CHUNKING_DEPRECATED', 'INVALID_NUMERIC_QR_HEADER'] } }, cards)).toMatchObject([{ outcome: 'wrong' }, { outcome: 'wrong' }]);
  expect(shcRunner.run({ ...keySet, expected: ['INVALID_KEY_PRIVATE'] }, keySets)).toMatchObject([{ outcome: 'wrong' }]);
});
