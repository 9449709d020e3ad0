import { describe, expect, it } from 'vitest';
import { calls, CROSSING_OUTCOMES, CROSSING_REASONS_OF } from '../../../core/contract.ts';
import { consentTo, CROSSING_FIELDS, decide, enter, firstEmpty, isConvertible, openCrossing, takeZone, toRequest } from '../../../renderer/contingency/crossing-form.ts';
import { numbered } from '../../../renderer/contingency/numbered.ts';
import { toReportCsv } from '../../../renderer/contingency/report-csv.ts';
import { lengthOf } from '../../../renderer/ui/format.ts';
import { contingencyReport } from '../../support/window-fixtures.ts';

const filled = () => enter(consentTo(openCrossing(), true), 'name', 'SAM PUN');
const empty = openCrossing().values;

describe('the form for a traveller without a code', () => {
  it('offers a conversion only where the engine would make one', () => {
    const usual = openCrossing();
    expect(isConvertible(usual, 'to-guangdong')).toBe(true);
    expect(isConvertible(usual, 'to-macau')).toBe(false);
    for (const change of [{ evidence: 'identity-document' }, { outcome: 'refused' }, { outcome: 'second-line' }, { reason: 'humanitarian' }] as const) {
      expect(isConvertible(decide(usual, change, 'to-guangdong'), 'to-guangdong')).toBe(false);
    }
  });

  it('forgets the person with the consent, and where nothing is converted', () => {
    for (const form of [consentTo(filled(), false), decide(filled(), { outcome: 'refused' }, 'to-guangdong'), decide(filled(), { evidence: 'identity-document' }, 'to-guangdong')]) {
      expect(form.values).toEqual(empty);
      expect(form.consent).toBe(false);
    }
    expect(decide(filled(), { evidence: 'other-side-code' }, 'to-guangdong').values.name).toBe('SAM PUN');
  });

  it('takes a digit for the entry of that number, and no other key', () => {
    expect(['1', '3', '4', '0', '12', 'a', 'Enter', ''].map((key) => numbered(CROSSING_OUTCOMES, key))).toEqual(['passed', 'second-line', null, null, null, null, null, null]);
  });

  it('keeps the reason within the outcome', () => {
    for (const outcome of CROSSING_OUTCOMES) {
      const form = decide(openCrossing(), { outcome }, 'to-guangdong');
      expect(form.reason).toBe(CROSSING_REASONS_OF[outcome][0]);
      expect(calls['contingency:record'].request.safeParse(toRequest(form)).success).toBe(true);
    }
    const chosen = decide(decide(openCrossing(), { outcome: 'refused' }, 'to-guangdong'), { reason: 'test-positive' }, 'to-guangdong');
    expect(decide(chosen, { evidence: 'identity-document' }, 'to-guangdong').reason).toBe('test-positive');
  });

  it('takes from a zone what it says, and leaves the rest', () => {
    const zone = { ok: true, name: 'ERIKSSON ANNA', sex: 'female', nationality: null, birthDate: null, permitNumber: null } as const;
    const form = takeZone(enter(enter(filled(), 'birthDate', '19740812'), 'permitNumber', 'M12345678'), zone);
    expect(form.values).toMatchObject({ name: 'ERIKSSON ANNA', sex: 'female', nationality: 'CHN', birthDate: '19740812', permitNumber: 'M12345678' });
    expect(takeZone(form, { ...zone, nationality: 'UTO', birthDate: '1974-08-12', permitNumber: 'H87654321' }).values).toMatchObject({ nationality: 'UTO', birthDate: '1974-08-12', permitNumber: 'H87654321' });
    expect(firstEmpty(form)).toBe('phone');
    expect(firstEmpty(CROSSING_FIELDS.reduce((all, field) => enter(all, field, 'x'), form))).toBeNull();
  });

  it('sends the person only with the consent, and takes a fault away where it is mended', () => {
    expect(toRequest(openCrossing()).conversion).toBeNull();
    expect(toRequest(filled()).conversion).toMatchObject({ consent: true, name: 'SAM PUN' });
    const faulty = { ...filled(), faults: { phone: 'malformed', name: 'required' } } as const;
    expect(enter(faulty, 'phone', '66123456').faults).toEqual({ name: 'required' });
  });
});

describe('the report', () => {
  it('is written as CSV, one measure a line, in the same order every time', () => {
    const { report } = contingencyReport(Date.parse('2021-08-25T02:00:00Z'));
    if (report === null) throw new Error('no report');
    const lines = toReportCsv(report).split('\r\n');
    expect(lines[0]).toBe('measure,key,value');
    expect(lines).toEqual(expect.arrayContaining(['contingency,started_utc,2021-08-25T00:25:00.000Z', 'contingency,ended_utc,', 'contingency,duration_seconds,5700', 'total,crossings,41', 'conversion,delivered,26', 'evidence,other-side-code,8', 'outcome,second-line,3', 'reason,no-evidence,4']));
    expect(lines.at(-1)).toBe('');
    expect(toReportCsv({ ...report, medianGapSeconds: null })).toContain('median_gap_seconds,\r\n');
  });

  it('tells lengths of time to the second', () => {
    expect([lengthOf(-1), lengthOf(59_400), lengthOf(95 * 60_000), lengthOf(100 * 3_600_000 + 61_000)]).toEqual(['0:00:00', '0:00:59', '1:35:00', '100:01:01']);
  });
});
