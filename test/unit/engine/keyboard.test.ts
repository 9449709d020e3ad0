import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { EventPayload, VerdictView } from '../../../core/contract.ts';
import type { KeyboardLayoutName } from '../../../core/model/keyboard.ts';
import { HOUR_MS, utcMillis } from '../../../core/model/units.ts';
import { RESOURCES_DIR } from '../../../core/config.ts';
import { type KeyboardProfile, loadDeviceProfiles } from '../../../core/scan/device-profiles.ts';
import { KEYBOARD_LAYOUTS } from '../../../core/scan/keyboard-layouts/index.ts';
import { typeAll } from '../../../core/scan/keyboard-layouts/typing.ts';
import { toStrokes } from '../../../tools/scanner/keyboard-reports.ts';
import { createVirtualScanner, type VirtualScanner, type VirtualScannerOptions } from '../../../tools/scanner/virtual-scanner.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';
import { until } from '../../support/until.ts';

interface Desk extends Terminal {
  readonly scanner: VirtualScanner;
  readonly verdicts: VerdictView[];
  readonly damages: EventPayload<'scan:damaged'>[];
  readonly code: () => string;
  /** The window saw a scanner of this layout type on a host of that one. */
  byWindow(text: string, scanner: KeyboardLayoutName, host: KeyboardLayoutName): Promise<unknown>;
}
let open: Terminal | null = null;
afterEach(async () => {
  await open?.stop();
  open = null;
});

/** A terminal whose only scanner is one in keyboard mode, read by its reports. */
async function desk(options: VirtualScannerOptions = {}): Promise<Desk> {
  const profile = loadDeviceProfiles(join(RESOURCES_DIR, 'device-profiles.json')).find((each): each is KeyboardProfile => each.mode === 'hid-keyboard');
  if (profile === undefined) throw new Error('no profile of a scanner in keyboard mode');
  const scanner = createVirtualScanner(profile, options);
  const terminal = await openTerminal((parts) => ({ ...parts, drivers: [scanner] }));
  open = terminal;
  const verdicts: VerdictView[] = [];
  const damages: EventPayload<'scan:damaged'>[] = [];
  terminal.client.on('verdict:shown', (verdict) => void verdicts.push(verdict));
  terminal.client.on('scan:damaged', (damage) => void damages.push(damage));
  return {
    ...terminal,
    scanner,
    verdicts,
    damages,
    code: () => terminal.drill.goodCode(utcMillis(Date.now())),
    byWindow(text, types, host) {
      const strokes = toStrokes(KEYBOARD_LAYOUTS[types], text);
      return terminal.client.call('desk:wedge', { text: typeAll(KEYBOARD_LAYOUTS[host], strokes) ?? '', strokes: strokes.map(({ usage, modifiers }) => usage | (modifiers << 8)), inputMethod: false });
    },
  };
}
/** Incidents of the keyboard, by code, with their details. */
const keyboardIncidents = ({ logged }: Desk): readonly (readonly [string, string])[] =>
  logged.map((line) => JSON.parse(line) as { readonly event: string; readonly detail: string }).flatMap(({ event, detail }) => (event.startsWith('keyboard-') ? [[event, detail]] : []));
/** The keyboard's band of the timeline: what was wrong, and whether it lasts. */
const keyboardBand = async ({ client }: Desk): Promise<readonly (readonly [string, boolean])[]> => {
  const { incidents } = await client.call('overview:read', { from: Date.now() - HOUR_MS, to: Date.now() + HOUR_MS });
  return incidents.flatMap(({ part, code, to }) => (part === 'keyboard' ? [[code, to === null]] : []));
};

describe('a scanner in keyboard mode whose keys the window sees too', () => {
  it('gives one verdict and no damage, whatever the host makes of the keys', async () => {
    const terminal = await desk();
    const first = terminal.code();
    await terminal.scanner.present(first);
    await terminal.byWindow(first, 'us', 'pt');
    const second = terminal.code();
    await terminal.byWindow(second, 'us', 'pt');
    await terminal.scanner.present(second);
    // Heard after all that might still have come of the two before.
    const third = terminal.code();
    await terminal.byWindow(third, 'us', 'us');
    await until(() => terminal.verdicts.some(({ source }) => source === 'wedge'));
    expect(terminal.verdicts.map(({ source, outcome }) => [source, outcome])).toEqual([['hid-keyboard', 'pass'], ['hid-keyboard', 'pass'], ['wedge', 'pass']]);
    expect(terminal.damages).toEqual([]);
    expect((await terminal.client.call('app:status', {})).keyboard).toBeNull();
  });

  it('set to another layout than the settings say is put right, named with the scanner, and kept as one incident until it is sound', async () => {
    const terminal = await desk({ keyboardLayout: 'pt' });
    for (let times = 0; times < 2; times++) await terminal.scanner.present(terminal.code());
    await until(() => terminal.verdicts.length === 2);
    expect(terminal.verdicts.map(({ outcome }) => outcome)).toEqual(['pass', 'pass']);
    const { scanners } = await terminal.client.call('service:scanners', {});
    const damage = { cause: 'layout', restored: true, scannerLayout: 'pt', hostLayout: 'us' };
    expect(scanners).toMatchObject([{ damage }]);
    expect((await terminal.client.call('app:status', {})).keyboard).toEqual({ ...damage, deviceId: scanners[0]?.deviceId });
    expect(keyboardIncidents(terminal)).toEqual([['keyboard-sound', 'keyboard'], ['keyboard-layout', `scanner pt, read as us; ${scanners[0]?.deviceId}`]]);
    expect(await keyboardBand(terminal)).toEqual([['keyboard-layout', true]]);
  });
});

describe('a scanner that types into the window alone', () => {
  it('is put right, shown, and cleared by the next sound code', async () => {
    const terminal = await desk();
    terminal.scanner.unplug();
    await until(async () => (await terminal.client.call('app:status', {})).scanner !== 'ready');
    await terminal.byWindow(terminal.code(), 'us', 'pt');
    await until(() => terminal.verdicts.length === 1);
    expect(terminal.verdicts).toMatchObject([{ source: 'wedge', outcome: 'pass' }]);
    expect((await terminal.client.call('app:status', {})).keyboard).toMatchObject({ cause: 'layout', scannerLayout: 'us', hostLayout: 'pt', deviceId: null });
    await terminal.byWindow(terminal.code(), 'us', 'us');
    await until(() => terminal.verdicts.length === 2);
    expect((await terminal.client.call('app:status', {})).keyboard).toBeNull();
    expect(keyboardIncidents(terminal).map(([code]) => code)).toEqual(['keyboard-sound', 'keyboard-layout', 'keyboard-sound']);
    expect(await keyboardBand(terminal)).toEqual([['keyboard-layout', false]]);
  });

  it('gives no verdict on what cannot be put right, and asks for another scan', async () => {
    const terminal = await desk();
    terminal.scanner.unplug();
    await until(async () => (await terminal.client.call('app:status', {})).scanner !== 'ready');
    await terminal.client.call('desk:wedge', { text: '么1：哦', strokes: [], inputMethod: true });
    await terminal.client.call('desk:wedge', { text: '', strokes: [], inputMethod: false });
    await until(() => terminal.damages.length === 1);
    expect(terminal.damages).toMatchObject([{ cause: 'input-method', restored: false }]);
    expect(await keyboardBand(terminal)).toEqual([['keyboard-input-method', true]]);
    expect(await terminal.client.call('desk:recent', {})).toEqual({ scans: [] });
  });
});
