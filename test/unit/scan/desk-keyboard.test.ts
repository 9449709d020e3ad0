import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KeyStroke, NO_AFFIXES } from '../../../core/model/keyboard.ts';
import { createDeskKeyboard, type DeskDamage, type DeskKeyboard } from '../../../core/scan/desk-keyboard.ts';
import { ECHO_MS, ECHO_WAIT_MS } from '../../../core/scan/keyboard-echo.ts';
import { KEYBOARD_LAYOUTS } from '../../../core/scan/keyboard-layouts/index.ts';
import { typeAll } from '../../../core/scan/keyboard-layouts/typing.ts';
import type { ScannerStatus } from '../../../core/scan/scanner-status.ts';
import { toStrokes } from '../../../tools/scanner/keyboard-reports.ts';
import { createStillTime, type StillTime } from './support.ts';

const CODE = 'MO1:6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDE';
const keysOf = (text: string): KeyStroke[] => toStrokes(KEYBOARD_LAYOUTS.us, text);
const OPEN: ScannerStatus = {
  deviceId: '05e0:1200:-', role: null, product: 'Symbol', vendorId: 0x05e0, productId: 0x1200, mode: 'hid-keyboard', profile: 'symbol-keyboard',
  state: 'ready', detail: null, damage: null, codesRead: 0, tornReads: 0, lastReadAt: null,
};

interface Desk {
  readonly keyboard: DeskKeyboard;
  readonly codes: string[];
  readonly damages: DeskDamage[];
  readonly time: StillTime;
  /** The window saw these keys on a host of this layout. */
  readonly window: (text: string, host?: 'us' | 'pt', strokes?: readonly KeyStroke[]) => void;
}
function setUp(scanners: readonly ScannerStatus[]): Desk {
  const time = createStillTime();
  const codes: string[] = [];
  const damages: DeskDamage[] = [];
  const keyboard = createDeskKeyboard({
    settings: { layout: 'us', affixes: NO_AFFIXES },
    clock: time.clock,
    setTimer: time.setTimer,
    scanners: () => scanners,
    code: (text) => void codes.push(text),
    damaged: (damage) => void damages.push(damage),
    changed: () => undefined,
  });
  const window: Desk['window'] = (text, host = 'us', strokes = keysOf(text)) => keyboard.byWindow({ text: typeAll(KEYBOARD_LAYOUTS[host], strokes) ?? '', strokes, inputMethod: false });
  return { keyboard, codes, damages, time, window };
}

describe('a scanner in keyboard mode that is read by its reports, and types into the window too', () => {
  it('gives no second code and no false damage, whichever copy is first and whatever the host made of it', async () => {
    for (const host of ['us', 'pt'] as const) {
      for (const [before, after] of [[0, 0], [0, ECHO_WAIT_MS - 1], [ECHO_MS, 0]] as const) {
        const { keyboard, codes, damages, time, window } = setUp([OPEN]);
        if (before > 0 || after === 0) keyboard.byReports(keysOf(CODE));
        await time.advance(before);
        window(CODE, host);
        await time.advance(after);
        if (after > 0) keyboard.byReports(keysOf(CODE));
        await time.advance(2 * ECHO_MS);
        expect([host, before, after, codes, damages]).toEqual([host, before, after, [], []]);
        expect(keyboard.damage()).toBeNull();
      }
    }
  });

  it('is told from its number of keys where the window does not know them', async () => {
    const { keyboard, codes, time, window } = setUp([OPEN]);
    keyboard.byReports(keysOf(CODE));
    window(CODE, 'us', keysOf(CODE).map((stroke, index) => (index === 3 ? { ...stroke, usage: 0 } : stroke)));
    await time.advance(ECHO_MS);
    expect(codes).toEqual([]);
  });

  it('is told where the window had it only in part', async () => {
    const { keyboard, codes, time, window } = setUp([OPEN]);
    keyboard.byReports(keysOf(CODE));
    window(CODE.slice(5));
    window(CODE.slice(0, 30));
    await time.advance(ECHO_MS);
    expect(codes).toEqual([]);
  });

  it('does not take away what another scanner types', async () => {
    const { keyboard, codes, time, window } = setUp([OPEN]);
    keyboard.byReports(keysOf(CODE));
    window(`${CODE}X`);
    await time.advance(ECHO_WAIT_MS);
    expect(codes).toEqual([`${CODE}X`]);
  });

  it('leaves the window’s code in force when no report came', async () => {
    const { codes, time, window } = setUp([OPEN]);
    window(CODE);
    expect(codes).toEqual([]);
    await time.advance(ECHO_WAIT_MS);
    expect(codes).toEqual([CODE]);
  });

  it('counts as two codes once the moment is past', async () => {
    const { keyboard, codes, time, window } = setUp([OPEN]);
    keyboard.byReports(keysOf(CODE));
    await time.advance(ECHO_MS + 1);
    window(CODE);
    await time.advance(ECHO_WAIT_MS);
    expect(codes).toEqual([CODE]);
  });

  it('gives nothing after the desk has stopped', async () => {
    const { keyboard, codes, time, window } = setUp([OPEN]);
    window(CODE);
    keyboard.stop();
    await time.advance(ECHO_MS);
    expect(codes).toEqual([]);
    expect(time.waiting()).toBe(0);
  });
});

describe('a scanner that types into the window alone', () => {
  it('is heard at once', () => {
    const { codes, window } = setUp([{ ...OPEN, mode: 'hid-pos' }, { ...OPEN, state: 'lost' }]);
    window(CODE);
    expect(codes).toEqual([CODE]);
  });

  it('is heard where its keys are not known at all, by reports or without', async () => {
    const { keyboard, codes, time, window } = setUp([OPEN]);
    keyboard.byReports(keysOf(CODE));
    keyboard.byWindow({ text: CODE, strokes: [], inputMethod: false });
    window('');
    await time.advance(ECHO_MS);
    expect(codes).toEqual([CODE]);
  });

  it('shows what is wrong until a code comes in sound; other text says nothing of it', () => {
    const { keyboard, codes, damages, window } = setUp([]);
    window(CODE, 'pt');
    const damage = { cause: 'layout', restored: true, scannerLayout: 'us', hostLayout: 'pt', deviceId: null };
    expect(damages).toEqual([damage]);
    window('4006381333931');
    expect(keyboard.damage()).toEqual(damage);
    window(CODE);
    expect(keyboard.damage()).toBeNull();
    expect(codes).toEqual([CODE, '4006381333931', CODE]);
  });

  it('gives no code where it cannot be put right', () => {
    const { keyboard, codes, damages } = setUp([]);
    keyboard.byWindow({ text: '么1：哦', strokes: [], inputMethod: true });
    expect(codes).toEqual([]);
    expect(damages).toMatchObject([{ cause: 'input-method', restored: false, deviceId: null }]);
  });

  it('stands behind what a scanner’s own reports show', () => {
    const damage = { cause: 'caps-lock', restored: true, scannerLayout: null, hostLayout: null } as const;
    expect(setUp([{ ...OPEN, damage }]).keyboard.damage()).toEqual({ ...damage, deviceId: OPEN.deviceId });
    expect(setUp([{ ...OPEN, damage, state: 'lost' }]).keyboard.damage()).toBeNull();
  });
});

it('never throws, and gives each burst at most once, whatever the window says it saw', async () => {
  const stroke = fc.record({ usage: fc.integer({ min: 0, max: 255 }), modifiers: fc.integer({ min: 0, max: 255 }) });
  const burst = fc.record({ text: fc.string({ unit: 'binary', maxLength: 60 }), strokes: fc.array(stroke, { maxLength: 60 }), inputMethod: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(burst, { maxLength: 6 }), fc.boolean(), async (bursts, open) => {
      const { keyboard, codes, time } = setUp(open ? [OPEN] : []);
      for (const each of bursts) keyboard.byWindow(each);
      await time.advance(ECHO_MS);
      expect(codes.length).toBeLessThanOrEqual(bursts.length);
    }),
  );
});
