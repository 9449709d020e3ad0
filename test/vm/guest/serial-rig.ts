/** The terminal on serial scanners: what is shown to them is kept, and held against what was read. */
import { existsSync } from 'node:fs';
import type { SerialPortSettings } from '../../../core/scan/serial-ports.ts';
import type { SerialFraming, SerialLine } from '../../../core/scan/serial-profile.ts';
import { createSerialPortDriver } from '../../../core/scan/serialport-driver.ts';
import { cutInto, encodeSerialBytes } from '../../../tools/scanner/serial-bytes.ts';
import { until } from '../../support/until.ts';
import { compareTexts } from './codes.ts';
import { PORT_PATH } from './port-user.ts';
import { openRig, type Rig, type RigOptions } from './rig.ts';
import { deviceIdOf, serialChunks, serialIdentity } from './scanners.ts';
import type { Guest } from './scenario.ts';
import type { SendOptions, SerialSender } from './serial-scanners.ts';

/** One scanner of a rig. */
export interface ShownScanner {
  readonly deviceId: string;
  /** The chunks in which it sends a code. */
  readonly chunksOf: (text: string) => readonly Uint8Array[];
  /** Presents codes one right behind the other, and waits until each was read or torn. Ends quietly at the limit, as the rig's `settled`. */
  readonly show: (...texts: readonly string[]) => Promise<void>;
  /** Notes a code as shown that the scenario sends by itself. */
  readonly note: (...texts: readonly string[]) => void;
  readonly shown: () => readonly string[];
  /** How what was read of it differs from what it was shown, in words. */
  readonly differences: () => string[];
}

export interface ShowOptions extends SendOptions {
  readonly limitMs?: number | undefined;
}

export function watchShown(rig: Rig, deviceId: string, sender: SerialSender, chunksOf: ShownScanner['chunksOf'], { limitMs, ...options }: ShowOptions = {}): ShownScanner {
  const shown: string[] = [];
  return {
    deviceId,
    chunksOf,
    async show(...texts) {
      shown.push(...texts);
      const soFar = rig.scans.length + rig.tears.length;
      await sender.send(texts.flatMap(chunksOf), options);
      await rig.settled(soFar + texts.length, limitMs);
    },
    note: (...texts) => void shown.push(...texts),
    shown: () => shown,
    differences: () => compareTexts(shown, rig.scans.filter((scan) => scan.deviceId === deviceId).map(({ text }) => text)),
  };
}

export interface SerialRigOptions extends Partial<RigOptions> {
  readonly limitMs?: number | undefined;
  /** What the scanner has in store when its port is opened. */
  readonly stored?: readonly string[];
}

/** Plugs in the scanner on the USB bus, which a profile names, and opens the terminal on it. */
export async function openSerialRig({ serialPlayer: { scanner }, profiles }: Guest, { limitMs, stored = [], ...options }: SerialRigOptions = {}): Promise<Rig & ShownScanner> {
  const deviceId = deviceIdOf(serialIdentity);
  const chunksOf = (text: string): readonly Uint8Array[] => serialChunks(profiles, text);
  await scanner.plug(serialIdentity);
  await until(() => existsSync(PORT_PATH));
  await scanner.send(stored.flatMap(chunksOf));
  const rig = await openRig({ profiles, driver: createSerialPortDriver(), ...options });
  await rig.usable(deviceId);
  return { ...rig, ...watchShown(rig, deviceId, scanner, chunksOf, { limitMs }) };
}

/** How scanners behind a UART or an adapter send: AIM identifier, text, CR LF. */
const LINE_FRAMING: SerialFraming = { prefix: '', suffix: '', terminators: ['cr', 'lf'], aim: 'leading' };
const EIGHT_N_ONE: Omit<SerialLine, 'baudRate'> = { dataBits: 8, parity: 'none', stopBits: 1, flowControl: 'none' };

/** How busy the machine is that plays the scanner is not what is tried, nor how long its monitor takes: neither may tear a code. */
const PATIENT_MS = 5_000;

/** A port of the settings with everything else as usual. @param idleMs - null for the product's own. */
export const portSettings = (match: SerialPortSettings['match'], baudRate: number, idleMs: number | null = PATIENT_MS): SerialPortSettings => ({ match, line: { ...EIGHT_N_ONE, baudRate }, framing: LINE_FRAMING, idleMs });

/** Start bit, eight data bits, stop bit. */
const BITS_PER_BYTE = 10;
/** What leaves at once: short against the pause that tears a code, at any speed. */
const LINE_CHUNK_BYTES = 32;

/** A code as a scanner behind a line sends it. @param symbology - AIM identifier without its `]`; null for a scanner that sends none. */
export const lineChunks = (text: string, symbology: string | null = 'Q1'): readonly Uint8Array[] =>
  cutInto(encodeSerialBytes(LINE_FRAMING, text, symbology === null ? {} : { symbology }), [LINE_CHUNK_BYTES]);

/** Pause after each chunk at a speed: QEMU hands bytes on as fast as they are taken, whatever the line is set to. */
export const linePace = (baudRate: number): { readonly spacingMs: number } => ({ spacingMs: (LINE_CHUNK_BYTES * BITS_PER_BYTE * 1_000) / baudRate });
