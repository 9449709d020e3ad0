/** A keyboard-mode scanner in front of a real browser: key events over the DevTools protocol, as a host of some layout makes them of its keys. */
import type { CDPSession, Page } from 'playwright-core';
import type { KeyboardLayoutName, KeyStroke } from '../../core/model/keyboard.ts';
import { KEYBOARD_LAYOUTS } from '../../core/scan/keyboard-layouts/index.ts';
import { createTyping } from '../../core/scan/keyboard-layouts/typing.ts';
import { KEY_USAGES } from '../../renderer/desk/key-usages.ts';
import { toStrokes } from '../../tools/scanner/keyboard-reports.ts';

export interface WedgeScan {
  readonly text: string;
  /** Layout that the scanner types in, and that of the host. */
  readonly scanner?: KeyboardLayoutName;
  readonly host?: KeyboardLayoutName;
  /** The host's Caps Lock is on. */
  readonly capsLock?: boolean;
  /** An input method takes every key while something that takes text has the focus, and composes what it makes of them. */
  readonly inputMethod?: boolean;
  readonly ending?: 'Enter' | 'Tab' | null;
  /** Between two keys, milliseconds. */
  readonly pace?: number;
}

const CODES = new Map([...KEY_USAGES].map(([code, usage]) => [usage, code]));
const SHIFT_BITS = 8;
const PROCESS_KEY = 229;
const ENDING_KEYS = { Enter: 13, Tab: 9 } as const;

/** How much later than now a scan is stamped, milliseconds: longer than a busy machine takes for the longest code, but for one without an ending, whose end is waited for. */
const AHEAD_MS = { ended: 60_000, unended: 2_000 } as const;

/** Types one scan. The events carry the scanner's own pace as their times, however busy this machine is. */
export async function typeScan(page: Page, scan: WedgeScan): Promise<void> {
  const { text, scanner = 'us', host = 'us', capsLock = false, inputMethod = false, ending = 'Enter', pace = 5 } = scan;
  const session = await page.context().newCDPSession(page);
  const typing = createTyping(KEYBOARD_LAYOUTS[host], () => capsLock);
  const strokes = toStrokes(KEYBOARD_LAYOUTS[scanner], text);
  // The window takes silence for the end of a scan. With stamps of the past a busy machine, on which some keys arrive later, would make two scans of one;
  // with stamps of the future the silence counts from there.
  const start = (Date.now() + AHEAD_MS[ending === null ? 'unended' : 'ended']) / 1_000;
  const sent: Promise<unknown>[] = [];
  strokes.forEach((stroke, index) => {
    const at = start + (index * pace) / 1_000;
    const typed = typing.press(stroke);
    sent.push(...(inputMethod ? pressUnderInputMethod(session, stroke, at, index) : pressPlain(session, stroke, typed, at)));
  });
  if (ending !== null) {
    const key = { key: ending, code: ending, windowsVirtualKeyCode: ENDING_KEYS[ending], timestamp: start + (strokes.length * pace) / 1_000 };
    sent.push(session.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key, text: ending === 'Enter' ? '\r' : '' }));
    sent.push(session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key }));
  }
  await Promise.all(sent);
  await session.detach();
}

function pressPlain(session: CDPSession, { usage, modifiers }: KeyStroke, typed: string | null, timestamp: number): Promise<unknown>[] {
  const key = typed === null ? 'Unidentified' : typed === '' ? 'Dead' : typed;
  const event = { key, code: CODES.get(usage) ?? '', modifiers: (modifiers & 0x22) === 0 ? 0 : SHIFT_BITS, timestamp };
  const down = session.send('Input.dispatchKeyEvent', typed === null || typed === '' ? { type: 'rawKeyDown', ...event } : { type: 'keyDown', ...event, text: typed });
  // Of all releases that of the space bar alone does something: it presses a button.
  return typed === ' ' ? [down, session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event })] : [down];
}

/** The browser hears of a key that is in process, then of a composition: a few letters, replaced at every key. */
function pressUnderInputMethod(session: CDPSession, { usage, modifiers }: KeyStroke, timestamp: number, index: number): Promise<unknown>[] {
  const event = { key: 'Process', code: CODES.get(usage) ?? '', windowsVirtualKeyCode: PROCESS_KEY, modifiers: (modifiers & 0x22) === 0 ? 0 : SHIFT_BITS, timestamp };
  const composed = 'ma：ou'.slice(0, (index % 5) + 1);
  return [
    session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event }),
    session.send('Input.imeSetComposition', { text: composed, selectionStart: composed.length, selectionEnd: composed.length }),
  ];
}
