import { describe, expect, it } from 'vitest';
import { createDice, FAULT_KINDS, NO_FAULTS, parseFaults } from '../../../tools/gateway/faults.ts';

describe('gateway faults', () => {
  it.each(['bogus', 'hang=2', 'hang=-1', 'hang', 'hang=x', 'seed=1.5', 'retry-after=-1', 'down=1'])('refuses %j and says what was expected', (text) => {
    expect(() => parseFaults(text)).toThrow(/^--faults: .*expected/);
  });

  it('reads a list', () => {
    expect(parseFaults('down,seed=7,retry-after=2,hang=0.25,busy-record=1')).toEqual({ down: true, seed: 7, retryAfterSeconds: 2, rates: { hang: 0.25, 'busy-record': 1 } });
  });

  it('has none unless told', () => {
    const dice = createDice(NO_FAULTS);
    for (let roll = 0; roll < 100; roll++) expect([dice.forRequest(), dice.forRecord()]).toEqual([null, false]);
  });

  it('rolls the same faults for the same seed and others for another', () => {
    const rolls = (seed: number): (string | null)[] => {
      const dice = createDice({ ...NO_FAULTS, seed, rates: { hang: 0.3, html: 0.3 } });
      return Array.from({ length: 50 }, () => dice.forRequest());
    };
    expect(rolls(1)).toEqual(rolls(1));
    expect(rolls(1)).not.toEqual(rolls(2));
  });

  it('rolls each kind about as often as its rate', () => {
    const kinds = FAULT_KINDS.filter((kind) => kind !== 'busy-record');
    const dice = createDice({ ...NO_FAULTS, rates: Object.fromEntries(kinds.map((kind) => [kind, 0.05])) });
    const counts = new Map<string | null, number>();
    for (let roll = 0; roll < 4_000; roll++) {
      const kind = dice.forRequest();
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    for (const kind of kinds) {
      expect(counts.get(kind)).toBeGreaterThan(140);
      expect(counts.get(kind)).toBeLessThan(260);
    }
  });
});
