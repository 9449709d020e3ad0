import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { rawDatabase } from '../../support/raw-database.ts';

describe('the noted time', () => {
  it('is kept over a restart and never goes back, not even by hand', () => {
    const file = join(tempDir(), 'portas.db');
    const first = openStore(file);
    expect(first.clockMark.read()).toBeNull();
    first.clockMark.write(utcMillis(2_000));
    first.clockMark.write(utcMillis(1_000));
    first.close();
    const second = openStore(file);
    expect(second.clockMark.read()).toBe(2_000);
    second.close();
    const raw = rawDatabase(file);
    expect(() => raw.exec('UPDATE clock_mark SET at_ms = 1')).toThrow(/never goes back/);
    expect(() => raw.exec('DELETE FROM clock_mark')).toThrow(/never removed/);
    expect(() => raw.exec('INSERT INTO clock_mark VALUES (2, 9)')).toThrow(/CHECK/);
    raw.close();
  });
});
