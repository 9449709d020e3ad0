import { describe, expect, it } from 'vitest';
import { noticesOf, RESTART_SHOWN_MS } from '../../../renderer/ui/notices.ts';
import * as fixture from '../../support/window-fixtures.ts';

const NOW = Date.UTC(2026, 10, 25, 4);
const keys = (input: Partial<Parameters<typeof noticesOf>[0]>): string[] =>
  noticesOf({ status: fixture.status(NOW), engine: 'up', faults: [], now: NOW, ...input }).map(({ key }) => key);

describe('the notice line', () => {
  it('is silent when all is well', () => {
    expect(keys({})).toEqual([]);
  });

  it('is silent before the first status', () => {
    expect(keys({ status: null })).toEqual([]);
  });

  it('names every trouble, the gravest first', () => {
    expect(keys({ status: fixture.trouble(NOW) })).toEqual(['scanner-lost', 'network-down-waiting', 'queue-dead']);
  });

  it('says what is wrong with a scanner that types: the setting, where the terminal reads the scanner itself', () => {
    const said = (deviceId: string | null, cause: 'layout' | 'caps-lock') =>
      noticesOf({ status: fixture.status(NOW, { keyboard: { ...fixture.wrongLayout(), cause, deviceId } }), engine: 'up', faults: [], now: NOW });
    expect(said('05e0:1200:-', 'layout')).toEqual([{ key: 'keyboard-layout-setting', level: 'amber', values: { scanner: 'PT', host: 'US' } }]);
    expect(said(null, 'layout')).toMatchObject([{ key: 'keyboard-layout' }]);
    expect(said('05e0:1200:-', 'caps-lock')).toMatchObject([{ key: 'keyboard-caps-lock' }]);
  });

  it('names the side of a desk with two scanners, and lets a ready one hide no lost one', () => {
    const status = fixture.status(NOW, { scanner: 'lost', scannerRoles: [{ role: 'officer', state: 'ready' }, { role: 'traveller', state: 'lost' }] });
    expect(noticesOf({ status, engine: 'up', faults: [], now: NOW })).toEqual([{ key: 'scanner-lost', level: 'red', values: {}, role: 'traveller' }]);
    const both = fixture.status(NOW, { scanner: 'lost', scannerRoles: [{ role: 'officer', state: 'none' }, { role: 'traveller', state: 'lost' }] });
    expect(keys({ status: both })).toEqual(['scanner-none', 'scanner-lost']);
  });

  it('says only that the engine is away while it is, since the status is of before', () => {
    expect(keys({ engine: 'down', status: fixture.trouble(NOW) })).toEqual(['engine-down']);
  });

  it('keeps saying that a record was not kept, but forgets a restart', () => {
    const faults = (['record-not-kept', 'engine-restarted'] as const).map((code) => ({ code, incidentId: 'E0001', at: NOW - RESTART_SHOWN_MS }));
    expect(keys({ faults })).toEqual(['record-not-kept']);
    expect(keys({ faults, now: NOW - 1 })).toEqual(['record-not-kept', 'engine-restarted']);
  });

  it('says what a disk without room means for the officer, and not twice', () => {
    const disk = (state: 'low' | 'full') => fixture.status(NOW, { disk: { state, freeBytes: 1_000_000 } });
    expect(noticesOf({ status: disk('low'), engine: 'up', faults: [], now: NOW })).toEqual([{ key: 'disk-low', level: 'amber', values: {} }]);
    const faults = [{ code: 'record-not-kept', incidentId: 'F0001', at: NOW }] as const;
    expect(noticesOf({ status: disk('full'), engine: 'up', faults, now: NOW })).toEqual([{ key: 'disk-full', level: 'red', values: {} }]);
    expect(keys({ status: disk('low'), faults })).toEqual(['record-not-kept', 'disk-low']);
  });

  it('keeps saying that a conversion was not kept', () => {
    expect(keys({ faults: [{ code: 'conversion-not-kept', incidentId: 'F0002', at: 0 }] })).toEqual(['conversion-not-kept']);
  });

  it('tells since when the network is down, how many wait and how old the oldest is', () => {
    const [notice] = noticesOf({ status: fixture.outage(NOW), engine: 'up', faults: [], now: NOW });
    expect(notice).toEqual({ key: 'network-down-waiting', level: 'amber', values: { since: '11:33', count: 38 }, ageMs: 26 * 60_000 });
    const nothing = fixture.status(NOW, { network: { state: 'down', since: null, cause: 'no-connection' } });
    expect(noticesOf({ status: nothing, engine: 'up', faults: [], now: NOW })).toEqual([{ key: 'network-down', level: 'amber', values: { since: '–', count: 0 }, ageMs: 0 }]);
  });

  it('tells of the backlog of an outage that is over, and of no record that goes as it came', () => {
    const waiting = (minutes: number) => fixture.status(NOW, { queue: { waiting: 3, delivered: 9, dead: 0, oldestWaitingAt: NOW - minutes * 60_000 } });
    expect(keys({ status: waiting(9.9) })).toEqual([]);
    expect(noticesOf({ status: waiting(10), engine: 'up', faults: [], now: NOW })).toEqual([{ key: 'backlog', level: 'amber', values: { count: 3 }, ageMs: 600_000 }]);
    // The oldest lies ahead of a clock that was turned back.
    expect(keys({ status: waiting(-90) })).toEqual([]);
  });

  it('says nothing of a network whose state is not known yet', () => {
    expect(keys({ status: fixture.status(NOW, { network: { state: 'unknown', since: null, cause: null } }) })).toEqual([]);
  });
});
