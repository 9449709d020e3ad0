import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERIC_POS_PROFILE } from '../../../core/scan/device-profiles.ts';
import { viewReport } from '../../../core/scan/report-view.ts';
import { encodePosReports } from '../../../tools/scanner/pos-reports.ts';
import { keyboardProfile, posProfile, POS_PROFILES } from './support.ts';

const HONEYWELL = posProfile('honeywell-pos');
const bytesOf = (hex: string): string[] => hex.split(' ');

describe('the raw report view', () => {
  it('blanks every data byte and shows the fields', () => {
    const [first] = encodePosReports(HONEYWELL, 'S'.repeat(60));
    if (first === undefined) throw new Error('no report');
    const { hex, note } = viewReport(HONEYWELL, first);
    const bytes = bytesOf(hex);
    expect(bytes.slice(0, 5)).toEqual(['02', '38', '5d', '51', '31']);
    expect(new Set(bytes.slice(5, 61))).toEqual(new Set(['..']));
    expect(bytes.slice(61)).toEqual(['73', '00', '01']);
    expect(note).toBe('report id 2; [1] length, 56 data bytes; [2] AIM ]Q1; [61] vendor symbology; [63] more follows');
  });

  it('blanks what a device left over behind the data, and a NUL within it', () => {
    const [report] = encodePosReports(HONEYWELL, 'A\0', { appendCr: false });
    if (report === undefined) throw new Error('no report');
    report[20] = 0x41;
    const bytes = bytesOf(viewReport(HONEYWELL, report).hex);
    expect([bytes[5], bytes[6], bytes[7], bytes[20]]).toEqual(['..', '..', '00', '..']);
  });

  it('shows only the header of a report that does not fit the profile, and nothing of one that is not scanned data', () => {
    const misfit = Uint8Array.of(2, 9, ...Buffer.from('SECRET'));
    expect(viewReport(GENERIC_POS_PROFILE, misfit)).toEqual({ hex: '02 09 .. .. .. .. .. ..', note: 'does not fit the profile: expected 64 or 62 bytes, found 8' });
    expect(viewReport(GENERIC_POS_PROFILE, Uint8Array.of(9, 65)).hex).toBe('.. ..');
  });

  it('blanks the keys of a keyboard report', () => {
    expect(viewReport(keyboardProfile('symbol-keyboard'), Uint8Array.of(2, 0, 4, 5, 0, 0, 0, 0))).toEqual({ hex: '02 00 .. .. 00 00 00 00', note: '[0] modifiers; 2 key(s) down' });
  });

  it('never throws, and its text stays within 600 characters', () => {
    fc.assert(
      fc.property(fc.constantFrom(...POS_PROFILES, keyboardProfile('symbol-keyboard')), fc.uint8Array({ maxLength: 2_000 }), (profile, report) => {
        expect(viewReport(profile, report).hex.length).toBeLessThanOrEqual(600);
      }),
    );
  });

  it('never shows a byte of a code, for any profile', () => {
    fc.assert(
      fc.property(fc.constantFrom(...POS_PROFILES), fc.integer({ min: 1, max: 300 }), (profile, length) => {
        // 0xEE stands nowhere in the fields, so that each one shown would be data.
        for (const report of encodePosReports(profile, '\u00ee'.repeat(length))) expect(viewReport(profile, report).hex).not.toContain('ee');
      }),
    );
  });
});
