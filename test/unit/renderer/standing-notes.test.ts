import { describe, expect, it } from 'vitest';
import { FRESHNESS_STATES } from '../../../core/contract.ts';
import { standingNotes } from '../../../renderer/standing/standing-notes.ts';
import { alarmsOf } from '../../../renderer/standing/use-alarm.ts';
import * as fixture from '../../support/window-fixtures.ts';

const NOW = Date.UTC(2026, 10, 25, 4);
const HOUR = 3_600_000;
const notes = (change: Parameters<typeof fixture.status>[1] = {}) => standingNotes(fixture.status(NOW, change));
const keys = (change: Parameters<typeof fixture.status>[1]): string[] => notes(change).map(({ key }) => key);

describe('what the desk is told of the terminal’s standing', () => {
  it('is nothing when all is well', () => {
    expect(notes()).toEqual([]);
  });

  it('names each step of trust in a word of its own, red where nobody passes', () => {
    const steps = FRESHNESS_STATES.flatMap((state) => notes({ trust: fixture.aged(NOW, state, 400) }));
    expect(steps.map(({ key, word, level }) => [key, word, level])).toEqual([
      ['ageing', 'ageing', 'amber'],
      ['stale', 'stale', 'red'],
      ['dead', 'dead', 'red'],
    ]);
  });

  it('tells from when to when, and until when two people answer for stale trust', () => {
    const trust = fixture.aged(NOW, 'stale', 120, { consentUntil: NOW + HOUR });
    expect(notes({ trust })).toEqual([
      { key: 'accepted', word: 'accepted', level: 'amber', times: { signedUntil: NOW - 96 * HOUR, since: NOW - 24 * HOUR, next: NOW + 240 * HOUR, until: NOW + HOUR } },
    ]);
  });

  it('is dead without a date where nothing was ever verified', () => {
    const trust = { state: 'dead', since: null, verifiedAt: null, signedUntil: null, next: null, consentUntil: null, mayAccept: false } as const;
    expect(notes({ trust })).toEqual([{ key: 'never', word: 'dead', level: 'red' }]);
  });

  it('says what became of the records of a damaged store, and sounds the alarm', () => {
    const damage = { at: NOW - HOUR, saved: 14, lost: 2 };
    expect(notes({ damage })).toEqual([{ key: 'store-damaged', word: 'damaged', level: 'amber', records: { saved: 14, lost: 2 }, times: { at: NOW - HOUR } }]);
    expect(keys({ damage: { ...damage, lost: null } })).toEqual(['store-damaged-unknown']);
    expect(alarmsOf(fixture.status(NOW, { damage }))).toEqual(['store-damaged']);
  });

  it('says by how much the clock is wrong, and in which direction', () => {
    expect(notes({ clock: { state: 'behind', behindMs: 86_400_000, offsetMs: 5 } })).toEqual([{ key: 'clock-behind', word: 'clock', level: 'red', spanMs: 86_400_000 }]);
    expect(notes({ clock: { state: 'fast', behindMs: 0, offsetMs: 42_000 } })).toEqual([{ key: 'clock-fast', word: 'clock', level: 'amber', spanMs: 42_000 }]);
    expect(notes({ clock: { state: 'slow', behindMs: 0, offsetMs: -42_000 } })).toEqual([{ key: 'clock-slow', word: 'clock', level: 'amber', spanMs: 42_000 }]);
  });

  it('says first that the terminal is out of service, then that its clock is wrong, then how old its trust is', () => {
    const all = { outOfService: { cause: 'deactivated', reason: 'stolen' }, clock: { state: 'behind', behindMs: 6_000, offsetMs: null }, trust: fixture.aged(NOW, 'ageing', 30) } as const;
    expect(keys(all)).toEqual(['deactivated', 'clock-behind', 'ageing']);
    expect(notes({ outOfService: { cause: 'version-too-low', minimum: '2.0.0' } })).toEqual([{ key: 'version-too-low', word: 'out-of-service', level: 'red', minimum: '2.0.0' }]);
  });

  it('is worth a tone unless it is a consent', () => {
    expect(alarmsOf(fixture.status(NOW, { trust: fixture.aged(NOW, 'stale', 120) }))).toEqual(['stale']);
    expect(alarmsOf(fixture.status(NOW, { trust: fixture.aged(NOW, 'stale', 120, { consentUntil: NOW + HOUR }) }))).toEqual([]);
  });
});
