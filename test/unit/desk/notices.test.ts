import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNoticeBoard, MAX_STANDING_NOTICES } from '../../../core/desk/notices.ts';
import type { Request } from '../../../core/contract.ts';
import type { NoticeSeverity } from '../../../core/model/notice.ts';
import type { Person } from '../../../core/model/staff.ts';
import { HOUR_MS, MINUTE_MS, utcMillis } from '../../../core/model/units.ts';
import type { RuleNotice } from '../../../core/rules/rule-notices.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { tempDir } from '../../support/temp-dir.ts';

const NOON = utcMillis(Date.parse('2021-09-01T12:00:00+08:00'));
const MIDNIGHT = utcMillis(Date.parse('2021-09-02T00:00:00+08:00'));
const UNTIL_WITHDRAWN = { end: 'withdrawn' } as const;
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const SUPERVISOR: Person = { staffNumber: '2001', roles: ['supervisor'] };
const OFFICER: Person = { staffNumber: '1042', roles: ['officer'] };
const NEXT_OFFICER: Person = { staffNumber: '1043', roles: ['officer'] };
const ruleNotice = (change: Partial<RuleNotice> = {}): RuleNotice => ({ id: 'new-form', severity: 'information', text: { 'zh-Hant': '新表格', pt: 'Novo formulário', en: 'New form', 'zh-Hans': '新表格' }, validFrom: null, validUntil: null, contingency: null, ...change });

function open(ruleNotices: readonly RuleNotice[] = [], file = join(tempDir(), 'portas.db')) {
  const store = openStore(file);
  let at = NOON;
  let person: Person | null = SUPERVISOR;
  let told = 0;
  const board = createNoticeBoard({ records: store.notices, ruleNotices: () => ruleNotices, ruleSet: () => 'rules@1', person: () => person, now: () => at, changed: () => void (told += 1) });
  return {
    board,
    store,
    file,
    told: () => told,
    wait: (ms: number) => (at = utcMillis(at + ms)),
    come: (next: Person | null) => (person = next),
    send: (text = 'Lane 3 closes at 14:00.', until: Request<'notice:send'>['until'] = UNTIL_WITHDRAWN, severity: NoticeSeverity = 'information'): string => {
      const reply = board.send({ severity, text, until });
      if (!reply.ok) throw new Error(reply.refusal);
      return reply.noticeId;
    },
    pendingIds: () => board.pending().notices.map(({ noticeId }) => noticeId),
  };
}

describe('a typed notice', () => {
  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['x'.repeat(281), 'too-long'],
    ['a\u202Eb', 'forbidden-character'],
    ['a\nb', 'forbidden-character'],
  ] as const)('%j is refused as %s, and nothing is kept', (text, refusal) => {
    const { board, store, told } = open();
    expect(board.send({ severity: 'information', text, until: UNTIL_WITHDRAWN })).toEqual({ ok: false, refusal });
    expect(board.list()).toEqual({ standing: [], past: [] });
    expect(store.audit.recent(1)).toEqual([]);
    expect(told()).toBe(0);
  });

  it('is refused while twenty stand, until one is withdrawn', () => {
    const { board, send } = open();
    const ids = Array.from({ length: MAX_STANDING_NOTICES }, (_, index) => send(`Notice ${index}`));
    expect(board.send({ severity: 'urgent', text: 'One more', until: UNTIL_WITHDRAWN })).toEqual({ ok: false, refusal: 'too-many' });
    board.withdraw({ noticeId: ids[7] ?? '' });
    expect(board.send({ severity: 'urgent', text: 'One more', until: UNTIL_WITHDRAWN })).toMatchObject({ ok: true });
  });

  it('is kept without the blank space around it, with who sent it, and is in the audit without its text', () => {
    const { board, store, send } = open();
    const noticeId = send('  第三通道 14:00 關閉。 ');
    expect(board.pending().notices).toEqual([{ source: 'typed', noticeId, severity: 'information', text: '第三通道 14:00 關閉。', sentAt: NOON, sentBy: '2001', validUntil: null }]);
    expect(store.audit.recent(9)).toMatchObject([{ at: NOON, action: 'notice-sent', person: '2001', roles: ['supervisor'], subject: noticeId, reason: 'withdrawn', ruleSet: 'rules@1' }]);
    expect(JSON.stringify(store.audit.recent(9))).not.toContain('第三');
  });

  it('stands to the end of the Macau day and not a moment longer, and the desk is told', () => {
    const { board, send, wait, told, pendingIds } = open();
    const noticeId = send('Today only', { end: 'end-of-day' });
    expect(board.list().standing).toMatchObject([{ noticeId, validUntil: MIDNIGHT }]);
    wait(12 * HOUR_MS - 1);
    board.refresh();
    expect(told()).toBe(1);
    expect(pendingIds()).toEqual([noticeId]);
    wait(1);
    board.refresh();
    expect(told()).toBe(2);
    board.refresh();
    expect(told()).toBe(2);
    expect(pendingIds()).toEqual([]);
    expect(board.list()).toMatchObject({ standing: [], past: [{ noticeId, withdrawn: null }] });
    expect(board.acknowledge({ noticeId })).toEqual({ ok: false, refusal: 'not-standing' });
    expect(board.withdraw({ noticeId })).toEqual({ ok: false, refusal: 'not-standing' });
  });

  it('sent in the first moment of a Macau day stands for that day', () => {
    const { board, send, wait } = open();
    wait(12 * HOUR_MS);
    send('a', { end: 'end-of-day' });
    expect(board.list().standing).toMatchObject([{ validUntil: MIDNIGHT + 24 * HOUR_MS }]);
  });

  it.each([
    ['later today', 14 * 60 + 30, '2021-09-01T14:30:00+08:00'],
    ['a time that is past: tomorrow', 6 * 60, '2021-09-02T06:00:00+08:00'],
    ['this very minute: tomorrow', 12 * 60, '2021-09-02T12:00:00+08:00'],
    ['midnight', 0, '2021-09-02T00:00:00+08:00'],
  ])('stands to a time of day, %s', (_, minutes, end) => {
    const { board, send } = open();
    send('a', { end: 'time-of-day', minutes });
    expect(board.list().standing).toMatchObject([{ validUntil: Date.parse(end) }]);
  });

  it('that is urgent is shown before all that is not, whenever it was sent', () => {
    const { send, wait, pendingIds, board } = open([ruleNotice(), ruleNotice({ id: 'urgent', severity: 'urgent' })]);
    const first = send('a');
    wait(1);
    const urgent = send('b', UNTIL_WITHDRAWN, 'urgent');
    wait(1);
    const second = send('c');
    expect(pendingIds().map((id) => (id.startsWith('rules:') ? id.slice(0, -17) : id))).toEqual([urgent, 'rules:urgent', first, second, 'rules:new-form']);
    expect(board.pending().notices[0]).toMatchObject({ severity: 'urgent', text: 'b' });
  });

  it('that is withdrawn is gone from every desk, and is withdrawn once', () => {
    const { board, store, send, come, wait, told, pendingIds } = open();
    expect(board.withdraw({ noticeId: UNKNOWN })).toEqual({ ok: false, refusal: 'not-standing' });
    const noticeId = send();
    wait(MINUTE_MS);
    come({ staffNumber: '2002', roles: ['supervisor'] });
    expect(board.withdraw({ noticeId })).toEqual({ ok: true });
    expect(told()).toBe(2);
    expect(board.withdraw({ noticeId })).toEqual({ ok: false, refusal: 'not-standing' });
    come(OFFICER);
    expect(pendingIds()).toEqual([]);
    expect(board.acknowledge({ noticeId })).toEqual({ ok: false, refusal: 'not-standing' });
    expect(board.list().past).toMatchObject([{ noticeId, withdrawn: { at: NOON + MINUTE_MS, by: '2002' } }]);
    expect(store.audit.recent(9).map(({ action, person }) => [action, person])).toEqual([['notice-withdrawn', '2002'], ['notice-sent', '2001']]);
  });
});

describe('acknowledging', () => {
  it('is done by each person for themself, once', () => {
    const { board, store, send, come, wait, pendingIds } = open();
    const noticeId = send();
    come(OFFICER);
    expect(pendingIds()).toEqual([noticeId]);
    wait(MINUTE_MS);
    expect(board.acknowledge({ noticeId })).toEqual({ ok: true });
    expect(pendingIds()).toEqual([]);
    expect(board.acknowledge({ noticeId })).toEqual({ ok: false, refusal: 'already-acknowledged' });
    come(NEXT_OFFICER);
    expect(pendingIds()).toEqual([noticeId]);
    wait(MINUTE_MS);
    board.acknowledge({ noticeId });
    expect(board.list().standing).toMatchObject([{ acknowledged: [{ at: NOON + MINUTE_MS, by: '1042' }, { at: NOON + 2 * MINUTE_MS, by: '1043' }] }]);
    expect(store.audit.recent(2)).toMatchObject([{ action: 'notice-acknowledged', person: '1043', subject: noticeId }, { action: 'notice-acknowledged', person: '1042', subject: noticeId }]);
  });

  it('is done once for the lane where nobody signs in', () => {
    const { board, send, come, pendingIds } = open();
    come(null);
    const noticeId = send();
    expect(board.acknowledge({ noticeId })).toEqual({ ok: true });
    expect(pendingIds()).toEqual([]);
    expect(board.list().standing).toMatchObject([{ sentBy: null, acknowledged: [{ by: null }] }]);
    // A lane that people sign in to from now on has read nothing yet.
    come(OFFICER);
    expect(pendingIds()).toEqual([noticeId]);
  });

  it('is refused for a notice that is none', () => {
    const { board, store } = open([ruleNotice()]);
    for (const noticeId of [UNKNOWN, 'rules:new-form:0000000000000000']) expect(board.acknowledge({ noticeId })).toEqual({ ok: false, refusal: 'not-standing' });
    expect(store.audit.recent(1)).toEqual([]);
  });
});

describe('a notice of the rule set', () => {
  it('stands in four languages after the typed ones, and cannot be withdrawn here', () => {
    const { board, send } = open([ruleNotice()]);
    const typed = send();
    const [first, second] = board.pending().notices;
    expect(first?.noticeId).toBe(typed);
    expect(second).toMatchObject({ source: 'rules', text: { pt: 'Novo formulário' }, validUntil: null });
    expect(board.withdraw({ noticeId: second?.noticeId ?? '' })).toEqual({ ok: false, refusal: 'not-standing' });
  });

  it('stands from its beginning until just before its end, and the desk is told of either', () => {
    const { board, wait, told, pendingIds } = open([ruleNotice({ validFrom: utcMillis(NOON + MINUTE_MS), validUntil: utcMillis(NOON + 2 * MINUTE_MS) })]);
    const counts = [0, MINUTE_MS - 1, 1, MINUTE_MS - 1, 1].map((ms) => {
      wait(ms);
      board.refresh();
      return [pendingIds().length, told()];
    });
    expect(counts).toEqual([[0, 0], [0, 0], [1, 1], [1, 1], [0, 2]]);
  });

  it('that somebody has read stays read in a later set, and is asked for again when its words or its severity change', () => {
    const first = open([ruleNotice()]);
    const [noticeId = ''] = first.pendingIds();
    first.board.acknowledge({ noticeId });
    first.store.close();
    const same = open([ruleNotice({ validUntil: utcMillis(NOON + HOUR_MS) })], first.file);
    expect(same.pendingIds()).toEqual([]);
    same.store.close();
    const text = { ...ruleNotice().text, pt: 'Novo formulário, a partir de amanhã' };
    const changed = open([ruleNotice({ text })], first.file);
    expect(changed.pendingIds()).toHaveLength(1);
    expect(changed.pendingIds()).not.toEqual([noticeId]);
    changed.store.close();
    expect(open([ruleNotice({ severity: 'urgent' })], first.file).pendingIds()).toHaveLength(1);
  });
});
