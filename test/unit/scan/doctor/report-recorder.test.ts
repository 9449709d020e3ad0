import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../../../core/model/units.ts';
import type { Assembler } from '../../../../core/scan/assembler.ts';
import type { DeviceProfile } from '../../../../core/scan/device-profiles.ts';
import { toEvenTimes } from '../../../../core/scan/doctor/even-times.ts';
import { createKeyMask, maskPosReport } from '../../../../core/scan/doctor/mask-report.ts';
import { createReportRecorder, type ReportRecorder } from '../../../../core/scan/doctor/report-recorder.ts';
import { layTestCard } from '../../../../core/scan/doctor/test-card.ts';
import { KEYBOARD_LAYOUTS } from '../../../../core/scan/keyboard-layouts/index.ts';
import { createAssembler } from '../../../../core/scan/create-assembler.ts';
import { encodeKeyboardReports, type KeyboardEncoding } from '../../../../tools/scanner/keyboard-reports.ts';
import { encodePosReports } from '../../../../tools/scanner/pos-reports.ts';
import { keyboardProfile, POS_PROFILES, posProfile, SERIAL } from '../support.ts';

const KEYS = keyboardProfile('symbol-keyboard');
const CARD = layTestCard('medium', '204816').text;

/** Usage of the key S. */
const KEY_S = 0x16;

/** Longer than any idle time. */
const PAUSE_MS = 1_000;
let now = 0;

/** Runs reports through the terminal's own assembler, as the hub does, with a recorder beside it. */
function record(recorder: ReportRecorder, profile: DeviceProfile, reports: readonly Uint8Array[], isCardShown = false, deviceId = 'a'): void {
  const assembler = assemblerOf(profile);
  now += PAUSE_MS;
  for (const report of reports) {
    now += 1;
    recorder.report({ deviceId, profile, report, receivedAt: monotonicMs(now) }, isCardShown);
    for (const result of assembler.push(report, monotonicMs(now))) {
      if (result.kind === 'code') recorder.code({ deviceId, ...result }, isCardShown && result.text === CARD);
      if (result.kind === 'torn') recorder.torn(deviceId, result.cause);
    }
  }
}
const assemblerOf = (profile: DeviceProfile): Assembler => createAssembler(profile, 'us');
/** What the assembler makes of recorded reports. */
function reread(recorder: ReportRecorder, deviceId = 'a') {
  const found = recorder.recorded(deviceId);
  if (found === null) throw new Error('nothing was recorded');
  const assembler = assemblerOf(found.profile);
  const results = found.reports.flatMap(({ atMs, bytes }) => [...assembler.push(bytes, monotonicMs(atMs))]);
  return { codes: results.flatMap((result) => (result.kind === 'code' ? [{ text: result.text, symbology: result.symbology }] : [])), torn: results.flatMap((result) => (result.kind === 'torn' ? [result.cause] : [])) };
}
const keysOf = (text: string, encoding: KeyboardEncoding = {}) => encodeKeyboardReports(KEYBOARD_LAYOUTS.us, text, encoding);

describe('the recorder of reports', () => {
  it.each(POS_PROFILES.map((profile) => [profile.id, profile] as const))('keeps what the framing of %s needs, and the same codes come of it, in filler', (_, profile) => {
    const recorder = createReportRecorder();
    record(recorder, profile, [...encodePosReports(profile, 'SECRET'.repeat(30)), ...encodePosReports(profile, 'OTHER', { symbology: 'C0' })]);
    const { codes } = reread(recorder);
    expect(codes.map(({ text }) => text)).toEqual(['x'.repeat(180), 'x'.repeat(5)]);
    expect(recorder.recorded('a')?.codes).toEqual(codes);
  });

  it.each([{}, { rollOver: true }, { capsLock: true }, { terminator: 'tab' }] as const)('keeps the presses of a keyboard-mode scanner, and neither its keys nor which were shifted: %j', (encoding) => {
    const recorder = createReportRecorder();
    record(recorder, KEYS, [...keysOf('Secret: aa-BB{1}', encoding), ...keysOf('no. 2', encoding)]);
    const { codes } = reread(recorder);
    expect(codes.map(({ text }) => text)).toEqual(['abcdefghijabcdef', 'ghija']);
    expect(recorder.recorded('a')?.codes).toEqual(codes);
    expect(recorder.recorded('a')?.reports.every(({ bytes }) => bytes[0] === 0)).toBe(true);
  });

  it('keeps the order of two devices apart, and times since the first report of each', () => {
    const recorder = createReportRecorder();
    record(recorder, KEYS, keysOf('A'), false, 'b');
    record(recorder, posProfile('honeywell-pos'), encodePosReports(posProfile('honeywell-pos'), 'S'.repeat(100)));
    expect(recorder.devices()).toEqual(['b', 'a']);
    expect(recorder.recorded('a')?.reports.map(({ atMs }) => atMs)).toEqual([0, 1]);
    expect(recorder.recorded('c')).toBeNull();
  });

  it('keeps the bytes of a test card while one is shown, and of nothing else', () => {
    for (const [profile, card, other] of [[posProfile('honeywell-pos'), encodePosReports(posProfile('honeywell-pos'), CARD), encodePosReports(posProfile('honeywell-pos'), 'SECRET'.repeat(40))], [KEYS, keysOf(CARD), keysOf('SECRET'.repeat(40))]] as const) {
      const recorder = createReportRecorder();
      record(recorder, profile, [...other, ...card, ...other], true);
      const { codes } = reread(recorder);
      expect(codes.map(({ text }) => (text === CARD ? 'card' : text.includes('SECRET') ? 'leaked' : 'filler'))).toEqual(['filler', 'card', 'filler']);
      expect(recorder.recorded('a')?.codes).toEqual(codes);
      const unseen = createReportRecorder();
      record(unseen, profile, card, false);
      expect(reread(unseen).codes[0]?.text).not.toContain('PORTAS');
    }
  });

  /** All that an export holds, as one text. */
  const exported = (recorder: ReportRecorder): string => {
    const found = recorder.recorded('a');
    return JSON.stringify(found?.codes) + Buffer.concat(found?.reports.map(({ bytes }) => bytes) ?? []).toString('latin1');
  };
  const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

  it.each<readonly [string, DeviceProfile, readonly Uint8Array[]]>([
    ['an older code that the device left behind the card', posProfile('honeywell-pos'), encodePosReports(posProfile('honeywell-pos'), CARD).map((report, nth, all) => (nth < all.length - 1 ? report : Uint8Array.from(report).fill(0x53, 50, 61)))],
    ['a code of another report id', posProfile('honeywell-pos'), [Uint8Array.of(9, ...latin1('SSSSSSSSSSSSSSSS')), ...encodePosReports(posProfile('honeywell-pos'), CARD)]],
    ['a code that begins behind the card in one chunk', SERIAL, [latin1(`${CARD}\rSSSSSSSS`), latin1('SSSSSS\r')]],
    ['a code that ends before the card in one chunk', SERIAL, [latin1('SSSS'), latin1(`SSSSSSSS\r${CARD}`), latin1('\r')]],
  ])('keeps beside a test card nothing of %s', (_, profile, reports) => {
    const recorder = createReportRecorder();
    record(recorder, profile, reports, true);
    expect(exported(recorder)).not.toContain('SSSS');
    expect(reread(recorder).codes.map(({ text }) => text.length)).toEqual(recorder.recorded('a')?.codes.map(({ text }) => text.length));
  });

  it('keeps beside a test card nothing of a code that broke off before it, though nobody was told', () => {
    for (const [profile, half, card] of [
      [posProfile('honeywell-pos'), encodePosReports(posProfile('honeywell-pos'), 'S'.repeat(200)).slice(0, 2), encodePosReports(posProfile('honeywell-pos'), CARD)],
      [SERIAL, [latin1('SSSSSSSS')], [latin1(`${CARD}\r`)]],
      [KEYS, keysOf('SSSSSSSS', { terminator: 'none' }), keysOf(CARD)],
    ] as const) {
      const recorder = createReportRecorder();
      const push = (reports: readonly Uint8Array[]) => {
        now += PAUSE_MS;
        for (const report of reports) recorder.report({ deviceId: 'a', profile, report, receivedAt: monotonicMs(now++) }, true);
      };
      push(half);
      push(card);
      recorder.code({ deviceId: 'a', text: CARD, symbology: null }, true);
      expect(exported(recorder)).not.toContain('SSSS');
      if (profile.mode === 'hid-keyboard') expect(recorder.recorded('a')?.reports.filter(({ bytes }) => bytes.includes(KEY_S))).toEqual([]);
    }
  });

  it('keeps of the keys’ times no rhythm, since that tells which were shifted', () => {
    const shiftAlone = Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0);
    const timesOf = (text: string) => {
      const recorder = createReportRecorder();
      // A millisecond apart: two reports more for a shifted key.
      record(recorder, KEYS, [...keysOf(text), ...keysOf(text)].flatMap((report) => (report[0] === 0 ? [report] : [shiftAlone, report, shiftAlone])));
      return recorder.recorded('a')?.reports.map(({ atMs }) => atMs) ?? [];
    };
    const gapsOf = (times: readonly number[]) => times.slice(1).map((at, nth) => at - (times[nth] ?? 0));
    for (const text of ['aBcDeFgHiJ', 'ABCDEFGHIJ', 'abcdefghiJ']) expect(Math.max(...gapsOf(timesOf(text))) - Math.min(...gapsOf(timesOf(text)))).toBeLessThanOrEqual(1);
    expect(toEvenTimes([0, 1, 5, 6, 10, 200, 400, 410, 411], 100)).toEqual([0, 3, 5, 8, 10, 200, 400, 406, 411]);
    expect(toEvenTimes([], 100)).toEqual([]);
  });

  it('keeps of a serial line’s control characters those of its framing, and of a seal of bytes nothing', () => {
    const recorder = createReportRecorder();
    const seal = `\u00dc\u0003SSSS\r\n\u0000\u0001SSSS`;
    const assembler = createAssembler(SERIAL, 'us');
    for (const [text, at] of [['A\u0001\u001dB\r', 0], [seal, 1_000], ['C\r', 9_000]] as const) {
      for (const result of assembler.expire(monotonicMs(at))) if (result.kind === 'code') recorder.code({ deviceId: 'a', ...result }, false);
      recorder.report({ deviceId: 'a', profile: SERIAL, report: latin1(text), receivedAt: monotonicMs(at) }, false);
      for (const result of assembler.push(latin1(text), monotonicMs(at))) if (result.kind === 'code') recorder.code({ deviceId: 'a', ...result }, false);
    }
    expect(exported(recorder)).toBe(`${JSON.stringify([{ text: 'xxxx', symbology: null }, { text: 'x', symbology: null }])}xxxx\rx\r`);
    expect(reread(recorder).codes).toEqual(recorder.recorded('a')?.codes);
  });

  it('stays bounded in bytes where a device sends chunks of thousands, or thousands of codes in one', () => {
    for (const chunk of ['S'.repeat(4_096), 'S\r'.repeat(2_048)]) {
      const recorder = createReportRecorder();
      for (let nth = 0; nth < 2_000; nth++) record(recorder, SERIAL, [latin1(chunk)], true);
      expect(recorder.recorded('a')?.full).toBe(true);
      expect(exported(recorder).length).toBeLessThan(4 * 1_024 * 1_024);
    }
  });

  it('tells torn codes, and begins anew when asked', () => {
    const recorder = createReportRecorder();
    const [first, second] = encodePosReports(posProfile('honeywell-pos'), 'S'.repeat(100));
    if (first === undefined || second === undefined) throw new Error('two reports were expected');
    const changed = Uint8Array.from(second);
    changed[3] = 0x41;
    record(recorder, posProfile('honeywell-pos'), [first, changed], true);
    expect(recorder.recorded('a')?.torn).toEqual(['garbled']);
    expect(reread(recorder)).toEqual({ codes: [], torn: ['garbled'] });
    recorder.restart();
    expect(recorder.devices()).toEqual([]);
  });

  it('keeps the chunks of a serial line, the AIM identifier masked with the data', () => {
    const recorder = createReportRecorder();
    const chunks = ['', ']Q1SECR', 'ET', '\r', ']Q1OTHER\r'].map((text) => Uint8Array.from(Buffer.from(text, 'latin1')));
    record(recorder, SERIAL, chunks);
    expect(recorder.recorded('a')?.codes).toEqual([{ text: 'x'.repeat(9), symbology: null }, { text: 'x'.repeat(8), symbology: null }]);
    expect(reread(recorder).codes).toEqual(recorder.recorded('a')?.codes);
    expect(Buffer.concat(recorder.recorded('a')?.reports.map(({ bytes }) => bytes) ?? []).toString('latin1')).toBe('xxxxxxxxx\rxxxxxxxx\r');
  });

  it('records no serial scanner whose prefix or suffix would be masked with the data', () => {
    const recorder = createReportRecorder();
    record(recorder, { ...SERIAL, framing: { ...SERIAL.framing, suffix: '#' } }, [Uint8Array.from(Buffer.from('SECRET#\r', 'latin1'))]);
    expect(recorder.devices()).toEqual([]);
  });

  it('tells a pause that tore a code only where something came after it, and nothing of a pulled plug', () => {
    const recorder = createReportRecorder();
    const profile = posProfile('honeywell-pos');
    const [first] = encodePosReports(profile, 'S'.repeat(100));
    const seen = (at: number) => recorder.report({ deviceId: 'a', profile, report: first ?? new Uint8Array(), receivedAt: monotonicMs(at) }, false);
    seen(0);
    recorder.torn('a', 'lost');
    expect(recorder.recorded('a')).toMatchObject({ reports: [], torn: [] });
    seen(1_000);
    recorder.torn('a', 'gap');
    expect(recorder.recorded('a')).toMatchObject({ reports: [], torn: [] });
    seen(9_000);
    expect(recorder.recorded('a')?.torn).toEqual(['gap']);
    expect(reread(recorder).torn).toEqual(['gap']);
  });

  it('stays bounded and ends with a whole code when more comes than it keeps', () => {
    const recorder = createReportRecorder();
    for (let nth = 0; nth < 570; nth++) record(recorder, posProfile('honeywell-pos'), encodePosReports(posProfile('honeywell-pos'), 'S'.repeat(2_000)));
    const { codes, torn } = reread(recorder);
    expect(recorder.recorded('a')?.full).toBe(true);
    expect(recorder.recorded('a')?.reports.length).toBeLessThanOrEqual(20_000);
    expect(torn).toEqual([]);
    expect(recorder.recorded('a')?.codes).toEqual(codes);
    for (let nth = 0; nth < 50; nth++) record(recorder, KEYS, keysOf('A'), false, `device ${nth}`);
    expect(recorder.devices()).toHaveLength(16);
  });

  it('lets no byte of a code through, for any profile, report size or garbage', () => {
    const secret = 0xee;
    fc.assert(
      fc.property(fc.constantFrom(...POS_PROFILES), fc.integer({ min: 1, max: 300 }), fc.nat(70), (profile, length, cut) => {
        for (const report of encodePosReports(profile, '\u00ee'.repeat(length))) {
          expect(maskPosReport(profile, report)).not.toContain(secret);
          // A report that is cut or moved is not read by its layout: data may stand anywhere behind its first two bytes.
          const garbled = Uint8Array.of(report[0] ?? 0, report[1] ?? 0, ...report.subarray(5 + (cut % 5)));
          expect(maskPosReport(profile, garbled).subarray(2, -1)).not.toContain(secret);
        }
      }),
    );
  });

  it('never throws and keeps the size of every report, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...POS_PROFILES), fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 40 }), (profile, reports) => {
        const keys = createKeyMask(KEYS);
        for (const report of reports) {
          expect(maskPosReport(profile, report)).toHaveLength(report.length);
          expect(keys.mask(report)?.length ?? report.length).toBe(report.length);
        }
        expect(keys.takeText()).toMatch(/^[a-j]*$/);
      }),
    );
  });
});
