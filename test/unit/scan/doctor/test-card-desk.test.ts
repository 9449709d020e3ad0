import { describe, expect, it } from 'vitest';
import { createTestCardDesk, type TestCardState } from '../../../../core/scan/doctor/test-card-desk.ts';
import { layTestCard } from '../../../../core/scan/doctor/test-card.ts';
import type { Scan } from '../../../../core/model/scan.ts';
import { monotonicMs, utcMillis } from '../../../../core/model/units.ts';

function desk() {
  let nonce = 100_000;
  const told: (TestCardState | null)[] = [];
  const clock = { now: () => utcMillis(1_000), monotonic: () => monotonicMs(0) };
  return { told, desk: createTestCardDesk({ clock, nonce: () => (++nonce).toString(), changed: (state) => void told.push(state) }) };
}
const scan = (text: string, change: Partial<Scan> = {}): Scan => ({ text, symbology: ']Q1', source: 'hid-pos', deviceId: 'a', completedAt: monotonicMs(100), at: utcMillis(2_000), ...change });

describe('the desk of the test card', () => {
  it('takes nothing while no card is shown, neither before nor after', () => {
    const { desk: cards, told } = desk();
    const { text } = layTestCard('short', '100001');
    expect(cards.take(scan(text))).toBe(false);
    cards.start('short');
    cards.stop();
    expect(cards.take(scan(text))).toBe(false);
    expect(cards.state()).toBeNull();
    expect(told.map((state) => state === null)).toEqual([false, true]);
  });

  it('takes its card and leaves every other code on the road', () => {
    const { desk: cards } = desk();
    const { card } = cards.start('medium');
    expect(cards.take(scan('MO1:ABC'))).toBe(false);
    expect(cards.take(scan(card.text))).toBe(true);
    expect(cards.state()?.results.map(({ source, deviceId, lines }) => ({ source, deviceId, failed: lines.filter(({ result }) => result === 'fail').length }))).toEqual([{ source: 'hid-pos', deviceId: 'a', failed: 0 }]);
  });

  it('shows another card each time, and takes a scan of the last one off the road without a pass', () => {
    const { desk: cards } = desk();
    const first = cards.start('short').card;
    const second = cards.start('short').card;
    expect(second.text).not.toBe(first.text);
    expect(cards.take(scan(first.text))).toBe(true);
    expect(cards.state()?.results[0]?.lines.map(({ finding }) => finding)).toEqual(['older-card']);
  });

  it('measures from the first report of the card to its last, each device for itself', () => {
    const { desk: cards } = desk();
    const { card } = cards.start('medium');
    cards.report('a', monotonicMs(10));
    cards.report('b', monotonicMs(12));
    cards.report('a', monotonicMs(30));
    cards.report('a', monotonicMs(70));
    cards.take(scan(card.text));
    const speed = cards.state()?.results[0]?.lines.find(({ check }) => check === 'speed');
    expect(speed?.values).toMatchObject({ reports: 3, elapsed: 60 });
  });

  it('measures anew after another code, after a torn one and after a pause', () => {
    const { desk: cards } = desk();
    const { card } = cards.start('medium');
    cards.report('a', monotonicMs(0));
    expect(cards.take(scan('HC1:ABC', { completedAt: monotonicMs(0) }))).toBe(false);
    cards.report('a', monotonicMs(10));
    cards.torn('a');
    cards.report('a', monotonicMs(20));
    cards.report('a', monotonicMs(90_000));
    cards.report('a', monotonicMs(90_005));
    cards.take(scan(card.text, { completedAt: monotonicMs(90_005) }));
    const [result] = cards.state()?.results ?? [];
    expect(result?.lines.find(({ check }) => check === 'speed')?.values).toMatchObject({ reports: 2, elapsed: 5 });
    expect(cards.state()?.tornReads).toBe(1);
  });

  it('says that one presentation came twice, and not so of two presentations', () => {
    const { desk: cards } = desk();
    const { card } = cards.start('short');
    const repeats = (at: number, change: Partial<Scan> = {}) => {
      cards.take(scan(card.text, { completedAt: monotonicMs(at), ...change }));
      return cards.state()?.results[0]?.lines.find(({ check }) => check === 'repeats')?.finding;
    };
    expect([repeats(0), repeats(20, { source: 'wedge', deviceId: null }), repeats(9_000)]).toEqual(['once', 'twice', 'once']);
  });

  it('keeps a few results, whatever comes', () => {
    const { desk: cards } = desk();
    const { card } = cards.start('short');
    for (let nth = 0; nth < 40; nth++) cards.take(scan(card.text, { at: utcMillis(nth) }));
    expect(cards.state()?.results.map(({ at }) => at)).toEqual([39, 38, 37, 36, 35, 34]);
  });
});
