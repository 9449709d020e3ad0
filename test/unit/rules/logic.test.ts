import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_LOGIC_DEPTH, MAX_LOGIC_NODES, parseLogic } from '../../../core/rules/logic.ts';

const faultOf = (logic: unknown): string => {
  const parsed = parseLogic(logic);
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

  it('accepts what a scan has, in and outside a reduce', () => {
    expect(faultOf({ reduce: [{ var: 'payload.documents' }, { and: [{ var: 'accumulator' }, { in: [{ var: 'current.type' }, ['bir']] }] }, true] })).toBe('none');
    expect(faultOf({ in: [{ var: 'payload.colour' }, { var: 'external.valueSets.known-colours' }] })).toBe('none');
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.jsonValue(), (logic) => void parseLogic(logic)));
    fc.assert(fc.property(fc.anything({ withNullPrototype: true }), (logic) => void parseLogic(logic)));
  });
});
