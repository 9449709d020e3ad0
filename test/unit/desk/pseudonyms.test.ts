import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPseudonyms, KEY_PERIOD_MS } from '../../../core/desk/pseudonyms.ts';
import { DAY_MS, durationMs, HOUR_MS } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { testClock } from '../../support/clocks.ts';
import { DAY } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

function open(window = durationMs(24 * HOUR_MS)) {
  const clock = testClock(DAY);
  const file = join(tempDir(), 'portas.db');
  let store = openStore(file);
  const faults: unknown[] = [];
  const make = (records = store.pseudonymKeys) => createPseudonyms({ records, window, now: () => clock.now(), onFault: (cause) => faults.push(cause) });
  return {
    clock,
    faults,
    store: () => store,
    make,
    restart() {
      store.close();
      store = openStore(file);
      return make();
    },
  };
}
const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

describe('pseudonyms', () => {
  it('are the same for a day and over a restart, and others the next day and at another terminal', () => {
    const here = open();
    const subject = here.make();
    const first = hex(subject.hash('code'));
    expect(first).toHaveLength(64);
    expect(hex(subject.hash('another'))).not.toBe(first);
    here.clock.advance(KEY_PERIOD_MS - 1);
    expect(hex(here.restart().hash('code'))).toBe(first);
    here.clock.advance(1);
    expect(hex(here.restart().hash('code'))).not.toBe(first);
    expect(hex(open().make().hash('code'))).not.toBe(first);
    here.store().close();
  });

  it('find what was seen on the other side of a change of keys', () => {
    const here = open();
    const subject = here.make();
    here.clock.advance(KEY_PERIOD_MS - 1);
    const evening = hex(subject.hash('code'));
    here.clock.advance(2);
    const morning = hex(subject.hash('code'));
    expect(subject.hashes('code').map(hex)).toEqual([morning, evening]);
    expect(here.restart().hashes('code').map(hex)).toEqual([morning, evening]);
    here.store().close();
  });

  it('mean nothing once nobody can ask for them: the key is gone from the database', () => {
    const here = open();
    const subject = here.make();
    const [old] = here.store().pseudonymKeys.all();
    here.clock.advance(KEY_PERIOD_MS);
    subject.hash('code');
    here.clock.advance(24 * HOUR_MS - 1);
    expect([subject.rotate(), subject.hashes('code').length]).toEqual([0, 2]);
    here.clock.advance(1);
    expect([subject.rotate(), subject.hashes('code').length]).toEqual([1, 2]);
    expect(here.store().pseudonymKeys.all().map(({ id }) => id)).not.toContain(old?.id);
    here.store().close();
  });

  it('keep as many keys as the window needs, however long the terminal runs', () => {
    const here = open(durationMs(168 * HOUR_MS));
    const subject = here.make();
    for (let day = 0; day < 40; day++) {
      here.clock.advance(DAY_MS);
      subject.hash('code');
      subject.rotate();
      expect(subject.hashes('code').length).toBe(Math.min(day + 2, 8));
    }
    here.store().close();
  });

  it('go on with the key before when a new one cannot be kept', () => {
    const here = open();
    const store = here.store();
    const subject = here.make({ ...store.pseudonymKeys, add: (key) => (store.pseudonymKeys.all().length > 0 ? fail() : store.pseudonymKeys.add(key)) });
    const before = hex(subject.hash('code'));
    here.clock.advance(KEY_PERIOD_MS);
    expect(hex(subject.hash('code'))).toBe(before);
    expect(here.faults).toHaveLength(1);
    store.close();
  });
});

function fail(): never {
  throw new Error('disk full');
}
