import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../../../core/model/units.ts';
import type { Assembler } from '../../../../core/scan/assembler.ts';
import type { DeviceProfile } from '../../../../core/scan/device-profiles.ts';
import { createKeyMask, maskPosReport } from '../../../../core/scan/doctor/mask-report.ts';
import { createReportRecorder, type ReportRecorder } from '../../../../core/scan/doctor/report-recorder.ts';
import { layTestCard } from '../../../../core/scan/doctor/test-card.ts';
import { KEYBOARD_LAYOUTS } from '../../../../core/scan/keyboard-layouts/index.ts';
import { createAssembler } from '../../../../core/scan/scan-device.ts';
import { encodeKeyboardReports, type KeyboardEncoding } from '../../../../tools/scanner/keyboard-reports.ts';
import { encodePosReports } from '../../../../tools/scanner/pos-reports.ts';
import { keyboardProfile, POS_PROFILES, posProfile, SERIAL } from '../support.ts';

const KEYS = keyboardProfile('symbol-keyboard');
const CARD = layTestCard('medium', '204816').text;

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
