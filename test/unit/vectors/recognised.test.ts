import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSuiteFile, runSuite } from '../../../tools/vectors/run-suite.ts';
import type { SuiteFile, Vector } from '../../../tools/vectors/suite.ts';

function load(name: string): SuiteFile {
  const file = readSuiteFile(JSON.parse(readFileSync(new URL(`../../vectors/recognised/${name}.json`, import.meta.url), 'utf8')));
  if (typeof file === 'string') throw new Error(file);
  return file;
}
const wrongOf = (suite: string, vector: Partial<Vector>) => runSuite({ suite, vectors: [{ id: 'one', ...vector }] })?.wrong;

describe('families that are recognised and not accepted', () => {
  it.each([
    ['nl2', 4, 4],
    ['mdl', 7, 7],
    ['aadhaar', 1, 2],
  ])('every code of the suite %s is called by its family, its other steps are counted and not asked', (name, correct, notApplicable) => {
    expect(runSuite(load(name))).toMatchObject({ correct, wrong: [], notApplicable });
  });

  it.each<[string, string, Partial<Vector>, RegExp]>([
    ['a code of another family', 'nl2', { code: 'DC04FR000001123F1636F1636' }, /came recognised-not-accepted 2D-Doc/],
    ['a code of no family', 'mdl', { codeHex: 'a0' }, /came format-unknown of no family/],
    ['a code of an accepted format', 'nl2', { code: 'HC1:6BF' }, /came code-malformed HC1/],
    ['no code', 'aadhaar-secure-qr', {}, /came format-unknown/],
    ['more than any symbol holds', 'aadhaar-secure-qr', { code: '7'.repeat(7_090) }, /came code-too-large/],
  ])('notices %s', (_, suite, vector, detail) => {
    expect(wrongOf(suite, vector)).toMatchObject([{ step: 'RECOGNISE', detail: expect.stringMatching(detail) as string }]);
  });
});
