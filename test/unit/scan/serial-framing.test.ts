import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, monotonicMs } from '../../../core/model/units.ts';
import type { Assembler } from '../../../core/scan/assembler.ts';
import { createSerialAssembler } from '../../../core/scan/serial-framing.ts';
import { layTestCard } from '../../../core/scan/doctor/test-card.ts';
import { SERIAL_LIMITS } from '../../../core/scan/limits.ts';
import { SERIAL_TERMINATORS, type SerialFraming, TERMINATOR_BYTES } from '../../../core/scan/serial-profile.ts';
import { cutInto, encodeSerialBytes } from '../../../tools/scanner/serial-bytes.ts';
import { codesOf, pushAll, tornOf } from './support.ts';

const PLAIN: SerialFraming = { prefix: '', suffix: '', terminators: ['cr', 'lf'], aim: 'leading' };
const PAUSE: SerialFraming = { ...PLAIN, terminators: [] };
const FRAMED: SerialFraming = { ...PLAIN, terminators: ['etx'] };
const IDLE_MS = 300;
const CODE = `MO1:${'6BFOXN-TS3DH'.repeat(20)}`;

const create = (framing: SerialFraming): Assembler => createSerialAssembler(framing, durationMs(IDLE_MS));
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const push = (assembler: Assembler, text: string, at = 0) => assembler.push(bytesOf(text), monotonicMs(at));
const expire = (assembler: Assembler, at: number) => assembler.expire(monotonicMs(at));

describe('hostile bytes', () => {
  it('never throw, whatever they are and however they are cut', () => {
    const framings = fc.record({
      prefix: fc.constantFrom('', 'P'),
      suffix: fc.constantFrom('', 'S'),
      terminators: fc.uniqueArray(fc.constantFrom(...SERIAL_TERMINATORS)),
      aim: fc.constantFrom('leading' as const, 'none' as const),
    });
    fc.assert(
      fc.property(framings, fc.array(fc.tuple(fc.uint8Array({ maxLength: 200 }), fc.nat(400))), (framing, chunks) => {
        const assembler = create(framing);
        let now = 0;
        for (const [chunk, pause] of chunks) {
          now += pause;
          for (const result of assembler.push(chunk, monotonicMs(now))) {
            if (result.kind === 'code') expect(result.text.length).toBeLessThanOrEqual(SERIAL_LIMITS.maxBytes);
          }
        }
        expire(assembler, now + IDLE_MS);
        expect([assembler.deadline(), assembler.abandon()]).toEqual([null, null]);
      }),
    );
  });

  it('without an end are torn once, and cost no more memory however long they come', () => {
    const assembler = create(PLAIN);
    const chunk = bytesOf('X'.repeat(4_096));
    const torn = Array.from({ length: 2_000 }, () => tornOf(assembler.push(chunk, monotonicMs(0)))).flat();
    expect(torn).toEqual([{ cause: 'overflow', bytesRead: SERIAL_LIMITS.maxBytes }]);
    expect(codesOf(push(assembler, `tail\r${CODE}\r`)).map(({ text }) => text)).toEqual([CODE]);
  });

  it('are torn once a pause when there are no terminators either', () => {
    const assembler = create(PAUSE);
    expect(tornOf(pushAll(assembler, cutInto(bytesOf('X'.repeat(9_000)), [1_000])))).toEqual([{ cause: 'overflow', bytesRead: SERIAL_LIMITS.maxBytes }]);
    expect(expire(assembler, IDLE_MS)).toEqual([]);
    push(assembler, CODE, 1_000);
    expect(codesOf(expire(assembler, 1_000 + IDLE_MS)).map(({ text }) => text)).toEqual([CODE]);
  });

  it('of a break on the line tear the code, and its tail is dropped', () => {
    const assembler = create(PLAIN);
    expect(tornOf(push(assembler, 'MO1:AB\u0000CD\u0000EF'))).toEqual([{ cause: 'garbled', bytesRead: 6 }]);
    expect(push(assembler, 'GH\r')).toEqual([]);
    expect(codesOf(push(assembler, `${CODE}\r`)).map(({ text }) => text)).toEqual([CODE]);
  });

  it('that are other control characters stay as they are', () => {
    const text = `A\u0001\u001b\u001dB\u007f\u0080\u00ffC`;
    expect(codesOf(push(create(PLAIN), `${text}\r`))).toEqual([{ text, symbology: null }]);
    const all = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
    const assembler = create(PAUSE);
    push(assembler, all);
    expect(codesOf(expire(assembler, IDLE_MS))).toEqual([{ text: all, symbology: null }]);
  });
});

describe('a code that breaks off', () => {
  it('at any byte is torn by the pause, and never joins what comes after it', () => {
    const bytes = encodeSerialBytes(PLAIN, CODE);
    const whole = bytes.length - PLAIN.terminators.length;
    for (let cut = 1; cut <= whole; cut++) {
      const assembler = create(PLAIN);
      assembler.push(bytes.subarray(0, cut), monotonicMs(0));
      const next = push(assembler, 'MO1:NEXT\r', IDLE_MS + 1);
      expect([tornOf(next), codesOf(next)], `cut at ${cut}`).toEqual([[{ cause: 'gap', bytesRead: cut }], [{ text: 'MO1:NEXT', symbology: null }]]);
    }
  });

  it('goes on after the pause: its rest is no code where the scanner sends AIM identifiers', () => {
    const assembler = create(PLAIN);
    push(assembler, `]Q1${CODE}\r`, 0);
    push(assembler, ']Q1MO1:AB', 1_000);
    const rest = push(assembler, 'CD\r', 2_000);
    expect([tornOf(rest), codesOf(rest)]).toEqual([[{ cause: 'gap', bytesRead: 9 }, { cause: 'garbled', bytesRead: 2 }], []]);
    expect(codesOf(push(assembler, `]Q1${CODE}\rBARE\r`, 2_001)).map(({ text }) => text)).toEqual([CODE, 'BARE']);
  });

  it.each<readonly [string, SerialFraming, string]>([
    ['of a known form', PLAIN, CODE],
    ['a line of a passport', PLAIN, 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'],
    ['a seal of bytes', PLAIN, '\u00dc\u0003SEAL'],
    ['a card of the technician', PLAIN, layTestCard('short', '123456').text],
    ['any, behind an AIM identifier', PLAIN, ']E04006381333931'],
    ['any, behind the prefix of the settings', { ...PLAIN, prefix: '<<' }, '<<4006381333931'],
    ['any, behind STX', FRAMED, '\u00024006381333931'],
  ])('goes on after the pause: its rest is told from a new code, which is read: %s', (_, framing, code) => {
    const end = framing === FRAMED ? '\u0003' : '\r';
    const assembler = create(framing);
    push(assembler, 'MO1:AB', 0);
    const rest = push(assembler, `CD${end}`, 1_000);
    expect([tornOf(rest), codesOf(rest)]).toEqual([[{ cause: 'gap', bytesRead: 6 }, { cause: 'garbled', bytesRead: 2 }], []]);
    push(assembler, 'MO1:AB', 2_000);
    expect(codesOf([...push(assembler, `${code}${end}`, 3_000), ...expire(assembler, 4_000)])).toHaveLength(1);
  });

  it('is followed by a code of no known form, which is asked for once more and then judged', () => {
    const assembler = create(PLAIN);
    push(assembler, 'MO1:AB', 0);
    expect(codesOf(push(assembler, '4006381333931\r', 1_000))).toEqual([]);
    expect(codesOf(push(assembler, '4006381333931\r', 2_000)).map(({ text }) => text)).toEqual(['4006381333931']);
  });

  it('goes on after a break and a pause: its rest is no code either', () => {
    const assembler = create(PLAIN);
    push(assembler, `]Q1${CODE}\r`, 0);
    push(assembler, ']Q1MO1:AB\u0000', 1_000);
    expect(codesOf(push(assembler, 'CD\r', 2_000))).toEqual([]);
    expect(codesOf(push(assembler, `]Q1${CODE}\r`, 2_001)).map(({ text }) => text)).toEqual([CODE]);
  });

  it('is followed by a new one, whatever the identifiers, where its end was seen', () => {
    const assembler = create(PLAIN);
    push(assembler, `]Q1${CODE}\r`, 0);
    expect(codesOf(push(assembler, 'AB\u0000CD\rNEXT\r', 1_000)).map(({ text }) => text)).toEqual(['NEXT']);
  });

  it('is told when its time has come, and not before', () => {
    const assembler = create(PLAIN);
    push(assembler, 'MO1:', 100);
    expect(assembler.deadline()).toBe(100 + IDLE_MS);
    expect(expire(assembler, 99 + IDLE_MS)).toEqual([]);
    expect(tornOf(expire(assembler, 100 + IDLE_MS))).toEqual([{ cause: 'gap', bytesRead: 4 }]);
    expect(assembler.deadline()).toBeNull();
  });

  it('leaves nothing when its device goes', () => {
    const assembler = create(PLAIN);
    push(assembler, 'MO1:');
    expect([assembler.abandon(), assembler.abandon(), assembler.deadline()]).toEqual([4, null, null]);
    expect(codesOf(push(assembler, 'NEXT\r'))).toEqual([{ text: 'NEXT', symbology: null }]);
  });
});

describe('the prefix and suffix of the settings', () => {
  const framing: SerialFraming = { ...PLAIN, prefix: '<<', suffix: '>' };
  it.each([
    ['no prefix', 'CODE>\r'],
    ['half a prefix', '<CODE>\r'],
    ['no suffix', '<<CODE\r'],
    ['a suffix that is the prefix too', '<\r'],
  ])('tear a code with %s', (_, text) => {
    expect(tornOf(push(create(framing), text))).toMatchObject([{ cause: 'garbled' }]);
  });

  it('that overlap are not counted twice', () => {
    expect(tornOf(push(create({ ...PLAIN, prefix: '##', suffix: '##' }), '###\r'))).toEqual([{ cause: 'garbled', bytesRead: 3 }]);
  });

  it('are taken off, an AIM identifier with them, and an empty code is none', () => {
    expect(codesOf(push(create(framing), '<<]Q1CODE>\r\n<<>\r<<]d2X>\r'))).toEqual([{ text: 'CODE', symbology: ']Q1' }, { text: 'X', symbology: ']d2' }]);
  });
});

describe('STX and ETX', () => {
  it('frame a code, and nothing between two of them is one', () => {
    expect(codesOf(push(create(FRAMED), `\u0002${CODE}\u0003\u0002\u0003\u0002B\u0003`)).map(({ text }) => text)).toEqual([CODE, 'B']);
  });

  it('tear the code that a new one interrupts', () => {
    const results = push(create(FRAMED), '\u0002HALF\u0002WHOLE\u0003');
    expect([tornOf(results), codesOf(results)]).toEqual([[{ cause: 'garbled', bytesRead: 4 }], [{ text: 'WHOLE', symbology: null }]]);
  });

  it('begin anew after a torn one', () => {
    expect(codesOf(push(create(FRAMED), '\u0002HA\u0000LF\u0002WHOLE\u0003')).map(({ text }) => text)).toEqual(['WHOLE']);
  });
});

describe('a seal of bytes', () => {
  /** Every byte, the terminators, STX and NUL among them, behind the mark of a seal. */
  const SEAL = `\u00dc\u0003${String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte))}`;

  it.each<readonly [string, SerialFraming, string, string | null, string]>([
    ['CR LF', PLAIN, '\r\n', null, '\r\n'],
    ['CR alone, behind an AIM identifier', PLAIN, '\r', ']d2', '\r'],
    ['a pause', PAUSE, '', null, ''],
    ['ETX, behind STX', FRAMED, '\u0003', null, '\u0003'],
  ])('is whole though its bytes are %s too, however it is cut, and what comes behind it is left to its decoder', (_, framing, end, symbology, kept) => {
    for (const size of [1, 3, 1_000]) {
      const assembler = create(framing);
      const stx = framing === FRAMED ? '\u0002' : '';
      expect(codesOf(pushAll(assembler, cutInto(bytesOf(stx + (symbology ?? '') + SEAL + end), [size])))).toEqual([]);
      expect(codesOf(expire(assembler, IDLE_MS))).toEqual([{ text: SEAL + kept, symbology }]);
      expect(assembler.deadline()).toBeNull();
      const next = push(assembler, `${stx}MO1:${end === '' ? '\r' : end}`, 1_000);
      expect(codesOf([...next, ...expire(assembler, 2_000)]).map(({ text }) => text.trim())).toEqual(['MO1:']);
    }
  });

  it('has its prefix and suffix taken off, and is torn without them', () => {
    const framing: SerialFraming = { ...PLAIN, prefix: '<<', suffix: '>' };
    const read = (text: string) => {
      const assembler = create(framing);
      return [...push(assembler, text), ...expire(assembler, IDLE_MS)];
    };
    expect(codesOf(read(`<<${SEAL}>\r\n`))).toEqual([{ text: SEAL, symbology: null }]);
    expect(codesOf(read(`<<]d2${SEAL}>\r\n`))).toEqual([{ text: SEAL, symbology: ']d2' }]);
    expect(tornOf(read(`${SEAL}>\r\n`))).toMatchObject([{ cause: 'garbled' }]);
    expect(tornOf(read(`<<${SEAL}\r\n`))).toMatchObject([{ cause: 'garbled' }]);
  });

  it('that is too long is torn once, terminators and all, up to the pause', () => {
    const assembler = create(PLAIN);
    expect(tornOf(pushAll(assembler, cutInto(bytesOf(`${SEAL}${'X\r'.repeat(SERIAL_LIMITS.maxBytes)}`), [1_000])))).toEqual([{ cause: 'overflow', bytesRead: SERIAL_LIMITS.maxBytes }]);
    expect(codesOf(push(assembler, `${CODE}\r`, IDLE_MS + 1)).map(({ text }) => text)).toEqual([CODE]);
  });

  it('is none where its mark stands in the middle of a text', () => {
    expect(codesOf(push(create(PLAIN), `MO1:\u00dc\u0003\r${CODE}\r`)).map(({ text }) => text)).toEqual(['MO1:\u00dc\u0003', CODE]);
  });
});

describe('codes', () => {
  it.each(['\r', '\n', '\r\n', '\n\r', '\r\r\n'])('end with %j, however it is cut', (end) => {
    for (const size of [1, 2, 3, 1_000]) {
      const assembler = create(PLAIN);
      const results = pushAll(assembler, cutInto(bytesOf(`${CODE}${end}SECOND${end}`), [size]));
      expect(codesOf(results).map(({ text }) => text)).toEqual([CODE, 'SECOND']);
      expect([tornOf(results), assembler.deadline()]).toEqual([[], null]);
    }
  });

  it('end with the pause where no terminator is named', () => {
    const assembler = create(PAUSE);
    push(assembler, 'A\r', 0);
    push(assembler, 'B', 200);
    expect(codesOf(push(assembler, 'C', 501))).toEqual([{ text: 'A\rB', symbology: null }]);
    expect(codesOf(expire(assembler, 801))).toEqual([{ text: 'C', symbology: null }]);
  });

  it('keep an AIM identifier where the settings say that none is sent, and what only looks like one', () => {
    expect(codesOf(push(create({ ...PLAIN, aim: 'none' }), ']Q1A\r'))).toEqual([{ text: ']Q1A', symbology: null }]);
    expect(codesOf(push(create(PLAIN), ']Q\r]-1A\rA]Q1\r'))).toEqual([']Q', ']-1A', 'A]Q1'].map((text) => ({ text, symbology: null })));
  });

  it('tell their progress at the first byte and then now and then', () => {
    const told = pushAll(create(PLAIN), cutInto(bytesOf('X'.repeat(120)), [1])).flatMap((result) => (result.kind === 'reading' ? [result.bytesRead] : []));
    expect(told).toEqual([1, 56, 112]);
  });

  it('are the same however the bytes are cut', () => {
    const framings = fc.constantFrom(PLAIN, PAUSE, FRAMED, { ...PLAIN, prefix: 'P', suffix: 'S' });
    // Terminators, STX, NUL, affixes and brackets come often.
    const bytes = fc.array(fc.oneof(fc.constantFrom(0, 2, 3, 9, 10, 13, 0x50, 0x53, 0x5d, 0x51), fc.nat(255)), { maxLength: 400 });
    fc.assert(
      fc.property(framings, bytes, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (framing, list, lengths) => {
        const read = (chunks: readonly Uint8Array[]) => {
          const assembler = create(framing);
          const results = [...pushAll(assembler, chunks), ...expire(assembler, IDLE_MS)];
          return results.filter(({ kind }) => kind !== 'reading');
        };
        const whole = Uint8Array.from(list);
        expect(read(cutInto(whole, lengths))).toEqual(read([whole]));
      }),
    );
  });

  it('come back as they were encoded', () => {
    const framings = fc.constantFrom(PLAIN, FRAMED, { ...PLAIN, terminators: ['tab' as const], prefix: 'ab', suffix: 'ba' });
    const text = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)), minLength: 1, maxLength: 300 }).filter((each) => !each.startsWith(']') && !each.startsWith('\u00dc'));
    fc.assert(
      fc.property(framings, fc.array(text, { maxLength: 5 }), fc.integer({ min: 1, max: 64 }), (framing, texts, size) => {
        const assembler = create(framing);
        const results = texts.flatMap((each) => pushAll(assembler, cutInto(encodeSerialBytes(framing, each, { symbology: 'Q1' }), [size])));
        expect(codesOf(results)).toEqual(texts.map((each) => ({ text: each, symbology: ']Q1' })));
      }),
    );
  });

  it('may hold every byte that ends no code of theirs', () => {
    for (const terminator of SERIAL_TERMINATORS) {
      const framing: SerialFraming = { ...PLAIN, terminators: [terminator] };
      const ends = [0, TERMINATOR_BYTES[terminator], ...(terminator === 'etx' ? [2] : [])];
      const text = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !ends.includes(byte)));
      expect(codesOf(pushAll(create(framing), [encodeSerialBytes(framing, text)]))).toEqual([{ text, symbology: null }]);
    }
  });
});
