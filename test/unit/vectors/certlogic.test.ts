import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../../tools/vectors/cli.ts';
import { readSuiteFile, runSuite } from '../../../tools/vectors/run-suite.ts';
import type { SuiteReport } from '../../../tools/vectors/run-suite.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { dccRule } from '../rules/dcc-sample.ts';


const SUITES = 'test/vectors/certlogic';
const RULES = 'test/vectors/dcc-business-rules/dcc-business-rules.json';

function reportOf(json: unknown): SuiteReport {
  const file = readSuiteFile(json);
  const report = typeof file === 'string' ? null : runSuite(file);
  if (report === null) throw new Error('expected a suite that runs');
  return report;
}
function reports(path: string): readonly SuiteReport[] {
  const out: string[] = [];
  run([path, '--json'], { out: (line) => out.push(line), err: (line) => out.push(line) });
  return JSON.parse(out.join('')) as SuiteReport[];
}
const sum = (all: readonly SuiteReport[], count: (report: SuiteReport) => number) => all.reduce((total, report) => total + count(report), 0);
const suite = (cases: readonly unknown[], members = {}) => ({ name: 'made', cases, ...members });
const one = { name: 'adds', certLogicExpression: { '+': [{ var: 'x' }, 1] }, assertions: [{ data: { x: 1 }, expected: 2 }] };

describe('the CertLogic specification\'s suites', () => {
  it('come out as stated, every file and every test', () => {
    const all = reports(SUITES);
    expect(all).toHaveLength(18);
    expect(all.flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(sum(all, ({ correct }) => correct)).toBe(224 + 23);
    // What the suite itself skips; docs/formats/deviations.md.
    expect(all.filter(({ notApplicable }) => notApplicable > 0).map(({ suite: name, notApplicable }) => `${name} ${notApplicable.toString()}`)).toEqual(['certlogic: ins with nulls 4', 'certlogic: patched operations 4']);
  });

  it.each<[string, unknown]>([
    ['another value', suite([{ ...one, assertions: [{ data: { x: 2 }, expected: 2 }] }])],
    ['an error', suite([{ ...one, assertions: [{ data: {}, expected: 1 }] }])],
    ['an expectation that is missing', suite([{ ...one, assertions: [{ data: { x: 1 } }] }])],
    ['no expression', suite([{ name: 'none', assertions: [{ data: {}, expected: 1 }] }])],
    ['another value of one assertion', suite([{ ...one, assertions: [{ certLogicExpression: { var: 'x' }, data: { x: 1 }, expected: 2, message: 'own' }] }])],
    ['another fault of form', suite([{ certLogicExpression: null, issues: [] }])],
    ['a value where only some are run', suite([{ ...one, directive: 'only' }, { ...one, assertions: [{ data: {}, expected: 7 }] }])],
  ])('notice %s', (_, json) => {
    expect(reportOf(json).wrong).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['the suite', suite([{ ...one, assertions: [{ data: {}, expected: 7 }] }], { directive: 'skip' })],
    ['the case', suite([{ ...one, directive: 'skip', assertions: [{ data: {}, expected: 7 }] }])],
    ['the assertion', suite([{ ...one, assertions: [{ directive: 'skip', data: {}, expected: 7 }] }])],
  ])('are not held to what %s skips', (_, json) => {
    expect(reportOf(json)).toMatchObject({ correct: 0, wrong: [], notApplicable: 1 });
  });

  it('count what is skipped where it agrees', () => {
    expect(reportOf(suite([one], { directive: 'skip' }))).toMatchObject({ suite: 'certlogic: made', correct: 1, notApplicable: 0 });
  });

  it.each([
    ['cases that are none', { name: 'x', cases: [{ id: 1 }] }],
    ['no name', { cases: [] }],
    ['an unknown directive', suite([], { directive: 'later' })],
  ])('are refused with %s', (_, json) => {
    expect(readSuiteFile(json)).toContain('CertLogic');
  });
});

describe('the rules of EU states', () => {
  it('are all loaded, and come to what their states\' own tests expect', () => {
    expect(reports(RULES)).toEqual([{ suite: 'dcc-business-rules', correct: 100 + 717, wrong: [], notApplicable: 0 }]);
  });

  const test = { file: 'test001.json', payload: { v: [{ mp: 'A' }] }, external: { valueSets: { $ref: 'a' } }, expected: true };
  const rule = dccRule({ Logic: { in: [{ var: 'payload.v.0.mp' }, { var: 'external.valueSets.names' }] } });
  const made = (vector: object, valueSetsByRef: unknown = { a: { names: ['A'] } }) => reportOf({ suite: 'dcc-business-rules', valueSetsByRef, vectors: [{ id: 'PT/1', rule, tests: [test], ...vector }] });

  it.each([
    ['a test that comes to the other', made({ tests: [{ ...test, expected: false }] }), 'test001.json'],
    ['a test that comes to nothing', made({ tests: [{ ...test, external: undefined }] }), 'test001.json'],
    ['value sets that are not there', made({}, null), 'test001.json'],
    ['a rule that the desk would not load', made({ rule: { ...rule, Engine: 'OTHER' } }), 'rule'],
    ['a vector without tests', made({ tests: null }), 'vector'],
  ])('notice %s', (_, { wrong }, step) => {
    expect(wrong.map((each) => each.step)).toEqual([step]);
  });

  it('take value sets in place as well', () => {
    expect(made({ tests: [{ ...test, external: { valueSets: { names: ['A'] } } }] })).toMatchObject({ correct: 2, wrong: [] });
  });
});

describe('a folder', () => {
  const withSuite = (): string => {
    const folder = tempDir();
    mkdirSync(join(folder, 'deep'));
    writeFileSync(join(folder, 'deep', 'one.json'), JSON.stringify(suite([one])));
    return folder;
  };

  it('stands for every JSON file in it and below but schemas', () => {
    const folder = withSuite();
    writeFileSync(join(folder, 'schema.json'), JSON.stringify({ $id: 'x', $schema: 'http://json-schema.org/draft-07/schema#', cases: {} }));
    writeFileSync(join(folder, 'README.md'), 'no suite');
    expect(reports(folder)).toEqual([{ suite: 'certlogic: made', correct: 1, wrong: [], notApplicable: 0 }]);
  });

  it('fails the run when it holds a JSON file that is no suite, or nothing', () => {
    const folder = withSuite();
    mkdirSync(join(folder, 'empty'));
    const exit = (path: string) => run([path], { out: () => undefined, err: () => undefined });
    expect(exit(folder)).toBe(0);
    expect(exit(join(folder, 'empty'))).toBe(1);
    writeFileSync(join(folder, 'deep', 'two.json'), '[]');
    expect(exit(folder)).toBe(1);
  });
});
