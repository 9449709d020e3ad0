import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HASH_BYTES, type HashTable, MAX_GROUPS, createHashCollector } from '../../../core/trust/hash-table.ts';

type Row = readonly [group: number, hash: Uint8Array];

function tableOf(rows: readonly Row[]) {
  const collector = createHashCollector();
  for (const [group, hash] of rows) collector.add(group, Buffer.from(hash).toString('base64'));
  return collector.toTable();
}
const has = (table: HashTable, [group, hash]: Row): boolean => table.has(group, Buffer.from(hash).toString('hex'));
const textOf = ([group, hash]: Row): string => `${group} ${Buffer.from(hash).toString('hex')}`;
/** Few different bytes, so that hashes repeat, share beginnings and differ in any place. */
const hash = fc.uint8Array({ minLength: HASH_BYTES, maxLength: HASH_BYTES, max: 1 });
const anyHash = fc.uint8Array({ minLength: HASH_BYTES, maxLength: HASH_BYTES });
const rowOf = (content: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Row> => fc.tuple(fc.constantFrom(0, 1, MAX_GROUPS - 1), content);

describe('a table of hashes', () => {
  it('holds nothing when nothing was added', () => {
    const table = tableOf([]);
    expect(table.size).toBe(0);
    expect(has(table, [0, new Uint8Array(HASH_BYTES)])).toBe(false);
  });

  it('has no hash of another length or form', () => {
    const table = tableOf([[0, new Uint8Array(HASH_BYTES)]]);
    expect(has(table, [0, new Uint8Array(HASH_BYTES)])).toBe(true);
    for (const length of [0, HASH_BYTES - 1, HASH_BYTES + 1]) expect(has(table, [0, new Uint8Array(length)])).toBe(false);
    for (const text of ['x'.repeat(32), `${'0'.repeat(30)}zz`, 'URN:UVCI:01:PT:ABCDEFGHIJKLMNO#1']) expect(table.has(0, text)).toBe(false);
  });

  it('agrees with a set, whatever was added and is asked', () => {
    const rows = fc.oneof(fc.array(rowOf(hash), { maxLength: 80 }), fc.array(rowOf(anyHash), { maxLength: 80 }));
    fc.assert(
      fc.property(rows, fc.array(rowOf(hash), { maxLength: 40 }), (added, asked) => {
        const table = tableOf(added);
        const set = new Set(added.map(textOf));
        expect(table.size).toBe(set.size);
        for (const row of [...added, ...asked]) expect(has(table, row)).toBe(set.has(textOf(row)));
      }),
      { numRuns: 150 },
    );
  });

  it('knows no neighbour of a hash: one bit off, or in another group', () => {
    const content = Uint8Array.from({ length: HASH_BYTES }, (_, index) => 17 * index);
    const table = tableOf([[0, content], [1, content.with(0, 1)]]);
    expect(has(table, [0, content])).toBe(true);
    for (const group of [1, 2]) expect(has(table, [group, content])).toBe(false);
    for (let bit = 0; bit < 8 * HASH_BYTES; bit++) {
      const at = bit >> 3;
      expect(has(table, [0, content.with(at, (content[at] ?? 0) ^ (1 << (bit & 7)))])).toBe(false);
    }
  });

  it('grows past its first size, and sorts hashes that are chosen to be alike', () => {
    const many = Array.from({ length: 5_000 }, (_, index): Row => {
      const alike = Buffer.alloc(HASH_BYTES);
      alike.writeUInt32BE((index * 7_919) % 5_000, HASH_BYTES - 4);
      return [0, alike];
    });
    const collector = createHashCollector();
    for (const [group, content] of [...many, ...many]) collector.add(group, Buffer.from(content).toString('base64'));
    expect(collector.count).toBe(10_000);
    const table = collector.toTable();
    expect(table.size).toBe(5_000);
    expect(many.every((row) => has(table, row))).toBe(true);
  });
});
