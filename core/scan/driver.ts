/**
 * The port to HID devices. One implementation talks to node-hid; the virtual scanner is another.
 * Layer: scan.
 */

/** One HID collection as the driver lists it. */
export interface HidDeviceInfo {
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

/** An open device. */
export interface HidConnection {
  /** Sets the one receiver. Reports keep their order; the bytes are the receiver's only during the call. */
  onReport(receive: (report: Uint8Array) => void): void;
  /** Sets the one listener for the loss of the device; called once at most, and at once when it is lost already. */
  onLost(listener: (cause: string) => void): void;
  /** Sends a feature report, its report id first. Rejects when the device does not take it. */
  readonly sendFeatureReport?: (report: Uint8Array) => Promise<void>;
  /** Ends reading and frees the handle. Works on a lost device too. Never rejects. */
  close(): Promise<void>;
}

export interface HidDriver {
  /** @throws {HidDriverError} when nothing can be listed. */
  list(): Promise<readonly HidDeviceInfo[]>;
  /** @throws {HidDriverError} when the device cannot be opened. */
  open(info: HidDeviceInfo): Promise<HidConnection>;
  /** The device's report descriptor; null where the system does not give it. Never rejects. */
  readonly readReportDescriptor?: (info: HidDeviceInfo) => Promise<Uint8Array | null>;
}

/** `driver-missing`: the HID library does not load; `denied`: no access rights; `failed`: anything else. */
export type HidDriverErrorCode = 'driver-missing' | 'denied' | 'failed';

/** A driver's failure. The message tells the technician what to do. */
export class HidDriverError extends Error {
  override readonly name = 'HidDriverError';
  readonly code: HidDriverErrorCode;

  constructor(code: HidDriverErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
