/** Codes that the window finds, and the traveller at the desk. */
import type { deskCalls } from '../contract.ts';
import type { Desk } from '../desk/desk.ts';
import type { Overrides } from '../desk/overrides.ts';
import type { SecondLine } from '../desk/second-line.ts';
import type { Clock } from '../model/clock.ts';
import type { Scan, ScanSource } from '../model/scan.ts';
import { isOfBytes } from '../model/symbol-content.ts';
import type { DeskKeyboard } from '../scan/desk-keyboard.ts';
import type { Store } from '../store/open-store.ts';
import type { HandlersOf } from '../wire.ts';

const RECENT_SCANS = 20;

export interface DeskHandlerParts {
  readonly clock: Clock;
  readonly store: Pick<Store, 'journal'>;
  readonly keyboard: DeskKeyboard;
  readonly desk: Desk;
  readonly secondLine: Pick<SecondLine, 'ofScan'>;
  readonly overrides: Pick<Overrides, 'ofScan'>;
  /** A scan enters the road. */
  readonly take: (scan: Scan) => void;
  /** Forgets the traveller at the desk. */
  readonly clear: () => void;
}

export function deskHandlers({ clock, store, keyboard, desk, secondLine, overrides, take, clear }: DeskHandlerParts): HandlersOf<typeof deskCalls> {
  const takeFromWindow = (text: string, source: Exclude<ScanSource, 'hid-pos' | 'hid-keyboard' | 'wedge' | 'serial'>, symbology: string | null = null): void =>
    take({ text, symbology, source, deviceId: null, completedAt: clock.monotonic(), at: clock.now() });
  return {
    'desk:wedge': ({ text, strokes, inputMethod }) => {
      keyboard.byWindow({ text, inputMethod, strokes: strokes.map((stroke) => ({ usage: stroke & 0xff, modifiers: stroke >> 8 })) });
      return {};
    },
    'desk:manual': ({ text }) => {
      takeFromWindow(isOfBytes(text) ? text : text.trim(), 'manual');
      return {};
    },
    'desk:camera': ({ text, symbology }) => {
      takeFromWindow(text, 'camera', symbology);
      return {};
    },
    'desk:picture': ({ text, symbology }) => {
      takeFromWindow(text, 'picture', symbology);
      return {};
    },
    'desk:clear': () => {
      clear();
      return {};
    },
    'desk:current': () => {
      const current = desk.current();
      const scanId = current.verdict?.scanId ?? null;
      return { ...current, case: scanId === null ? null : secondLine.ofScan(scanId), override: scanId === null ? null : overrides.ofScan(scanId) };
    },
    'desk:recent': () => ({ scans: [...store.journal.recent(RECENT_SCANS)] }),
    'desk:convert': (request) => desk.convert(request),
  };
}
