import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENERIC_POS_PROFILE } from '../../../core/scan/device-profiles.ts';
import { MAX_REPORT_FIELDS } from '../../../core/model/report-fields.ts';
import { type ReportView, viewReport } from '../../../core/scan/report-view.ts';
import { encodePosReports } from '../../../tools/scanner/pos-reports.ts';
import { keyboardProfile, posProfile, POS_PROFILES, SERIAL } from './support.ts';

const HONEYWELL = posProfile('honeywell-pos');
/** Fields as `from-to field value`. */
const linesOf = ({ fields }: ReportView): string[] => fields.map(({ from, to, field, value }) => `${from}-${to} ${field} ${value}`);
const firstOf = (text: string, appendCr = true): Uint8Array => encodePosReports(HONEYWELL, text, { appendCr })[0] ?? new Uint8Array();

describe('the raw report view', () => {
  it('names every field with its place, and hides every data byte', () => {
    const view = viewReport(HONEYWELL, firstOf('S'.repeat(60)));
    expect(view).toMatchObject({ bytes: 64, reading: 'read', why: null });
    expect(linesOf(view)).toEqual(['0-0 report-id 2', '1-1 length 56', '2-4 aim ]Q1', '5-60 data ·· × 56', '61-61 vendor-symbology 0x73', '62-62 padding 00 × 1', '63-63 more-follows 0x01']);
  });

  it('hides what a device left over behind the data, and a NUL within it', () => {
    const report = firstOf('A\0', false);
    report[20] = 0x41;
    expect(linesOf(viewReport(HONEYWELL, report))).toEqual(['0-0 report-id 2', '1-1 length 2', '2-4 aim ]Q1', '5-6 data ·· × 2', '7-60 padding ·· × 54', '61-61 vendor-symbology 0x73', '62-62 padding 00 × 1', '63-63 last-report 0x00']);
  });

  it('shows only the head of a report that does not fit the profile, and nothing of one that is not scanned data', () => {
    const misfit = viewReport(GENERIC_POS_PROFILE, Uint8Array.of(2, 9, ...Buffer.from('SECRET')));
    expect(misfit).toMatchObject({ bytes: 8, reading: 'misfit', why: 'expected 64 or 62 bytes, found 8' });
    expect(linesOf(misfit)).toEqual(['0-0 report-id 2', '1-1 length 9', '2-7 not-read ·· × 6']);
    const other = viewReport(GENERIC_POS_PROFILE, Uint8Array.of(9, 65));
    expect(other).toMatchObject({ reading: 'not-data', fields: [{ from: 0, to: 1, field: 'not-read', value: '·· × 2' }] });
    expect(viewReport(GENERIC_POS_PROFILE, new Uint8Array())).toMatchObject({ bytes: 0, reading: 'not-data', fields: [] });
  });

  it('counts the keys of a keyboard report', () => {
    expect(linesOf(viewReport(keyboardProfile('symbol-keyboard'), Uint8Array.of(2, 0, 4, 5, 0, 0, 0, 0)))).toEqual(['0-0 modifiers 0x02', '1-1 padding 00 × 1', '2-7 keys 2']);
    expect(viewReport(keyboardProfile('symbol-keyboard'), Uint8Array.of(2))).toMatchObject({ reading: 'misfit' });
  });

  it('counts the bytes of a serial chunk and names its control characters', () => {
    expect(linesOf(viewReport(SERIAL, Buffer.from('\x02]Q1SECRET\r\nAB', 'latin1')))).toEqual(['0-0 control STX', '1-9 data ·· × 9', '10-10 control CR', '11-11 control LF', '12-13 data ·· × 2']);
    expect(viewReport(SERIAL, new Uint8Array()).fields).toEqual([]);
    expect(viewReport(SERIAL, new Uint8Array(5_000).fill(0x0d)).fields.length).toBeLessThanOrEqual(MAX_REPORT_FIELDS);
  });

  it('never throws, covers each byte at most once and stays small, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...POS_PROFILES, keyboardProfile('symbol-keyboard'), SERIAL), fc.uint8Array({ maxLength: 2_000 }), (profile, report) => {
        const { fields } = viewReport(profile, report);
        expect(fields.length).toBeLessThanOrEqual(MAX_REPORT_FIELDS);
        fields.forEach(({ from, to }, index) => {
          expect(from).toBeGreaterThan(fields[index - 1]?.to ?? -1);
          expect(to).toBeGreaterThanOrEqual(from);
        });
      }),
    );
  });

  it('never shows a byte of a code, for any profile', () => {
    fc.assert(
      fc.property(fc.constantFrom(...POS_PROFILES), fc.integer({ min: 1, max: 300 }), (profile, length) => {
        // 0xEE stands nowhere in the fields, so that each one shown would be data.
        for (const report of encodePosReports(profile, '\u00ee'.repeat(length))) expect(JSON.stringify(viewReport(profile, report).fields)).not.toMatch(/ee|\u00ee/i);
      }),
    );
  });
});
