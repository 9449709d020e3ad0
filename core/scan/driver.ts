/**
 * The port to scanners: HID devices and serial ports. One implementation of each talks to the system; the virtual scanners are others.
 * Layer: scan.
 */
import type { SerialLine } from './serial-profile.ts';

/** One HID collection as the driver lists it. */
export interface HidDeviceInfo {
  /** Only serial ports need say what they are. */
  readonly kind?: 'hid';
  /** Names the device until it is unplugged; paths are reused later. */
  readonly path: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber: string | null;
  readonly product: string;
  /** The maker's own text; left out where the driver tells none. */
  readonly manufacturer?: string;
  /** 0 when the driver does not tell. */
  readonly usagePage: number;
  readonly usage: number;
}

/** One serial port as the driver lists it. */
export interface SerialPortInfo {
  readonly kind: 'serial';
  /** Where it is opened; given anew at each plug. */
  readonly path: string;
  /** Null for a port that is not on USB. */
  readonly vendorId: number | null;
  readonly productId: number | null;
  readonly serialNumber: string | null;
  readonly product: string;
  /** The maker's own text; left out where the driver tells none. */
  readonly manufacturer?: string;
  /** The path by which the settings name it; null when they do not. */
  readonly settingsPath: string | null;
}

export type ListedDevice = HidDeviceInfo | SerialPortInfo;

/** An open device. */
export interface DeviceConnection {
  /** Sets the one receiver, of HID reports or of a serial line's bytes as they come. They keep their order; the bytes are the receiver's only during the call. */
  onReport(receive: (report: Uint8Array) => void): void;
  /** Sets the one listener for the loss of the device; called once at most, and at once when it is lost already. */
  onLost(listener: (cause: string) => void): void;
  /** Sends a feature report, its report id first. Rejects when the device does not take it. */
  readonly sendFeatureReport?: (report: Uint8Array) => Promise<void>;
  /** Ends reading and frees the handle. Works on a lost device too. Never rejects. */
  close(): Promise<void>;
}

export interface HidDriver {
  /** @throws {DriverError} when nothing can be listed. */
  list(): Promise<readonly HidDeviceInfo[]>;
  /** @throws {DriverError} when the device cannot be opened. */
  open(info: HidDeviceInfo): Promise<DeviceConnection>;
  /** The device's report descriptor; null where the system does not give it. Never rejects. */
  readonly readReportDescriptor?: (info: HidDeviceInfo) => Promise<Uint8Array | null>;
}

export interface SerialDriver {
  /** @throws {DriverError} when nothing can be listed. */
  list(): Promise<readonly SerialPortInfo[]>;
  /** Opens a port for this program alone. @throws {DriverError} when it cannot be opened. */
  open(info: SerialPortInfo, line: SerialLine): Promise<DeviceConnection>;
}

/** Either of them, as the hub holds them: it opens with a driver only what that driver listed. */
export interface ScanDriver {
  list(): Promise<readonly ListedDevice[]>;
  /** @param line - of a serial port; null for HID. */
  open(info: ListedDevice, line: SerialLine | null): Promise<DeviceConnection>;
  /** Of HID devices. */
  readonly readReportDescriptor?: HidDriver['readReportDescriptor'];
}

/** `driver-missing`: the library does not load; `denied`: no access rights, or another program holds the port; `failed`: anything else. */
export type DriverErrorCode = 'driver-missing' | 'denied' | 'failed';

/** A driver's failure. The message tells the technician what to do. */
export class DriverError extends Error {
  override readonly name = 'DriverError';
  readonly code: DriverErrorCode;

  constructor(code: DriverErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
