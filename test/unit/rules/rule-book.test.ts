import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PortasFault } from '../../../core/model/fault.ts';
import { DAY_MS, MINUTE_MS, utcMillis } from '../../../core/model/units.ts';
import { MAX_HELD_SETS } from '../../../core/rules/rule-book.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { NOON, openBook, type Opened, setFrom, setOf, SUPERVISOR, TECHNICIAN } from './book.ts';
import { sampleScenario } from './sample-set.ts';
import { rawDatabase } from '../../support/raw-database.ts';

let open: Opened | null = null;
const opened = (options?: Parameters<typeof openBook>[0]): Opened => (open = openBook(options));
afterEach(async () => {
  await open?.book.stop();
  open?.store.close();
  open = null;
});

const broken = setFrom('broken', 10, { scenarios: [{ ...sampleScenario, expect: { outcome: 'refuse' } }] });
const by = { reason: 'withdrawn-by-authority', first: TECHNICIAN, second: SUPERVISOR } as const;

describe('a set that waits for its minute', () => {
  it('is in force at its first millisecond and not one before, whatever timers do', async () => {
    const { book, clock, version } = opened();
    await book.offer([setFrom('next', 10)], 'signed');
    clock.advance(10 * MINUTE_MS - 1);
    expect(version()).toBe('base');
    clock.advance(1);
    expect(version()).toBe('next');
  });

  it('follows another that waits, each from its own minute', async () => {
    const { book, clock, version } = opened();
    await book.offer([setFrom('c', 30), setFrom('a', 10), setFrom('b', 20)], 'signed');
    expect([10, 10, 10].map((minutes) => (clock.advance(minutes * MINUTE_MS), version()))).toEqual(['a', 'b', 'c']);
  });

  it('gives way at its end to the one before', async () => {
    const { book, clock, version } = opened();
    await book.offer([setFrom('today', 10, { effective: { from: new Date(NOON + 10 * MINUTE_MS).toISOString(), to: new Date(NOON + 20 * MINUTE_MS).toISOString() } })], 'signed');
    clock.advance(20 * MINUTE_MS - 1);
    expect(version()).toBe('today');
    clock.advance(1);
    expect(version()).toBe('base');
  });

  it('of two of one minute is the one offered last', async () => {
    const { book, clock, version } = opened();
    await book.offer([setFrom('one', 10), setFrom('two', 10)], 'signed');
    clock.advance(10 * MINUTE_MS);
    expect(version()).toBe('two');
  });

  it('without a minute counts from when it is offered; an older one that comes late does not take its place', async () => {
    const { book, version } = opened();
    await book.offer([setOf('now'), setFrom('late', -60)], 'signed');
    expect(version()).toBe('now');
  });

  it('is known by its minute after a restart, and one that is due meanwhile is in force at once', async () => {
    const file = join(tempDir(), 'rules.db');
    const first = openBook({ file });
    await first.book.offer([setFrom('next', 10)], 'signed');
    first.store.close();
    const { version, audit } = opened({ file, at: utcMillis(NOON + 3 * DAY_MS) });
    expect(version()).toBe('next');
    expect(audit()[0]).toBe('rules-activated sample@next');
  });
});

describe('a set that another recalls', () => {
  const wrong = setFrom('wrong', -10);
  const recalling = setFrom('recalling', 60, { recalls: ['sample@wrong'] });

  it('is set aside at once, in force or not, and the one before counts', async () => {
    const { book, version, held, audit } = opened();
    await book.offer([wrong], 'signed');
    expect(version()).toBe('wrong');
    await book.offer([recalling], 'signed');
    expect([version(), held()]).toEqual(['base', ['wrong withdrawn', 'recalling -']]);
    expect(audit().slice(0, 2)).toEqual(['rules-activated sample@base', 'rules-withdrawn sample@wrong']);
  });

  it('stays so while it is offered beside the other, before and after it, after a restart, and whatever people want', async () => {
    const file = join(tempDir(), 'rules.db');
    const first = openBook({ file });
    await first.book.offer([wrong, recalling], 'signed');
    await first.book.offer([recalling, wrong], 'signed');
    expect([first.version(), first.held()]).toEqual(['base', ['wrong withdrawn', 'recalling -']]);
    await first.book.stop();
    first.store.close();
    const { book, version, audit } = opened({ file });
    const lines = audit().length;
    await book.offer([wrong, recalling], 'signed');
    expect([version(), book.objection('restore', wrong.digest), audit().length]).toEqual(['base', 'not-set-aside', lines]);
  });

  it('cannot be let count again by people who had gone back from it before', async () => {
    const { book, version, held } = opened();
    await book.offer([wrong], 'signed');
    book.decide('roll-back', wrong.digest, by);
    expect(book.objection('restore', wrong.digest)).toBeNull();
    await book.offer([recalling], 'signed');
    expect([book.objection('restore', wrong.digest), book.decide('restore', wrong.digest, by)]).toEqual(['not-set-aside', false]);
    expect([version(), held()]).toEqual(['base', ['wrong rolled-back', 'recalling -']]);
  });

  it('counts again when it is offered without the other', async () => {
    const { book, version } = opened();
    await book.offer([wrong, recalling], 'signed');
    await book.offer([wrong], 'signed');
    expect(version()).toBe('wrong');
  });

  it('is not set aside by one that breaks its own scenarios', async () => {
    const { book, version } = opened();
    await book.offer([wrong, setFrom('bad', 60, { recalls: ['sample@wrong'], scenarios: [{ ...sampleScenario, expect: { outcome: 'refuse' } }] })], 'signed');
    expect(version()).toBe('wrong');
  });
});

describe('a set that is not tried', () => {
  it('is not taken: without a scenario a rehearsal would let anything through', async () => {
    const { book, version, held, faults } = opened();
    await book.offer([setOf('untried', { scenarios: [] }), setOf('tried')], 'signed');
    expect([version(), held(), faults]).toEqual(['tried', ['tried -'], [expect.stringMatching(/^rules-not-taken .*sample@untried: has no scenarios/)]]);
  });

  it('is the terminal\'s own at most', () => {
    expect(opened({ base: setOf('own', { scenarios: [] }) }).version()).toBe('own');
  });
});

describe('a start', () => {
  it('rehearses again what waits and what broke, and nothing else', async () => {
    const file = join(tempDir(), 'rules.db');
    const first = openBook({ file });
    await first.book.offer([setFrom('past', -10), setFrom('next', 10), broken], 'signed');
    first.store.close();
    const { book } = opened({ file });
    await book.offer([setFrom('next', 10)], 'signed');
    expect(book.state().held.map(({ ruleSet, rehearsal }) => `${ruleSet.version} ${rehearsal?.scenarios.broken ?? '-'}`)).toEqual(['past -', 'next 0', 'broken 1']);
  });
});

describe('coming into force', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is recorded by a timer at its minute, once, and told', async () => {
    const { book, clock, store, changes } = opened();
    await book.offer([setFrom('next', 10)], 'signed');
    const before = changes();
    for (let minute = 0; minute < 10; minute++) {
      clock.advance(MINUTE_MS);
      vi.advanceTimersByTime(MINUTE_MS);
    }
    expect(store.rules.activations(9)).toMatchObject([
      { name: 'sample@next', at: NOON + 10 * MINUTE_MS },
      { name: 'sample@base', at: NOON },
    ]);
    expect(store.audit.recent(1)).toMatchObject([{ action: 'rules-activated', subject: 'sample@next', at: NOON + 10 * MINUTE_MS, person: null, ruleSet: 'sample@next' }]);
    expect(changes()).toBeGreaterThan(before);
  });

  it('is noticed by a timer after the wall clock was set ahead', async () => {
    const { book, clock, store } = opened();
    await book.offer([setFrom('next', 60)], 'signed');
    clock.setWall(utcMillis(NOON + 61 * MINUTE_MS));
    vi.advanceTimersByTime(MINUTE_MS);
    expect(store.rules.activations(1)).toMatchObject([{ name: 'sample@next', at: NOON + 60 * MINUTE_MS }]);
  });

  it('is recorded by a verdict that comes before the timer, with the minute and not the moment', async () => {
    const { book, clock, store, version } = opened();
    await book.offer([setFrom('next', 10)], 'signed');
    clock.advance(10 * MINUTE_MS + 7);
    expect([version(), version()]).toEqual(['next', 'next']);
    expect(store.rules.activations(9).map(({ at }) => at)).toEqual([NOON + 10 * MINUTE_MS, NOON]);
  });

  it('does not wait for the record: with a disk that fails the rules still change, and it is told', async () => {
    const { book, clock, store, version, faults } = opened();
    await book.offer([setFrom('next', 10)], 'signed');
    store.close();
    clock.advance(10 * MINUTE_MS);
    expect(version()).toBe('next');
    expect(faults).toEqual([expect.stringContaining('rules-not-recorded')]);
    open = null;
  });
});

describe('an offer', () => {
  it('that is being taken has an end before the stop has, and one that comes later is not taken', async () => {
    const file = join(tempDir(), 'r.db');
    const { book, store, faults, held } = openBook({ file });
    const offers = [book.offer([setFrom('a', 60)], 'signed'), book.offer([setFrom('b', 60)], 'signed')];
    await book.stop();
    const before = held();
    store.close();
    await Promise.all([...offers, book.offer([setFrom('c', 60)], 'signed')]);
    expect(faults).toEqual([]);
    expect(opened({ file }).held()).toEqual(before);
  });

  it('with a scenario that comes out otherwise is held as broken and never counts', async () => {
    const { book, clock, version, held, audit, faults } = opened();
    await book.offer([broken], 'signed');
    clock.advance(DAY_MS);
    expect([version(), held(), audit()[0], faults.length]).toEqual(['base', ['broken broken'], 'rules-not-taken sample@broken', 1]);
    expect(book.objection('restore', broken.digest)).toBe('not-set-aside');
    await book.offer([broken], 'signed again');
    expect([version(), held()]).toEqual(['base', ['broken broken']]);
  });

  it('of the same sets changes nothing', async () => {
    const { book, held, store } = opened();
    const sets = [setFrom('a', 10), setFrom('b', 20)];
    await book.offer(sets, 'signed');
    const lines = store.audit.recent(99).length;
    await book.offer(sets, 'signed');
    expect([held(), store.audit.recent(99).length]).toEqual([['a -', 'b -'], lines]);
  });

  it('withdraws what waits and is not among it any more; it counts again when it is offered again', async () => {
    const { book, clock, version, held, audit } = opened();
    const [a, b] = [setFrom('a', 10), setFrom('b', 20)];
    await book.offer([a, b], 'signed');
    await book.offer([b], 'signed');
    expect([held(), audit()[0]]).toEqual([['a withdrawn', 'b -'], 'rules-withdrawn sample@a']);
    clock.advance(10 * MINUTE_MS);
    expect(version()).toBe('base');
    await book.offer([a, b], 'signed');
    expect([version(), held()]).toEqual(['a', ['a -', 'b -']]);
  });

  it('leaves the set in force in its place when it is not among it any more', async () => {
    const { book, version, held } = opened();
    await book.offer([setOf('a')], 'signed');
    await book.offer([], 'signed');
    expect([version(), held()]).toEqual(['a', ['a -']]);
  });

  it.each(['base', 'a'])('with other content under the name of %s is not taken: verdicts could not tell them apart', async (version) => {
    const { book, held, faults, version: inForce } = opened();
    await book.offer([setOf('a')], 'signed');
    await book.offer([setOf('a'), setOf(version, {}, { logic: false })], 'signed');
    expect([held(), inForce(), faults]).toEqual([['a -'], 'a', [expect.stringContaining(`sample@${version}: another set has this name`)]]);
  });

  it('does not revive what people have set aside', async () => {
    const { book, held } = opened();
    const a = setFrom('a', 10);
    await book.offer([a], 'signed');
    book.decide('recall', a.digest, by);
    await book.offer([a], 'signed');
    expect(held()).toEqual(['a recalled']);
  });

  it('of more sets than are held lets the oldest go that is past, and takes no more than there is room for', async () => {
    const { book, held, faults } = opened();
    await book.offer([setFrom('old', -60), setFrom('current', -30)], 'signed');
    const many = Array.from({ length: MAX_HELD_SETS }, (_, index) => setFrom(`n${index}`, 10 + index));
    await book.offer(many, 'signed');
    expect(held()).toHaveLength(MAX_HELD_SETS);
    expect(held()).toContain('current -');
    expect(held()).not.toContain('old -');
    expect(faults).toEqual([expect.stringContaining(`sample@n${MAX_HELD_SETS - 1}: more than ${MAX_HELD_SETS} sets`)]);
  });

  it('while another is taken is taken after it', async () => {
    const { book, held } = opened();
    await Promise.all([book.offer([setFrom('a', 10)], 'one'), book.offer([setFrom('b', 20)], 'two')]);
    expect(held()).toEqual(['a withdrawn', 'b -']);
  });
});

describe('the terminal\'s own set', () => {
  it('is refused at the start when it does not keep its scenarios', () => {
    const base = setOf('base', { scenarios: [{ ...sampleScenario, expect: { outcome: 'refuse' } }] });
    expect(() => openBook({ base })).toThrow(new PortasFault('rules-invalid', 'base.json: does not keep its scenario "green passes"'));
  });
});

describe('what people decide', () => {
  it('takes a waiting set back, before and after a restart', async () => {
    const file = join(tempDir(), 'rules.db');
    const first = openBook({ file });
    const next = setFrom('next', 10);
    await first.book.offer([next], 'signed');
    expect(first.book.objection('recall', next.digest)).toBeNull();
    expect(first.book.decide('recall', next.digest, by)).toBe(true);
    expect(first.store.audit.recent(1)).toMatchObject([
      { action: 'rules-recalled', person: '3007', second: '2001', secondRoles: ['supervisor'], subject: 'sample@next', reason: 'withdrawn-by-authority', ruleSet: 'sample@base' },
    ]);
    first.store.close();
    const { version, held } = opened({ file, at: utcMillis(NOON + DAY_MS) });
    expect([version(), held()]).toEqual(['base', ['next recalled']]);
  });

  it('goes back from the set in force to the one before, at once, and on to the one before that', async () => {
    const { book, version, store } = opened();
    const [a, b] = [setFrom('a', -20), setFrom('b', -10)];
    await book.offer([a, b], 'signed');
    expect([version(), book.state().inForce.before?.version]).toEqual(['b', 'a']);
    book.decide('roll-back', b.digest, by);
    expect([version(), store.rules.activations(1)[0]?.name, book.state().inForce.before?.version]).toEqual(['a', 'sample@a', 'base']);
    book.decide('roll-back', a.digest, by);
    expect([version(), book.state().inForce.before]).toEqual(['base', null]);
  });

  it('lets a set count again', async () => {
    const { book, version, audit } = opened();
    const a = setOf('a');
    await book.offer([a], 'signed');
    book.decide('roll-back', a.digest, by);
    expect(book.objection('restore', a.digest)).toBeNull();
    book.decide('restore', a.digest, by);
    expect([version(), audit().slice(0, 2)]).toEqual(['a', ['rules-activated sample@a', 'rules-restored sample@a']]);
  });

  it('sets aside what came into force while the second person was on the way', async () => {
    const { book, clock, version } = opened();
    const next = setFrom('next', 10);
    await book.offer([next], 'signed');
    clock.advance(10 * MINUTE_MS);
    expect(version()).toBe('next');
    expect(book.decide('recall', next.digest, by)).toBe(true);
    expect(version()).toBe('base');
  });

  it('does nothing twice', async () => {
    const { book, audit } = opened();
    const next = setFrom('next', 10);
    await book.offer([next], 'signed');
    book.decide('refuse', next.digest, { ...by, second: null });
    expect(book.decide('recall', next.digest, by)).toBe(false);
    expect(audit().filter((line) => line.endsWith('sample@next'))).toEqual(['rules-refused sample@next', 'rules-offered sample@next']);
    expect(book.decide('restore', 'f'.repeat(64), by)).toBe(false);
  });

  it('is objected to where it makes no sense', async () => {
    const { book } = opened();
    const [a, b, c] = [setFrom('a', -20), setFrom('b', -10), setFrom('c', 10)];
    await book.offer([a, b, c], 'signed');
    expect([
      book.objection('recall', b.digest),
      book.objection('refuse', a.digest),
      book.objection('roll-back', a.digest),
      book.objection('roll-back', c.digest),
      book.objection('restore', c.digest),
      book.objection('roll-back', book.state().inForce.ruleSet.digest),
      book.objection('recall', 'f'.repeat(64)),
    ]).toEqual(['not-waiting', 'not-waiting', 'not-in-force', 'not-in-force', 'not-set-aside', null, 'set-unknown']);
  });

  it('never goes back to nothing: neither from the terminal\'s own set nor to one that is over', async () => {
    const { book } = opened({ base: setOf('base', { effective: { to: '2021-09-01T00:00:00+08:00' } }) });
    expect(book.objection('roll-back', book.at(NOON).digest)).toBe('nothing-before');
    const a = setOf('a');
    await book.offer([a], 'signed');
    expect(book.objection('roll-back', a.digest)).toBe('nothing-before');
  });
});

describe('a row that is not what was kept', () => {
  it('is told and left out, and the set can be offered again', async () => {
    const file = join(tempDir(), 'rules.db');
    const first = openBook({ file });
    await first.book.offer([setOf('a')], 'signed');
    first.store.close();
    const raw = rawDatabase(file);
    raw.exec(`DROP TRIGGER rule_sets_keep_their_content; UPDATE rule_sets SET content = '{"id":"other"}'`);
    raw.close();
    const { book, version, faults, held } = opened({ file });
    expect([version(), faults]).toEqual(['base', [expect.stringContaining('rules-damaged')]]);
    await book.offer([setOf('a')], 'signed');
    expect([version(), held()]).toEqual(['a', ['a -']]);
  });

  it('cannot be made by a statement: the content of a set is write-once, and an activation stays', async () => {
    const file = join(tempDir(), 'rules.db');
    await opened({ file }).book.offer([setOf('a')], 'signed');
    const raw = rawDatabase(file);
    expect(() => raw.exec(`UPDATE rule_sets SET content = '{}'`)).toThrow(/keeps its content/);
    expect(() => raw.exec('DELETE FROM rule_activations')).toThrow(/never removed/);
    expect(() => raw.exec('UPDATE rule_activations SET at_ms = 1')).toThrow(/write-once/);
    raw.close();
  });
});
