import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { rawDatabase } from '../../support/raw-database.ts';
import { DAY } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

const MINUTE = 60_000;
const at = (minutes: number) => utcMillis(DAY + minutes * MINUTE);
const open = (points: readonly (readonly [number, number, number?])[] = []) => {
  const file = join(tempDir(), 'portas.db');
  const store = openStore(file);
  for (const [minutes, waiting, peak = waiting] of points) store.backlog.record({ at: at(minutes), waiting, peak });
  return { file, store };
};

describe('the backlog', () => {
  it('is known at any instant after its first row, and not before', () => {
    const { store } = open([[1, 4], [5, 9]]);
    expect([0, 1, 4, 5, 900].map((minutes) => store.backlog.last(at(minutes))?.waiting ?? null)).toEqual([null, 4, 4, 9, 9]);
    store.close();
  });

  it('has its peak between two rows too', () => {
    const { store } = open([[1, 40], [5, 9, 12], [9, 0, 10]]);
    expect(store.backlog.peak(at(1), at(9))).toBe(12);
    expect(store.backlog.peak(at(9), at(99))).toBe(0);
    store.close();
  });

  it('is gone when nothing waits, and not before', () => {
    const { store } = open([[1, 4], [5, 9], [8, 0], [9, 3]]);
    expect([store.backlog.drainedAt(at(2)), store.backlog.drainedAt(at(8)), store.backlog.drainedAt(at(9))]).toEqual([at(8), at(8), null]);
    store.close();
  });

  it('keeps the higher peak of two rows of one instant', () => {
    const { store } = open([[1, 4, 7], [1, 2]]);
    expect(store.backlog.last(at(1))).toEqual({ at: at(1), waiting: 2, peak: 7 });
    store.close();
  });

  it('is told in as many points as were asked for, each with what it led to and how high it went', () => {
    const { store } = open([[-5, 2], ...Array.from({ length: 60 }, (_, minute): [number, number, number] => [minute, 59 - minute, 60 - minute])]);
    expect(store.backlog.between(at(0), at(60), 3)).toEqual([
      { at: at(-5), waiting: 2, peak: 2 },
      { at: at(19), waiting: 40, peak: 60 },
      { at: at(39), waiting: 20, peak: 40 },
      { at: at(59), waiting: 0, peak: 20 },
    ]);
    expect(store.backlog.between(at(100), at(100), 3)).toEqual([{ at: at(59), waiting: 0, peak: 1 }]);
    store.close();
  });

  it('forgets what is older than a year and a month', () => {
    const { file, store } = open([[0, 4], [1, 5], [401 * 1_440, 6]]);
    store.close();
    const raw = rawDatabase(file);
    expect(raw.prepare('SELECT waiting FROM backlog').pluck().all()).toEqual([6]);
    raw.close();
  });
});
