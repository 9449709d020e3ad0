import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../../tools/vectors/cli.ts';
import { readSuiteFile, runSuite } from '../../../tools/vectors/run-suite.ts';
import type { SuiteReport } from '../../../tools/vectors/run-suite.ts';
import type { SuiteFile, Vector } from '../../../tools/vectors/suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'portas-vectors-'));
afterAll(() => rmSync(folder, { recursive: true }));

const DGC = 'test/vectors/hc1/dgc-testdata.json';
const MORE = 'test/vectors/hc1/dgc-testdata-more.json';
const QA = 'test/vectors/hc1/dcc-qa.json';
function load(path: string): SuiteFile {
  const file = readSuiteFile(JSON.parse(readFileSync(path, 'utf8')));
  if (typeof file === 'string') throw new Error(file);
  return file;
}
function report(file: SuiteFile): SuiteReport {
  const done = runSuite(file);
  if (done === null) throw new Error(file.suite);
  return done;
}
const dgc = load(DGC);
function vector(id: string): Vector {
  const found = dgc.vectors.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(id);
  return found;
}
const runOne = (changed: Partial<Vector>, id = 'dgc-common-CO28') => report({ suite: 'hc1-dgc-testdata', vectors: [{ ...vector(id), ...changed }] });

function command(...args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const exit = run(args, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { exit, out, err };
}
function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('a suite', () => {
  it('goes on after a vector that its runner cannot run, and counts it as wrong', () => {
    const odd = { id: 'odd', key: { didDocument: null }, expected: 'nothing of this form' };
    expect(report({ suite: 'nzcp', vectors: [odd] })).toMatchObject({ correct: 0, wrong: [{ vector: 'odd', step: 'RUN' }] });
  });
});

describe('the suites of HC1 codes', () => {
  it('come out as the reference data states, but for the one whose JSON is not that of its code', () => {
    const { correct, wrong } = report(dgc);
    // docs/formats/deviations.md shows the suite's fault.
    expect(wrong.map(({ vector: id, step }) => `${id} ${step}`)).toEqual(['dgc-FR-test_pcr_ok EXPECTEDVALIDJSON']);
    expect(correct).toBeGreaterThan(1_000);
  });

  it('come out as 25 further issuers state, but for the steps in which the suite contradicts itself, its schema or its own rule for key ids', () => {
    const { correct, wrong } = report(load(MORE));
    // docs/formats/deviations.md shows each fault.
    expect(wrong.map(({ vector: id, step }) => `${id} ${step}`)).toEqual([
      'dgc-DE-2 EXPECTEDEXPIRATIONCHECK',
      'dgc-ES-1101 EXPECTEDEXPIRATIONCHECK',
      'dgc-ES-703 EXPECTEDEXPIRATIONCHECK',
      'dgc-GE-1 EXPECTEDVERIFY',
      'dgc-IE-5 EXPECTEDSCHEMAVALIDATION',
      'dgc-LI-1 EXPECTEDSCHEMAVALIDATION',
      'dgc-LI-2 EXPECTEDSCHEMAVALIDATION',
      'dgc-LI-3 EXPECTEDSCHEMAVALIDATION',
      'dgc-LI-4 EXPECTEDSCHEMAVALIDATION',
      'dgc-PL-8 EXPECTEDSCHEMAVALIDATION',
      'dgc-PT-5 EXPECTEDEXPIRATIONCHECK',
      'dgc-RO-2 EXPECTEDSCHEMAVALIDATION',
    ]);
    expect(correct).toBe(385);
  });

  it('decode and verify every picture of the quality assurance', () => {
    const { correct, wrong } = report(load(QA));
    expect(wrong).toEqual([]);
    expect(correct).toBe(187);
  });

  it.each([
    ['another text', { code: vector('dgc-common-CO5').code ?? null }, 'EXPECTEDVERIFY'],
    ['a time after its end', { validationClock: '2031-01-01T00:00:00Z' }, 'EXPECTEDEXPIRATIONCHECK'],
    ['a time before its issue', { validationClock: '2021-01-01T00:00:00' }, 'EXPECTEDEXPIRATIONCHECK'],
    ['another content', { payload: {} }, 'EXPECTEDVALIDJSON'],
    ['a certificate of another signer', { key: vector('dgc-AT-1').key }, 'EXPECTEDVERIFY'],
    ['a code of another context', { code: 'HC2:6BF' }, 'EXPECTEDUNPREFIX'],
    ['no code', { code: null }, 'EXPECTEDDECODE'],
    ['a step nobody knows', { expected: { EXPECTEDMIRACLE: true } }, 'EXPECTEDMIRACLE'],
    ['an expectation that is none', { expected: { EXPECTEDDECODE: 'yes' } }, 'EXPECTEDDECODE'],
  ])('notice %s', (_, changed, step) => {
    expect(runOne(changed).wrong.map((wrong) => wrong.step)).toContain(step);
  });

  it('ask the clock of the expiry, not of the signature', () => {
    const expected = { EXPECTEDVERIFY: true, EXPECTEDKEYUSAGE: true, EXPECTEDEXPIRATIONCHECK: false };
    for (const validationClock of ['2011-05-03T18:00:00Z', '2031-05-03T18:00:00Z']) expect(runOne({ validationClock, expected })).toMatchObject({ correct: 3, wrong: [] });
  });

  it('do not ask what the suite gives nothing for', () => {
    const { wrong, correct, notApplicable } = runOne({ key: null, payload: null, validationClock: null, expected: { EXPECTEDVERIFY: true, EXPECTEDVALIDJSON: true, EXPECTEDKEYUSAGE: true, EXPECTEDENCODE: true } });
    expect([wrong, correct, notApplicable]).toEqual([[], 0, 4]);
  });
});

describe('npm run vectors', () => {
  it.each([
    ['no file', []],
    ['an option it does not know', ['--frobnicate', DGC]],
    ['a file that is not there', [join(folder, 'absent.json')]],
    ['a file that is no JSON', [file('broken.json', '{')]],
    ['a file that is no suite', [file('array.json', '[1]')]],
    ['a file without vectors', [file('none.json', '{"suite":"nzcp"}')]],
    ['a vector without an id', [file('anonymous.json', '{"suite":"hc1-dcc-qa","vectors":[{}]}')]],
    ['JSON that is no object', [file('null.json', 'null')]],
    ['a suite nobody runs', [file('unknown.json', '{"suite":"unheard-of","vectors":[]}'), QA]],
    ['a wrong step', [DGC]],
  ])('exits with 1 for %s', (_, args) => {
    expect(command(...args).exit).toBe(1);
  });

  it('lists what is wrong, then counts', () => {
    const { out } = command(DGC);
    expect(out).toHaveLength(2);
    expect(out[0]).toMatch(/^wrong: dgc-FR-test_pcr_ok EXPECTEDVALIDJSON: expected true, came: another content$/);
    expect(out[1]).toMatch(/^hc1-dgc-testdata: \d+ correct, 1 wrong, \d+ not applicable$/);
  });

  it('exits with 0 when all is as stated, and reports JSON on demand', () => {
    const { exit, out } = command(QA, '--json');
    expect(exit).toBe(0);
    expect(JSON.parse(out.join(''))).toEqual([{ suite: 'hc1-dcc-qa', correct: 187, wrong: [], notApplicable: 0 }]);
  });

  it('explains itself', () => {
    expect(command('--help').exit).toBe(0);
  });
});
