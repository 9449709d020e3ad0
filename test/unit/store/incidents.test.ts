import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { integer, oneOf, text } from '../../../core/store/columns.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { DAY } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

describe('incidents', () => {
  it('are listed newest first, cut to their length, and make room for newer ones', () => {
    const store = openStore(join(tempDir(), 'p.db'));
    const kept = 10_000;
    for (let n = 0; n < kept + 5; n++) store.incidents.record({ at: utcMillis(DAY + n), code: 'network-down', detail: n < kept ? '' : 'x'.repeat(600) });
    const recent = store.incidents.recent(3);
    expect(recent.map(({ at }) => at - DAY)).toEqual([10_004, 10_003, 10_002]);
    expect(recent[0]?.detail).toHaveLength(500);
    expect(store.incidents.recent(2 * kept)).toHaveLength(kept);
    store.close();
    // Ten thousand rows, each on disk: a busy disk takes its time.
  }, 120_000);
});

describe('a damaged row', () => {
  const code = expect.objectContaining({ code: 'database-corrupt' });
  it('is a fault that names the column, never a value that looks right', () => {
    expect(() => text({ a: 1 }, 'a')).toThrow(code);
    expect(() => integer({ a: 1.5 }, 'a')).toThrow(code);
    expect(() => integer({ a: '1' }, 'a')).toThrow(code);
    expect(() => oneOf(['pass', 'refuse'], { a: 'maybe' }, 'a')).toThrow(code);
    expect([text({ a: 'x' }, 'a'), integer({ a: 7 }, 'a'), oneOf(['pass'], { a: 'pass' }, 'a')]).toEqual(['x', 7, 'pass']);
  });
});
