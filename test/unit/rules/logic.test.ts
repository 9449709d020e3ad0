import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateLogic, MAX_LIST, MAX_LOGIC_DEPTH, MAX_LOGIC_NODES, MAX_LOGIC_STEPS, MAX_TIME_AMOUNT, parseLogic } from '../../../core/rules/logic.ts';
import { SCAN_ROOTS } from '../../../core/rules/payload.ts';

const faultOf = (logic: unknown): string => {
  const parsed = parseLogic(logic, SCAN_ROOTS);
  return parsed.ok ? 'none' : parsed.fault;
};
const nested = (levels: number): unknown => Array.from({ length: levels - 1 }).reduce<unknown>((inner) => ({ '!': [inner] }), true);

describe('parseLogic', () => {
  it.each<[unknown, string]>([
    [{ or: [true, false] }, 'unknown operation "or"'],
    [{ log: ['x'] }, 'unknown operation "log"'],
    [{ __proto__x: [1] }, 'unknown operation'],
    [{}, 'unknown operation "(none)"'],
    [{ var: 'payload.colour', in: [1, []] }, 'more than one operation'],
    [{ '!': true }, 'no list of operands'],
    [{ '===': [1] }, 'wrong operands'],
    [{ '===': [1, 2.5] }, 'wrong operands'],
    [null, 'wrong operands'],
    [{ if: [true, true] }, 'wrong operands'],
    [{ var: 7 }, 'whose path is not a text'],
    [{ var: 'payload.color' }, 'reads "payload.color", which no scan has'],
    [{ var: 'colour' }, 'reads "colour", which no scan has'],
    [{ var: '' }, 'reads "", which no scan has'],
    [{ var: 'constructor.name' }, 'which no scan has'],
    [{ var: 'external.clock' }, 'which no scan has'],
    [{ var: 'current.type' }, 'which no scan has'],
    [{ reduce: [{ var: 'payload.tests' }, { var: 'payload.colour' }, true] }, 'a reduce sees only accumulator and current'],
    [{ reduce: [{ var: 'current' }, { var: 'current' }, true] }, 'which no scan has'],
    [[{ '!': [{ nor: [1] }] }], 'unknown operation "nor"'],
    [{ '!': [{ var: 'payload.holder.__proto__' }] }, 'no index and no name of data'],
    [{ var: 'payload.holder.constructor.name' }, '"constructor" is no index'],
    [{ var: 'payload.tests.length' }, '"length" is no index'],
    [{ var: 'payload.colour.toString' }, '"toString" is no index'],
    [{ var: 'external.valueSets.2g' }, '"2g" is no index'],
    [{ var: 'payload.tests.01' }, '"01" is no index'],
    [{ var: 'payload.tests.' }, '"" is no index'],
    [{ reduce: [{ var: 'payload.tests' }, { var: 'current.__proto__' }, true] }, '"__proto__" is no index'],
    [{ plusTime: ['2021-02-30', 0, 'day'] }, 'has a date that is none: "2021-02-30"'],
    [{ dccDateOfBirth: ['1980-13'] }, 'has a date that is none: "1980-13"'],
    [{ plusTime: [{ var: 'external.today' }, MAX_TIME_AMOUNT + 1, 'year'] }, 'adds more than 100000'],
    [{ plusTime: [{ var: 'external.today' }, -MAX_TIME_AMOUNT - 1, 'year'] }, 'adds more than 100000'],
  ])('refuses %j', (logic, fault) => {
    expect(faultOf(logic)).toContain(fault);
  });

  it('accepts the deepest logic allowed and refuses one level more', () => {
    // A negation is one level; the value at the bottom is one more.
    expect(faultOf(nested(MAX_LOGIC_DEPTH))).toBe('none');
    expect(faultOf(nested(MAX_LOGIC_DEPTH + 1))).toContain('nested deeper');
  });

  it('accepts the largest logic allowed and refuses one value more', () => {
    const list = (values: number): unknown => ({ in: ['x', Array.from({ length: values }, () => 'y')] });
    // The operation, the word looked up and the list itself are values too.
    expect(faultOf(list(MAX_LOGIC_NODES - 3))).toBe('none');
    expect(faultOf(list(MAX_LOGIC_NODES - 2))).toContain('more than');
  });

  it('accepts a lambda that every desk can wait for, and refuses one value more, or one lambda in another', () => {
    const reduced = (lambda: unknown): unknown => ({ reduce: [{ var: 'payload.tests' }, lambda, true] });
    const listed = (values: number): unknown => Array.from({ length: values }, () => 'x');
    // The list itself is visited as often as what is in it; outside are the operation, the data and the start.
    expect(faultOf(reduced(listed(Math.floor(MAX_LOGIC_STEPS / MAX_LIST) - 2)))).toBe('none');
    expect(faultOf(reduced(listed(Math.floor(MAX_LOGIC_STEPS / MAX_LIST) - 1)))).toContain('can take more than');
    expect(faultOf(reduced({ reduce: [{ var: 'current' }, true, true] }))).toContain('can take more than');
  });

  it('accepts the longest time that a rule may add', () => {
    expect(faultOf({ plusTime: ['2021-02-28', -MAX_TIME_AMOUNT, 'hour'] })).toBe('none');
    expect(evaluateLogic({ plusTime: ['9999-12-31', MAX_TIME_AMOUNT, 'year'] }, {})).toMatchObject({ ok: true, value: expect.any(Date) as Date });
  });

  it('accepts what a scan has, in and outside a reduce', () => {
    expect(faultOf({ reduce: [{ var: 'payload.documents' }, { and: [{ var: 'accumulator' }, { in: [{ var: 'current.type' }, ['bir']] }] }, true] })).toBe('none');
    expect(faultOf({ in: [{ var: 'payload.colour' }, { var: 'external.valueSets.known-colours' }] })).toBe('none');
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.jsonValue(), (logic) => void parseLogic(logic, SCAN_ROOTS)));
    fc.assert(fc.property(fc.anything({ withNullPrototype: true }), (logic) => void parseLogic(logic, SCAN_ROOTS)));
  });
});

describe('evaluateLogic', () => {
  it('gives a value, or the evaluator\'s complaint', () => {
    expect(evaluateLogic({ '+': [1, 2] }, {})).toEqual({ ok: true, value: 3 });
    expect(evaluateLogic({ '+': [1, 'x'] }, {})).toMatchObject({ ok: false, fault: expect.stringContaining('integers') as string });
  });

  it('never throws for an expression that was accepted, whatever the data', () => {
    const logic = { and: [{ '===': [{ var: 'payload.colour' }, 'green'] }, { after: [{ plusTime: [{ var: 'payload.issuedAt' }, 1, 'day'] }, { plusTime: ['2021-01-01', 0, 'day'] }] }] } as const;
    fc.assert(fc.property(fc.anything({ withNullPrototype: true }), fc.anything(), (payload, other) => void evaluateLogic({ and: [logic.and[0], logic.and[1]] } as never, { payload, other })));
  });
});
