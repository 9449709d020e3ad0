/** What is told of a scanner: how it stands, and what it does. Layer: scan. */
import type { KeyboardDamage, KeyStroke } from '../model/keyboard.ts';
import type { Scan, ScannerRole, TornRead } from '../model/scan.ts';
import type { MonotonicMs, UtcMillis } from '../model/units.ts';
import type { DeviceProfile } from './device-profiles.ts';

/** `none`: nothing plugged in; `denied`: no access rights, or held by another program; `driver-missing`: its library did not load. */
export type ScannerState = 'none' | 'opening' | 'ready' | 'lost' | 'denied' | 'driver-missing';

/** One scanner as the service view lists it. */
export interface ScannerStatus {
  readonly deviceId: string;
  /** Side of the desk; null where the settings give it none. */
  readonly role: ScannerRole | null;
  readonly product: string;
  /** Null for a serial port that is not on USB. */
  readonly vendorId: number | null;
  readonly productId: number | null;
  readonly mode: DeviceProfile['mode'];
  /** Profile id. */
  readonly profile: string;
  readonly state: ScannerState;
  readonly detail: string | null;
  /** What the last code shows to be wrong with a scanner in keyboard mode, or with the settings for it; null once one came in sound. */
  readonly damage: KeyboardDamage | null;
  readonly codesRead: number;
  readonly tornReads: number;
  readonly lastReadAt: UtcMillis | null;
}

/** One report as it came in, the traveller's bytes in it: for the doctor, who takes them out. */
export interface SeenReport {
  readonly deviceId: string;
  readonly profile: DeviceProfile;
  /** The receiver's only during the call. */
  readonly report: Uint8Array;
  readonly at: UtcMillis;
  readonly receivedAt: MonotonicMs;
}

/** Told of what the scanners do. Called in order, synchronously; must not throw. */
export interface ScannerListener {
  scan(scan: Scan): void;
  reading(deviceId: string, bytesRead: number): void;
  torn(torn: TornRead): void;
  /** Keys of a whole code of a scanner in keyboard mode, before it is told: the window sees them too. */
  typed(strokes: readonly KeyStroke[]): void;
  /** A typed code was damaged; what was not put right is not told as a scan. */
  damaged(deviceId: string, damage: KeyboardDamage): void;
  report(report: SeenReport): void;
  /** A status changed: ask `scanners()` and `bestState()`. */
  changed(): void;
}
