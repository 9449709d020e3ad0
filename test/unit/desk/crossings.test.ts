import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { VerdictView } from '../../../core/contract.ts';
import { createDesk } from '../../../core/desk/desk.ts';
import { travellerIdentityOf } from '../../../core/desk/traveller-identity.ts';
import { durationMs, utcMillis } from '../../../core/model/units.ts';
import type { RuleSet } from '../../../core/rules/rule-set.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { createClockGuard } from '../../../core/trust/clock-guard.ts';
import { testClock } from '../../support/clocks.ts';
import { codeId, goodCode, MORNING, testKeySet } from '../../support/codes.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { sampleSet } from '../rules/sample-set.ts';

const HOUR = 3_600_000;
const ONE_A_DAY = sampleSet(
  {},
  { frequency: { crossings: 1, per: 'day' }, logic: { '<': [{ var: 'external.crossings' }, { var: 'external.frequency.crossings' }] }, otherwise: { outcome: 'refer', reason: 'crossing-limit' } },
);
const hashCode = (text: string): Uint8Array => Buffer.from(text.padEnd(32, '.').slice(-32));

function desk(rules: RuleSet) {
  const keys = testKeySet();
  const clock = testClock(MORNING);
  const store = openStore(join(tempDir(), 'portas.db'));
  const verdicts: VerdictView[] = [];
  const subject = createDesk({
    terminalId: 'TEST-1',
    laneName: '07',
    lane: { direction: 'to-guangdong', port: 'barrier-gate' },
    keys: () => keys,
    rules: () => rules,
    sealingKey: () => null,
    mayOverride: false,
    repeatWindowMs: HOUR,
    holdLimitMs: HOUR,
    document: 'optional', documentWaitMs: durationMs(HOUR),
    clock,
    clockGuard: createClockGuard(clock, utcMillis(0)),
    reasonsAgainst: () => [],
    records: {
      recordScan: (entry) => store.journal.recordScan(entry),
      recordDocumentCheck: () => undefined,
      recordConversion: () => undefined,
      findPass: (codeHashes, since) => store.journal.findPass(codeHashes, since),
      countPasses: (travellerHashes, since) => store.journal.countPasses(travellerHashes, since),
      stateOf: () => null,
    },
    disk: () => 'ok',
    pseudonyms: { hash: hashCode, hashes: (text) => [hashCode(text)] },
    person: () => null,
    listener: { verdict: (view) => void verdicts.push(view), changed: () => undefined, documentWaits: () => undefined, conversion: () => undefined, queued: () => undefined, scanNotKept: () => undefined, conversionNotKept: () => undefined },
  });
  /** A code of its own each time, as a phone makes it. */
  let codes = 0;
  const cross = (change: Parameters<typeof goodCode>[0] = {}) => {
    subject.take({ text: goodCode({ codeId: codeId(`code ${++codes}`), ...change }, clock.now()), symbology: null, source: 'hid-pos', deviceId: null, completedAt: clock.monotonic(), at: clock.now() });
    const verdict = verdicts.at(-1);
    return [verdict?.outcome, ...(verdict?.reasons.map(({ code }) => code) ?? [])];
  };
  return { clock, store, cross };
}

describe('one crossing a day', () => {
  it('counts the traveller, not the code, from midnight in Macau', () => {
    const { clock, cross } = desk(ONE_A_DAY);
    expect(cross()).toEqual(['pass']);
    clock.advance(HOUR);
    expect(cross()).toEqual(['refer', 'crossing-limit']);
    expect(cross({ documents: [{ type: 'bir', number: '99999999' }] })).toEqual(['pass']);
    // 23:59:59.999, then midnight.
    clock.advance(13 * HOUR - 1);
    expect(cross()).toEqual(['refer', 'crossing-limit']);
    clock.advance(1);
    expect(cross()).toEqual(['pass']);
  });

  it('does not count whom it has not let pass', () => {
    const { cross } = desk(ONE_A_DAY);
    expect(cross({ colour: 'red' })[0]).toBe('refuse');
    expect(cross()).toEqual(['pass']);
  });

  it('refers a code that names no document: it does not tell whom to count', () => {
    expect(desk(ONE_A_DAY).cross({ documents: [] })).toEqual(['refer', 'rule-not-evaluated']);
  });

  it('keeps the hash only where a rule counts by it', () => {
    const { cross, store } = desk(sampleSet({}));
    cross();
    expect(store.journal.countPasses([hashCode('traveller|bir|12345678')], utcMillis(0))).toBe(0);
    const counting = desk(ONE_A_DAY);
    counting.cross();
    expect(counting.store.journal.countPasses([hashCode('traveller|bir|12345678')], utcMillis(0))).toBe(1);
  });

  it('knows a traveller by the same document, in whatever order a code names them', () => {
    const documents = [{ type: 'mainland-permit', number: 'M1' }, { type: 'bir', number: '2' }] as const;
    expect(travellerIdentityOf({ documents })).toEqual(travellerIdentityOf({ documents: documents.toReversed() }));
    expect(travellerIdentityOf({ documents: [] })).toBeNull();
  });
});

describe('what is kept to try rules on', () => {
  it('is kept of every proved code, whatever its verdict, and of no other', () => {
    const { cross, store } = desk(sampleSet({}));
    cross();
    cross({ colour: 'red' });
    cross({ issuer: 'NOBODY' });
    expect(store.rules.travellers().map(({ facts }) => (JSON.parse(facts) as { colour: string }).colour)).toEqual(['red', 'green']);
  });
});
