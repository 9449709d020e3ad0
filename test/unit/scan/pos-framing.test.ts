import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOfBytes } from '../../../core/model/symbol-content.ts';
import { durationMs, monotonicMs } from '../../../core/model/units.ts';
import { GENERIC_POS_PROFILE, type PosProfile } from '../../../core/scan/device-profiles.ts';
import { KERNEL_QUEUE_REPORTS, POS_LIMITS } from '../../../core/scan/limits.ts';
import { createPosAssembler } from '../../../core/scan/pos-framing.ts';
import { encodePosReports } from '../../../tools/scanner/pos-reports.ts';
import { codesOf, posProfile, POS_PROFILES, pushAll, tornOf } from './support.ts';

const GENERIC = GENERIC_POS_PROFILE;
const NEWLAND = posProfile('newland-pos');
const LONG_CODE = `MO1:${'6BFOXN-TS3DH'.repeat(50)}`;

/** A report of the generic layout with chosen fields. */
function report(fields: { id?: number; length?: number; aim?: string; data?: string; more?: number; size?: number }): Uint8Array {
  const { id = 2, aim = ']Q1', data = 'ABC', more = 0, size = 64 } = fields;
  const bytes = new Uint8Array(size);
  bytes.set(Buffer.from(aim + data, 'latin1').subarray(0, size - 2), 2);
  bytes[0] = id;
  bytes[1] = fields.length ?? data.length;
  bytes[size - 1] = more;
  return bytes;
}
const at = monotonicMs;

describe('a torn or contradictory code', () => {
  it('is torn when the next report comes later than the idle time, and the late report starts anew', () => {
    const assembler = createPosAssembler(GENERIC);
    assembler.push(report({ data: 'HEAD', more: 1 }), at(0));
    const results = assembler.push(report({ data: 'TAIL' }), at(301));
    expect(tornOf(results)).toEqual([{ cause: 'gap', bytesRead: 4 }]);
    expect(codesOf(results)).toEqual([{ text: 'TAIL', symbology: ']Q1' }]);
  });

  it('is given up by expire at the deadline and not before', () => {
    const assembler = createPosAssembler(GENERIC);
    assembler.push(report({ data: 'HEAD', more: 1 }), at(1_000));
    expect(assembler.deadline()).toBe(1_300);
    expect(assembler.expire(at(1_299))).toEqual([]);
    expect(tornOf(assembler.expire(at(1_300)))).toEqual([{ cause: 'gap', bytesRead: 4 }]);
    expect(assembler.deadline()).toBeNull();
    expect(assembler.expire(at(9_999))).toEqual([]);
  });

  it('joins a report that comes exactly at the idle time', () => {
    const assembler = createPosAssembler(GENERIC);
    assembler.push(report({ data: 'HEAD', more: 1 }), at(0));
    expect(codesOf(assembler.push(report({ data: 'TAIL' }), at(300)))).toEqual([{ text: 'HEADTAIL', symbology: ']Q1' }]);
  });

  it('joins a report at the deadline that it told, whatever fractions of a millisecond the clock counts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }).map((ns) => ns / 1e6), (start) => {
        const assembler = createPosAssembler(GENERIC);
        assembler.push(report({ data: 'HEAD', more: 1 }), at(start));
        expect(codesOf(assembler.push(report({ data: 'TAIL' }), assembler.deadline() ?? at(0))).map(({ text }) => text)).toEqual(['HEADTAIL']);
        assembler.push(report({ data: 'HEAD', more: 1 }), at(start));
        expect(tornOf(assembler.expire(assembler.deadline() ?? at(0)))).toHaveLength(1);
      }),
    );
  });

  it('uses the profile\'s own idle time', () => {
    const assembler = createPosAssembler({ ...GENERIC, idleMs: 1_000 });
    assembler.push(report({ data: 'HEAD', more: 1 }), at(0));
    expect(assembler.deadline()).toBe(1_000);
  });

  it('is garbled when its length does not fit the report', () => {
    const assembler = createPosAssembler(GENERIC);
    expect(tornOf(assembler.push(report({ length: 59 }), at(0)))).toEqual([{ cause: 'garbled', bytesRead: 0 }]);
    expect(tornOf(assembler.push(report({ length: 255 }), at(1)))).toEqual([{ cause: 'garbled', bytesRead: 0 }]);
  });

  it('is garbled when the AIM identifier is missing', () => {
    expect(tornOf(createPosAssembler(GENERIC).push(report({ aim: 'MO1' }), at(0)))).toEqual([{ cause: 'garbled', bytesRead: 0 }]);
    expect(tornOf(createPosAssembler(GENERIC).push(report({ aim: ']\u0000\u0000' }), at(0)))).toEqual([{ cause: 'garbled', bytesRead: 0 }]);
  });

  it('is garbled when the AIM identifier changes in mid-code, and neither half is delivered', () => {
    const assembler = createPosAssembler(GENERIC);
    const results = pushAll(assembler, [report({ data: 'HEAD', more: 1 }), report({ data: 'OTHER', aim: ']d1' })]);
    expect(tornOf(results)).toEqual([{ cause: 'garbled', bytesRead: 4 }]);
    expect(codesOf(results)).toEqual([]);
    expect(codesOf(pushAll(assembler, [report({ data: 'NEXT' })]))).toEqual([{ text: 'NEXT', symbology: ']Q1' }]);
  });

  it('is garbled when the AIM identifier moves in mid-code', () => {
    const results = pushAll(createPosAssembler(GENERIC), [report({ data: 'HEAD', more: 1 }), report({ aim: '\u0000]Q1', length: 3, data: 'XYZ' })]);
    expect(tornOf(results)).toEqual([{ cause: 'garbled', bytesRead: 4 }]);
    expect(codesOf(results)).toEqual([]);
  });

  it('is dropped to its end after a garbled report, so that its tail is never taken for a code', () => {
    const assembler = createPosAssembler(GENERIC);
    const results = pushAll(assembler, [
      report({ data: 'ONE', more: 1 }),
      report({ length: 200, more: 1 }),
      report({ data: 'THREE', more: 1 }),
      report({ data: 'FOUR' }),
    ]);
    expect(tornOf(results)).toEqual([{ cause: 'garbled', bytesRead: 3 }]);
    expect(codesOf(results)).toEqual([]);
    expect(codesOf(pushAll(assembler, [report({ data: 'NEXT' })]))).toEqual([{ text: 'NEXT', symbology: ']Q1' }]);
  });

  it('is told torn once, however many garbled reports it has', () => {
    const bad = report({ length: 200, more: 1 });
    expect(tornOf(pushAll(createPosAssembler(GENERIC), [report({ data: 'ONE', more: 1 }), bad, bad, bad]))).toEqual([{ cause: 'garbled', bytesRead: 3 }]);
  });

  it('is dropped until a pause when the garbled report does not even tell whether more follows', () => {
    const assembler = createPosAssembler(GENERIC);
    expect(tornOf(assembler.push(report({ size: 33 }), at(0)))).toEqual([{ cause: 'garbled', bytesRead: 0 }]);
    expect(assembler.push(report({ data: 'TAIL', more: 1 }), at(10))).toEqual([]);
    expect(codesOf(assembler.push(report({ data: 'NEXT' }), at(400)))).toEqual([{ text: 'NEXT', symbology: ']Q1' }]);
  });

  it('overflows once when its continuation never ends, keeps no bytes, and reading goes on after a pause', () => {
    const assembler = createPosAssembler(GENERIC);
    const full = report({ data: 'X'.repeat(56), more: 1 });
    const results = Array.from({ length: 5_000 }, (_, index) => [...assembler.push(full, at(index))]).flat();
    expect(tornOf(results)).toEqual([{ cause: 'overflow', bytesRead: 8_232 }]);
    expect(results.filter(({ kind }) => kind === 'reading')).toHaveLength(146);
    expect(codesOf(assembler.push(report({ data: 'NEXT' }), at(9_000)))).toEqual([{ text: 'NEXT', symbology: ']Q1' }]);
  });

  it('overflows by the number of reports when they are empty', () => {
    const assembler = createPosAssembler(GENERIC);
    const empty = report({ data: '', more: 1 });
    const results = Array.from({ length: 3_000 }, () => [...assembler.push(empty, at(0))]).flat();
    expect(tornOf(results)).toEqual([{ cause: 'overflow', bytesRead: 0 }]);
  });

  it('is forgotten by abandon, which tells how far it had come', () => {
    const assembler = createPosAssembler(GENERIC);
    expect(assembler.abandon()).toBeNull();
    assembler.push(report({ data: 'HEAD', more: 1 }), at(0));
    expect(assembler.abandon()).toBe(4);
    expect(codesOf(assembler.push(report({ data: 'NEXT' }), at(1)))).toEqual([{ text: 'NEXT', symbology: ']Q1' }]);
  });
});

describe('a device that leaves the place of the AIM identifier empty', () => {
  it('is read without one, over several reports', () => {
    const none = '\u0000\u0000\u0000';
    const results = pushAll(createPosAssembler(GENERIC), [report({ aim: none, data: 'HEAD', more: 1 }), report({ aim: none, data: 'TAIL' })]);
    expect(codesOf(results)).toEqual([{ text: 'HEADTAIL', symbology: null }]);
  });

  it('is torn when an identifier appears in mid-code', () => {
    const results = pushAll(createPosAssembler(GENERIC), [report({ aim: '\u0000\u0000\u0000', data: 'HEAD', more: 1 }), report({ data: 'TAIL' })]);
    expect(tornOf(results)).toEqual([{ cause: 'garbled', bytesRead: 4 }]);
    expect(codesOf(results)).toEqual([]);
  });
});

describe('reports that are not scanned data', () => {
  it('ignores an empty report and another report id, in mid-code too', () => {
    const assembler = createPosAssembler(GENERIC);
    const results = pushAll(assembler, [new Uint8Array(0), report({ data: 'HEAD', more: 1 }), new Uint8Array(0), report({ id: 4, data: 'XXXX' }), report({ data: 'TAIL' })]);
    expect(results.map(({ kind }) => kind)).toEqual(['reading', 'code']);
    expect(codesOf(results)).toEqual([{ text: 'HEADTAIL', symbology: ']Q1' }]);
  });

  it('does not let an ignored report prolong a code', () => {
    const assembler = createPosAssembler(GENERIC);
    assembler.push(report({ data: 'HEAD', more: 1 }), at(0));
    assembler.push(report({ id: 9 }), at(200));
    expect(assembler.deadline()).toBe(300);
  });

  it('delivers no code for a report of length 0 alone', () => {
    expect(createPosAssembler(GENERIC).push(report({ data: '' }), at(0))).toEqual([]);
  });

  it('ends the code in progress with a report of length 0', () => {
    expect(codesOf(pushAll(createPosAssembler(GENERIC), [report({ data: 'HEAD', more: 1 }), report({ data: '' })]))).toEqual([{ text: 'HEAD', symbology: ']Q1' }]);
  });
});

describe('whole codes', () => {
  it('reads two codes back to back as two', () => {
    const assembler = createPosAssembler(GENERIC);
    const results = pushAll(assembler, [...encodePosReports(GENERIC, LONG_CODE), ...encodePosReports(GENERIC, 'SECOND')]);
    expect(codesOf(results).map(({ text }) => text)).toEqual([LONG_CODE, 'SECOND']);
  });

  it('tells how far a long code has come', () => {
    const results = pushAll(createPosAssembler(GENERIC), encodePosReports(GENERIC, 'X'.repeat(120)));
    expect(results.map((result) => (result.kind === 'reading' ? result.bytesRead : result.kind))).toEqual([56, 112, 'code']);
  });

  it('reads the longest code whose reports the kernel keeps', () => {
    const text = 'MO1:6BFOXN/T'.repeat(667).slice(0, KERNEL_QUEUE_REPORTS * 56 - 1);
    expect(codesOf(pushAll(createPosAssembler(GENERIC), encodePosReports(GENERIC, text)))).toEqual([{ text, symbology: ']Q1' }]);
  });

  it('tears a code of which the kernel may have dropped reports, whichever they were, and reads the next one', () => {
    const reports = encodePosReports(GENERIC, 'MO1:6BFOXN/T'.repeat(667).slice(0, 8_000));
    for (let kept = KERNEL_QUEUE_REPORTS + 1; kept <= reports.length; kept++) {
      const assembler = createPosAssembler(GENERIC);
      // The kernel keeps the first ones; the reader comes back in time for the last ones.
      const results = pushAll(assembler, [...reports.slice(0, KERNEL_QUEUE_REPORTS), ...reports.slice(reports.length - (kept - KERNEL_QUEUE_REPORTS))]);
      expect(tornOf(results).map(({ cause }) => cause)).toEqual(['garbled']);
      expect(codesOf([...results, ...pushAll(assembler, encodePosReports(GENERIC, 'NEXT'))])).toEqual([{ text: 'NEXT', symbology: ']Q1' }]);
    }
  });

  it('removes one trailing carriage return only where the profile says it is the device\'s', () => {
    const cr = [report({ data: 'ABC\r\r' })];
    expect(codesOf(pushAll(createPosAssembler(GENERIC), cr))[0]?.text).toBe('ABC\r');
    expect(codesOf(pushAll(createPosAssembler({ ...GENERIC, trailingCr: 'kept' }), cr))[0]?.text).toBe('ABC\r\r');
  });

  it('keeps every NUL of a seal where only padding tells how long a report is, and none of a text', () => {
    const [layout] = GENERIC.layouts;
    if (layout === undefined) throw new Error('a layout was expected');
    const uncounted: PosProfile = { ...GENERIC, layouts: [{ ...layout, lengthAt: null }], trailingCr: 'kept' };
    const read = (text: string) => codesOf(pushAll(createPosAssembler(uncounted), encodePosReports(uncounted, text)))[0]?.text;
    // A NUL at the end of the first report, and some at the end of all.
    const seal = `\u00dc\u0003${'S'.repeat(53)}\u0000TAIL\u0000\u0000`;
    expect(read(seal)).toBe(seal.padEnd(2 * layout.dataBytes, '\u0000'));
    expect(read(LONG_CODE)).toBe(LONG_CODE);
  });

  it('leaves a carriage return at the end of bytes: it can be the seal\'s own', () => {
    expect(codesOf(pushAll(createPosAssembler(GENERIC), [report({ data: '\xdc\x03ABC\r' })]))[0]?.text).toBe('\xdc\x03ABC\r');
  });

  it('reads a device that counts the AIM identifier in its length', () => {
    const [layout] = GENERIC.layouts;
    if (layout === undefined) throw new Error('no layout');
    const profile: PosProfile = { ...GENERIC, layouts: [{ ...layout, lengthAdjust: -3 }] };
    expect(codesOf(pushAll(createPosAssembler(profile), [report({ data: 'ABCDE', length: 8 })]))[0]?.text).toBe('ABCDE');
    expect(tornOf(pushAll(createPosAssembler(profile), [report({ data: 'ABCDE', length: 2 })]))).toEqual([{ cause: 'garbled', bytesRead: 0 }]);
  });

  it('reads a device that names the symbology in the first report only', () => {
    const reports = encodePosReports(GENERIC, LONG_CODE, { aim: 1, aimOnlyFirst: true, symbology: 'z0' });
    expect(codesOf(pushAll(createPosAssembler(GENERIC), reports))).toEqual([{ text: LONG_CODE, symbology: ']z0' }]);
  });

  it('reads a device without report ids', () => {
    const profile: PosProfile = {
      ...GENERIC,
      layouts: [{ reportBytes: 63, reportId: null, lengthAt: 0, lengthAdjust: 0, aimAt: [1], dataAt: 4, dataBytes: 56, vendorSymbologyAt: 60, continuationAt: 62, continuationMask: 1 }],
    };
    expect(codesOf(pushAll(createPosAssembler(profile), encodePosReports(profile, LONG_CODE)))[0]?.text).toBe(LONG_CODE);
  });

  it('has no symbology for a device that does not tell', () => {
    expect(codesOf(pushAll(createPosAssembler(NEWLAND), encodePosReports(NEWLAND, LONG_CODE)))).toEqual([{ text: LONG_CODE, symbology: null }]);
  });

});

describe('for any bytes', () => {
  const anyReport = fc.oneof(
    fc.uint8Array({ maxLength: 70 }),
    fc
      .tuple(fc.constantFrom(62, 64), fc.integer({ min: 0, max: 60 }), fc.boolean(), fc.uint8Array({ minLength: 56, maxLength: 56 }), fc.constantFrom(']Q1', ']d1', '\0]Q', '\0\0\0'))
      .map(([size, length, more, data, aim]) => {
        const bytes = new Uint8Array(size);
        bytes.set(data, 5);
        bytes.set(Buffer.from(aim, 'latin1'), 2);
        bytes[0] = 2;
        bytes[1] = length;
        bytes[size - 1] = Number(more);
        return bytes;
      }),
  );

  it('never throws, stays within its bounds, and always comes to rest after a pause', () => {
    fc.assert(
      fc.property(fc.constantFrom(...POS_PROFILES), fc.array(fc.tuple(anyReport, fc.integer({ min: 0, max: 400 })), { maxLength: 60 }), (profile, steps) => {
        const assembler = createPosAssembler(profile, { maxBytes: 300, maxReports: 8, idleMs: durationMs(300) });
        let now = 0;
        for (const [bytes, pause] of steps) {
          now += pause;
          for (const result of assembler.push(bytes, at(now))) {
            if (result.kind === 'code') expect(result.text.length).toBeLessThanOrEqual(300);
            if (result.kind === 'reading') expect(result.bytesRead).toBeLessThanOrEqual(300);
          }
        }
        assembler.expire(at(now + 300));
        expect(assembler.deadline()).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('gives back what was encoded, for every profile, layout, AIM position and chunk size', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...POS_PROFILES.flatMap((profile) => profile.layouts.flatMap((layout, index) => (layout.aimAt.length === 0 ? [0] : layout.aimAt.map((_, aim) => aim)).map((aim) => ({ profile, layout: index, aim }))))),
        fc.uint8Array({ minLength: 1, maxLength: 2_000 }),
        fc.integer({ min: 32, max: 56 }),
        fc.constantFrom('Q1', 'd2', 'z3', 'L0'),
        ({ profile, layout, aim }, bytes, chunkBytes, symbology) => {
          const text = Buffer.from(bytes).toString('latin1');
          const reports = encodePosReports(profile, text, { layout, aim, chunkBytes, symbology });
          const results = pushAll(createPosAssembler(profile), reports);
          // Whether the carriage return behind bytes is the scanner's, their decoder tells.
          const expected = profile.trailingCr === 'removed' && isOfBytes(text) ? `${text}\r` : text;
          expect(codesOf(results)).toEqual([{ text: expected, symbology: profile.layouts[layout]?.aimAt.length === 0 ? null : `]${symbology}` }]);
          expect(tornOf(results)).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('delivers nothing of a code whose end is missing, wherever it breaks off', () => {
    const reports = encodePosReports(GENERIC, LONG_CODE);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: reports.length - 1 }), (cut) => {
        const assembler = createPosAssembler(GENERIC);
        pushAll(assembler, reports.slice(0, cut));
        const results = [...assembler.expire(at(300)), ...pushAll(assembler, encodePosReports(GENERIC, 'NEXT'), 301)];
        expect(codesOf(results)).toEqual([{ text: 'NEXT', symbology: ']Q1' }]);
        expect(tornOf(results).map(({ cause }) => cause)).toEqual(['gap']);
      }),
    );
  });

  it('never mixes two devices, however their reports interleave', () => {
    fc.assert(
      fc.property(fc.constantFrom(...POS_PROFILES), fc.constantFrom(...POS_PROFILES), fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (first, second, order) => {
        const texts = ['A'.repeat(700), 'B'.repeat(700)] as const;
        const sides = [
          { assembler: createPosAssembler(first), reports: encodePosReports(first, texts[0]), codes: [] as string[] },
          { assembler: createPosAssembler(second), reports: encodePosReports(second, texts[1]), codes: [] as string[] },
        ] as const;
        for (const pick of [...order, ...order.map((side) => !side)]) {
          const side = sides[pick ? 1 : 0];
          const next = side.reports.shift();
          if (next !== undefined) side.codes.push(...codesOf(side.assembler.push(next, at(0))).map(({ text }) => text));
        }
        expect([...sides[0].codes, ...sides[1].codes]).toEqual(texts);
      }),
    );
  });
});

it('keeps the limits that the window accepts as typed text', () => {
  expect(POS_LIMITS.maxBytes).toBe(8_192);
});
