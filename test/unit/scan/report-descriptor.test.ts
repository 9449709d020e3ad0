import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DESCRIPTOR_BYTES, parseReportDescriptor, type ReportField } from '../../../core/scan/report-descriptor.ts';
import { KEYBOARD, POS_62, POS_64, POS_UNCOUNTED, POS_UNNUMBERED } from './descriptors.ts';
import { fromHex } from './support.ts';

function fieldsOf(bytes: Uint8Array): readonly ReportField[] {
  const parsed = parseReportDescriptor(bytes);
  if (parsed.kind === 'unreadable') throw new Error(parsed.why);
  return parsed.fields;
}
const whyOf = (bytes: Uint8Array): string => {
  const parsed = parseReportDescriptor(bytes);
  return parsed.kind === 'unreadable' ? parsed.why : 'read';
};
const brief = ({ type, reportId, bitOffset, bitSize, count }: ReportField): string => `${type} ${String(reportId)}: ${bitOffset}+${bitSize}x${count}`;

describe('a report descriptor that is wrong', () => {
  it.each([
    ['ends inside a short item', '26ff', 'it ends inside an item'],
    ['ends inside a long item', 'fe0510aa', 'it ends inside an item'],
    ['ends a collection that never began', 'c0', 'the end of a collection that never began'],
    ['never ends its collection', '058c0902a101', 'a collection without its end'],
    ['pops without a push', 'b4', 'a pop without a push'],
    ['has report id 0', '8500', 'report id 0'],
    ['has a report id of two bytes', '860001', 'report id 256'],
    ['numbers some reports only', '75089501810285028102', 'reports with and without a report id'],
    ['has a usage maximum without a minimum', '2907', 'a usage maximum without its minimum'],
    ['has a usage maximum below its minimum', '19072901', 'a usage maximum without its minimum'],
    ['has a usage maximum of another page form', '19012b07008c00', 'a usage maximum without its minimum'],
    ['names alternative usages', 'a901', 'alternative usages (delimiter items) are not supported'],
    ['has an absurd count', '750897ffffffff8102', 'a report of more than 1024 bytes'],
    ['has an absurd size', '77ffffffff95018102', 'a report of more than 1024 bytes'],
    ['has both', '77ffffffff97ffffffff8102', 'a report of more than 1024 bytes'],
    ['grows one report item by item', `7508953f${'8102'.repeat(17)}`, 'a report of more than 1024 bytes'],
    ['has too many fields', `75019501${'8102'.repeat(513)}`, 'more than 512 fields'],
    ['has too many usages', '0901'.repeat(257), 'more than 256 usages in one item'],
    ['nests too deep', 'a100'.repeat(33), 'collections more than 32 deep'],
    ['pushes too often', 'a4'.repeat(33), 'more than 32 pushes'],
  ])('is told apart: it %s', (_, hex, why) => {
    expect(whyOf(fromHex(hex))).toBe(why);
  });

  it('is told apart when it is too long', () => {
    expect(whyOf(new Uint8Array(MAX_DESCRIPTOR_BYTES + 1))).toBe('expected at most 4096 bytes');
    expect(whyOf(new Uint8Array(MAX_DESCRIPTOR_BYTES))).toBe('read');
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => ['fields', 'unreadable'].includes(parseReportDescriptor(bytes).kind)));
  });

  it('never throws when a good one is damaged, and keeps every field inside 1,024 bytes', () => {
    const edit = fc.record({ at: fc.nat(), value: fc.nat(255), cut: fc.nat() });
    fc.assert(
      fc.property(fc.constantFrom(POS_64, POS_62, POS_UNCOUNTED, POS_UNNUMBERED, KEYBOARD), fc.array(edit, { minLength: 1, maxLength: 4 }), fc.boolean(), (good, edits, isCut) => {
        const bytes = Uint8Array.from(good);
        for (const { at, value } of edits) bytes[at % bytes.length] = value;
        const parsed = parseReportDescriptor(isCut ? bytes.subarray(0, (edits[0]?.cut ?? 0) % bytes.length) : bytes);
        if (parsed.kind === 'fields') for (const { bitOffset, bitSize, count } of parsed.fields) expect(bitOffset + bitSize * count).toBeLessThanOrEqual(8_192);
      }),
    );
  });

  it('is refused when it is cut off anywhere inside its collection', () => {
    for (let length = 5; length < POS_64.length; length++) expect(parseReportDescriptor(POS_64.subarray(0, length)).kind).toBe('unreadable');
  });
});

describe('a report descriptor', () => {
  it('gives the places of a scanner\'s fields, per report and type', () => {
    expect(fieldsOf(POS_64).map(brief)).toEqual([
      'input 2: 0+8x1',
      'input 2: 8+8x3',
      'input 2: 32+8x56',
      'input 2: 480+8x2',
      'input 2: 496+1x1',
      'input 2: 497+7x1',
      'output 4: 0+1x1',
      'output 4: 1+7x1',
    ]);
  });

  it('gives each field its usages, with the page that stands at the main item, and its application', () => {
    const fields = fieldsOf(POS_64);
    expect(fields.map(({ usages }) => usages.map(({ first }) => first.toString(16)))).toEqual([['1003b'], ['8c00fb', '8c00fc', '8c00fd'], ['8c00fe'], ['ff660004', 'ff660000'], ['8c00ff'], [], ['8c0060'], []]);
    expect(new Set(fields.map(({ application }) => application))).toEqual(new Set([0x8c_0002]));
    expect(fields.map(({ isConstant }) => isConstant)).toEqual([false, false, false, false, false, true, false, true]);
  });

  it('gives a keyboard\'s bits, its padding, its lights and its key array', () => {
    const fields = fieldsOf(KEYBOARD);
    expect(fields.map(brief)).toEqual(['input null: 0+1x8', 'input null: 8+8x1', 'output null: 0+1x5', 'output null: 5+3x1', 'input null: 16+8x6']);
    expect(fields[0]?.usages).toEqual([{ first: 0x07_00e0, last: 0x07_00e7 }]);
    expect(fields.map(({ isVariable }) => isVariable)).toEqual([true, false, true, false, false]);
  });

  it('restores what was pushed, and keeps the offset of the report', () => {
    const fields = fieldsOf(fromHex('0509750895018102a47501950481020508b48102'));
    expect(fields.map(brief)).toEqual(['input null: 0+8x1', 'input null: 8+1x4', 'input null: 12+8x1']);
  });

  it('takes the page from a usage of four bytes, skips long items, and leaves out fields without bits', () => {
    const fields = fieldsOf(fromHex('fe02f0aabb0501750895010b fe008c008102950081020902950181 02'.replaceAll(' ', '')));
    expect(fields.map(({ usages }) => usages)).toEqual([[{ first: 0x8c_00fe, last: 0x8c_00fe }], [{ first: 0x01_0002, last: 0x01_0002 }]]);
  });

  it('may be empty', () => {
    expect(fieldsOf(new Uint8Array(0))).toEqual([]);
  });
});
