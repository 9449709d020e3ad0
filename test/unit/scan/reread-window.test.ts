import { describe, expect, it } from 'vitest';
import type { ScanSource } from '../../../core/model/scan.ts';
import { monotonicMs } from '../../../core/model/units.ts';
import { createRereadWindow } from '../../../core/scan/reread-window.ts';

const scan = (text: string, at: number, source: ScanSource = 'hid-pos') => ({ text, source, completedAt: monotonicMs(at) });

describe('the re-read window', () => {
  it('lets the same code through again when it was away for longer than the window', () => {
    const window = createRereadWindow(3_000);
    expect(window.isReread(scan('A', 0))).toBe(false);
    expect(window.isReread(scan('A', 3_001))).toBe(false);
  });

  it('swallows a code held still for as long as it keeps coming', () => {
    const window = createRereadWindow(3_000);
    expect([0, 1_000, 4_000, 7_000, 10_000].map((at) => window.isReread(scan('A', at)))).toEqual([false, true, true, true, true]);
    expect(window.isReread(scan('A', 13_001))).toBe(false);
  });

  it('swallows it whichever scanner reads it, and with another code in between', () => {
    const window = createRereadWindow(3_000);
    window.isReread(scan('A', 0));
    expect(window.isReread(scan('B', 10))).toBe(false);
    for (const source of ['wedge', 'camera'] as const) expect(window.isReread(scan('A', 20, source))).toBe(true);
  });

  it('never swallows a code entered by hand or out of a file, but remembers it', () => {
    const window = createRereadWindow(3_000);
    window.isReread(scan('A', 0));
    for (const source of ['manual', 'picture'] as const) expect(window.isReread(scan('A', 10, source))).toBe(false);
    expect(window.isReread(scan('A', 20))).toBe(true);
  });

  it('does not take texts that differ in one character for the same', () => {
    const window = createRereadWindow(3_000);
    window.isReread(scan('MO1:A', 0));
    expect(window.isReread(scan('MO1:B', 1))).toBe(false);
    expect(window.isReread(scan('MO1:A ', 1))).toBe(false);
  });

  it('remembers 16 codes at most and forgets the one not seen for longest', () => {
    const window = createRereadWindow(3_000);
    for (let index = 0; index < 17; index++) window.isReread(scan(`code ${index}`, index));
    expect(window.isReread(scan('code 1', 100))).toBe(true);
    expect(window.isReread(scan('code 0', 100))).toBe(false);
  });

  it('forgets all of them when what was read came to nothing', () => {
    const window = createRereadWindow(3_000);
    window.isReread(scan('A', 0));
    window.forget();
    expect(window.isReread(scan('A', 10))).toBe(false);
  });
});
