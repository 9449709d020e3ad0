import { afterEach, describe, expect, it } from 'vitest';
import { createRuleDesk, type RuleDeskParts } from '../../../core/desk/rule-desk.ts';
import type { SecondRequest } from '../../../core/model/staff.ts';
import { MINUTE_MS } from '../../../core/model/units.ts';
import { openBook, type Opened, setFrom, setOf, SUPERVISOR, TECHNICIAN } from '../rules/book.ts';

let open: Opened | null = null;
afterEach(() => {
  open?.store.close();
  open = null;
});

async function desk(change: Partial<RuleDeskParts> = {}) {
  open = openBook();
  const [inForce, next] = [setOf('now'), setFrom('next', 10)];
  await open.book.offer([inForce, next], 'signed');
  const asked: SecondRequest[] = [];
  const subject = createRuleDesk({
    book: open.book,
    person: () => TECHNICIAN,
    askSecond: (request) => {
      asked.push(request);
      return true;
    },
    ...change,
  });
  return { ...open, subject, asked, inForce, next };
}

describe('deciding on rules', () => {
  it('refuses a waiting set by one technician, with the reason in the audit', async () => {
    const { subject, next, held, store, asked } = await desk();
    expect(subject.decide({ decision: 'refuse', digest: next.digest, reason: 'unexpected-verdicts' })).toEqual({ ok: true, state: 'done' });
    expect([held(), asked]).toEqual([['now -', 'next refused'], []]);
    expect(store.audit.recent(1)).toMatchObject([{ action: 'rules-refused', person: '3007', second: null, subject: 'sample@next', reason: 'unexpected-verdicts' }]);
  });

  it('takes a set back, or goes back, only once a supervisor has confirmed it', async () => {
    const { subject, next, inForce, held, version, asked } = await desk();
    expect(subject.decide({ decision: 'recall', digest: next.digest, reason: 'withdrawn-by-authority' })).toEqual({ ok: true, state: 'asked' });
    expect(subject.decide({ decision: 'roll-back', digest: inForce.digest, reason: 'unexpected-verdicts' })).toEqual({ ok: true, state: 'asked' });
    expect([held(), version()]).toEqual([['now -', 'next -'], 'now']);
    expect(asked).toMatchObject([
      { action: 'recall', roles: ['supervisor'], subject: 'sample@next', reason: 'withdrawn-by-authority' },
      { action: 'roll-back', roles: ['supervisor'], subject: 'sample@now', reason: 'unexpected-verdicts' },
    ]);
    for (const { carryOut } of asked) carryOut(TECHNICIAN, SUPERVISOR);
    expect([held(), version()]).toEqual([['now rolled-back', 'next recalled'], 'base']);
    expect(subject.decide({ decision: 'restore', digest: next.digest, reason: 'decided-by-mistake' })).toEqual({ ok: true, state: 'asked' });
    expect(asked.at(-1)?.carryOut(TECHNICIAN, SUPERVISOR)).toBe(true);
    expect(held()).toEqual(['now rolled-back', 'next -']);
    // Whoever was asked twice does it once.
    expect(asked.at(-1)?.carryOut(TECHNICIAN, SUPERVISOR)).toBe(false);
  });

  it.each<[string, Partial<RuleDeskParts>, 'recall' | 'roll-back' | 'restore', string]>([
    ['where nobody signs in', { person: () => null }, 'recall', 'not-allowed'],
    ['while another action waits', { askSecond: () => false }, 'recall', 'busy'],
    ['of a set that is not in force', {}, 'roll-back', 'not-in-force'],
    ['of a set that is not set aside', {}, 'restore', 'not-set-aside'],
  ])('does nothing %s', async (_, change, decision, refusal) => {
    const { subject, next, held } = await desk(change);
    expect(subject.decide({ decision, digest: next.digest, reason: 'other' })).toEqual({ ok: false, refusal });
    expect(held()).toEqual(['now -', 'next -']);
  });

  it('cannot refuse a set whose minute has come', async () => {
    const { subject, next, clock, version } = await desk();
    clock.advance(10 * MINUTE_MS);
    expect(subject.decide({ decision: 'refuse', digest: next.digest, reason: 'other' })).toEqual({ ok: false, refusal: 'not-waiting' });
    expect(version()).toBe('next');
  });
});
