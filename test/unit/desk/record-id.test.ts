import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { newRecordId } from '../../../core/desk/record-id.ts';
import { utcMillis } from '../../../core/model/units.ts';

const at = (iso: string) => utcMillis(Date.parse(iso));

describe('an identifier', () => {
  it('is a UUID of version 7 with its time in front, as RFC 9562 appendix A.6 writes it', () => {
    const id = newRecordId(at('2022-02-22T19:22:22Z'));
    expect(id).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(z.uuidv7().safeParse(id).success).toBe(true);
  });

  it('sorts by time, whatever else it holds, and differs within a millisecond', () => {
    const times = ['1970-01-01T00:00:00Z', '2021-05-07T00:00:00Z', '2021-05-07T00:00:00.001Z', '2026-11-25T00:00:00Z'].map(at);
    const ids = times.map(newRecordId);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(Array.from({ length: 1_000 }, () => newRecordId(times[1] ?? at('2021-05-07T00:00:00Z')))).size).toBe(1_000);
  });
});
