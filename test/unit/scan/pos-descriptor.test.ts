import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERIC_POS_PROFILE, type PosLayout, type PosProfile } from '../../../core/scan/device-profiles.ts';
import { compareWithDescriptor, derivePosLayouts } from '../../../core/scan/pos-descriptor.ts';
import { createPosAssembler } from '../../../core/scan/pos-framing.ts';
import { KEYBOARD, POS_62, POS_64, POS_UNCOUNTED, POS_UNNUMBERED } from './descriptors.ts';
import { codesOf, fromHex, posProfile, pushAll } from './support.ts';

function layoutsOf(bytes: Uint8Array): readonly PosLayout[] {
  const derived = derivePosLayouts(bytes);
  if (derived.kind === 'unusable') throw new Error(derived.why);
  return derived.layouts;
}
const whyOf = (bytes: Uint8Array): string => {
  const derived = derivePosLayouts(bytes);
  return derived.kind === 'unusable' ? derived.why : 'usable';
};
const withLayouts = (layouts: readonly PosLayout[]): PosProfile => ({ ...GENERIC_POS_PROFILE, layouts: [...layouts] });
/** A report of a layout that starts `02 <header>` and ends with `tail`. */
const report = (bytes: number, head: readonly (number | string)[], tail: number): Uint8Array => {
  const made = new Uint8Array(bytes);
  made.set(head.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : [part])));
  made[bytes - 1] = tail;
  return made;
};
/** One scanner collection around these items, with bytes as the unit. */
const scanner = (items: string): Uint8Array => fromHex(`058c0902a101150026ff0075089501${items}c0`);

describe('a descriptor that gives no layout', () => {
  it.each([
    ['a keyboard\'s', KEYBOARD, 'no report with the usage "decoded data"'],
    ['an empty one', new Uint8Array(0), 'no report with the usage "decoded data"'],
    ['one that is cut off', POS_64.subarray(0, 40), 'it ends inside an item'],
    ['another application\'s decoded data', fromHex('058c0904a10175089538 09fe8102950109ff8102c0'.replace(' ', '')), 'no report with the usage "decoded data"'],
    ['decoded data in an output report', scanner('09fe9102'), 'no report with the usage "decoded data"'],
    ['no continuation flag', scanner('953809fe8102'), 'no usage "decoded data continued"'],
    ['a flag that is padding', scanner('953809fe8102950109ff8103'), 'no usage "decoded data continued"'],
    ['a flag across two bytes', scanner('953809fe81027504950181017508950109ff810275049501 8101'.replace(' ', '')), 'no usage "decoded data continued"'],
    ['bits left over', scanner('953809fe81027501950109ff8102'), 'a report of 449 bits, not of whole bytes'],
    ['decoded data in two pieces', scanner('09fe810209018102' + '09fe8102' + '09ff8102'), 'decoded data that is not one row of bytes'],
    ['decoded data that is not at a whole byte', scanner('75049501810175089538 09fe810275049501 09ff8102'.replaceAll(' ', '')), 'decoded data that is not one row of bytes'],
    ['decoded data of words', scanner('7510951c09fe81027508950109ff8102'), 'decoded data that is not one row of bytes'],
    ['decoded data in an array of several usages', scanner('09fe09ff95388100'), 'no report with the usage "decoded data"'],
    ['a report that is too small', scanner('09fe810209ff8102'), 'fields that overlap or a report size that no scanner has'],
    ['more reports than a profile may have', scanner([1, 2, 3, 4, 5].map((id) => `850${id}953809fe8102950109ff8102`).join('')), 'more than 4 reports with scanned data'],
  ])('is told apart: %s', (_, bytes, why) => {
    expect(whyOf(bytes)).toBe(why);
  });

  it('never throws, whatever is damaged, and every layout it gives reads any report', () => {
    const edit = fc.record({ at: fc.nat(), value: fc.nat(255) });
    fc.assert(
      fc.property(fc.constantFrom(POS_64, POS_62, POS_UNCOUNTED, POS_UNNUMBERED), fc.array(edit, { maxLength: 3 }), fc.uint8Array({ maxLength: 80 }), (good, edits, noise) => {
        const bytes = Uint8Array.from(good);
        for (const { at, value } of edits) bytes[at % bytes.length] = value;
        const derived = derivePosLayouts(bytes);
        if (derived.kind === 'unusable') return;
        const assembler = createPosAssembler(withLayouts(derived.layouts));
        for (const { reportBytes, reportId } of derived.layouts) {
          const filled = Uint8Array.from({ length: reportBytes }, (_, at) => noise[at % Math.max(1, noise.length)] ?? 0);
          if (reportId !== null) filled[0] = reportId;
          pushAll(assembler, [filled, noise]);
        }
      }),
    );
  });
});

describe('a scanner\'s descriptor', () => {
  it('gives the layout that Honeywell and Access-IS document', () => {
    expect(layoutsOf(POS_64)).toEqual([{ reportBytes: 64, reportId: 2, lengthAt: 1, lengthAdjust: 0, aimAt: [2, 3], dataAt: 5, dataBytes: 56, vendorSymbologyAt: 61, continuationAt: 63, continuationMask: 1 }]);
  });

  it('gives the layout of a shorter report', () => {
    expect(layoutsOf(POS_62)).toEqual([{ reportBytes: 62, reportId: 2, lengthAt: 1, lengthAdjust: 0, aimAt: [2, 3], dataAt: 5, dataBytes: 56, vendorSymbologyAt: null, continuationAt: 61, continuationMask: 1 }]);
  });

  it('gives a layout without a length, whose data ends before its padding', () => {
    const layouts = layoutsOf(POS_UNCOUNTED);
    expect(layouts).toEqual([{ reportBytes: 61, reportId: 2, lengthAt: null, lengthAdjust: 0, aimAt: [1, 2], dataAt: 4, dataBytes: 56, vendorSymbologyAt: null, continuationAt: 60, continuationMask: 1 }]);
    const reports = [report(61, [2, ']Q1', 'A'.repeat(56)], 1), report(61, [2, ']Q1', 'TAIL\r'], 0)];
    expect(codesOf(pushAll(createPosAssembler(withLayouts(layouts)), reports))).toEqual([{ text: `${'A'.repeat(56)}TAIL`, symbology: ']Q1' }]);
  });

  it('gives a layout without report id and AIM identifier, the flag a bit among others', () => {
    const layouts = layoutsOf(POS_UNNUMBERED);
    expect(layouts).toEqual([{ reportBytes: 4, reportId: null, lengthAt: 1, lengthAdjust: 0, aimAt: [], dataAt: 2, dataBytes: 2, vendorSymbologyAt: null, continuationAt: 0, continuationMask: 0x10 }]);
    // Bits beside the flag are noise.
    const reports = ['f002' + '4142', 'ff02' + '4344', 'ef01' + '4500'].map(fromHex);
    expect(codesOf(pushAll(createPosAssembler(withLayouts(layouts)), reports))).toEqual([{ text: 'ABCDE', symbology: null }]);
  });

  it('gives one layout per report that carries scanned data', () => {
    const two = scanner('850 2953809fe8102950109ff8102 8503950809fe8102950109ff8102'.replaceAll(' ', ''));
    expect(layoutsOf(two).map(({ reportId, reportBytes }) => [reportId, reportBytes])).toEqual([
      [2, 58],
      [3, 10],
    ]);
  });

  it('takes symbology identifiers that do not stand before the data for no AIM identifier', () => {
    expect(layoutsOf(scanner('953809fe8102950109fb810209fc810209fd810209ff8102'))[0]?.aimAt).toEqual([]);
  });
});

describe('a profile beside the device\'s own descriptor', () => {
  it('agrees where they say the same, and where a tolerant profile allows it', () => {
    expect(compareWithDescriptor(posProfile('honeywell-pos'), POS_64)).toEqual({ kind: 'agrees' });
    expect(compareWithDescriptor(posProfile('zebra-pos'), POS_64)).toEqual({ kind: 'agrees' });
  });

  it('differs field by field, from the nearest layout', () => {
    expect(compareWithDescriptor(posProfile('newland-pos'), POS_64)).toEqual({
      kind: 'differs',
      differences: [
        { field: 'aimAt', profile: null, descriptor: 2 },
        { field: 'dataAt', profile: 2, descriptor: 5 },
      ],
    });
    expect(compareWithDescriptor(posProfile('honeywell-pos'), POS_62)).toEqual({ kind: 'differs', differences: [{ field: 'dataBytes', profile: 54, descriptor: 56 }] });
  });

  it('cannot be compared with a descriptor that gives no layout', () => {
    expect(compareWithDescriptor(posProfile('honeywell-pos'), KEYBOARD)).toEqual({ kind: 'unusable', why: 'no report with the usage "decoded data"' });
  });
});
