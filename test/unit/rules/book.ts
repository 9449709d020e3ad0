/** A rule book on a store of its own, with a clock that a test moves. */
import { join } from 'node:path';
import type { Person } from '../../../core/model/staff.ts';
import { type UtcMillis, utcMillis } from '../../../core/model/units.ts';
import { createRuleBook, type RuleBook } from '../../../core/rules/rule-book.ts';
import { parseRuleSet, type RuleSet } from '../../../core/rules/rule-set.ts';
import { openStore, type Store } from '../../../core/store/open-store.ts';
import { type TestClock, testClock } from '../../support/clocks.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { sampleFile, withScenario } from './sample-set.ts';

export const TECHNICIAN: Person = { staffNumber: '3007', roles: ['technician'] };
export const SUPERVISOR: Person = { staffNumber: '2001', roles: ['supervisor'] };
/** 2021-09-01, noon in Macau. */
export const NOON = utcMillis(Date.parse('2021-09-01T12:00:00+08:00'));

/** A set of one rule, named by its version. */
export const setOf = (version: string, change: Record<string, unknown> = {}, rule: object = {}): RuleSet => parseRuleSet(withScenario({ ...sampleFile(rule), version, ...change }), `${version}.json`);

/** A set that begins some minutes after noon, before or after. */
export const setFrom = (version: string, minutes: number, change: Record<string, unknown> = {}, rule: object = {}): RuleSet =>
  setOf(version, { effective: { from: new Date(NOON + minutes * 60_000).toISOString() }, ...change }, rule);

export interface Opened {
  readonly book: RuleBook;
  readonly store: Store;
  readonly clock: TestClock;
  readonly faults: readonly string[];
  readonly changes: () => number;
  /** Version in force now. */
  readonly version: () => string;
  /** What became of each held set: version, and why it does not count. */
  readonly held: () => readonly string[];
  /** Actions of the audit, newest first. */
  readonly audit: () => readonly string[];
}

export function openBook({ base = setOf('base'), file = join(tempDir(), 'rules.db'), at = NOON }: { base?: RuleSet; file?: string; at?: UtcMillis } = {}): Opened {
  const store = openStore(file);
  const clock = testClock(at);
  const faults: string[] = [];
  let changes = 0;
  const book = createRuleBook({
    base,
    records: store.rules,
    lane: { direction: 'to-guangdong', port: 'barrier-gate' },
    now: () => clock.now(),
    listener: { changed: () => void (changes += 1), fault: (code, cause) => void faults.push(`${code} ${String(cause)}`) },
  });
  book.start();
  return {
    book,
    store,
    clock,
    faults,
    changes: () => changes,
    version: () => book.at(clock.now()).version,
    held: () => book.state().held.map(({ ruleSet, setAside }) => `${ruleSet.version} ${setAside?.why ?? '-'}`),
    audit: () => store.audit.recent(50).map(({ action, subject }) => `${action} ${subject ?? ''}`),
  };
}
