/**
 * Events of /dev/uhid, a HID device made in user space (include/uapi/linux/uhid.h, Documentation/hid/uhid.rst): packed, little-endian,
 * a type of four bytes first. Only the fields up to the last one that matters are written: the kernel takes the rest as zero.
 */

/** One read of /dev/uhid gives one event of this size. */
export const UHID_EVENT_BYTES = 4_380;

const TYPE = { destroy: 1, open: 4, close: 5, getReport: 9, getReportReply: 10, create2: 11, input2: 12, setReport: 13, setReportReply: 14 } as const;
const REPORT_TYPE = ['feature', 'output', 'input'] as const;

/** USB: node-hid does not list devices of the virtual bus. */
const BUS_USB = 3;
const MAX_DESCRIPTOR_BYTES = 4_096;

/** What the device says it is. */
export interface UhidIdentity {
  readonly name: string;
  /** Serial number; empty for none. */
  readonly serialNumber: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly descriptor: Uint8Array;
}

export function encodeCreate({ name, serialNumber, vendorId, productId, descriptor }: UhidIdentity): Buffer {
  if (descriptor.length > MAX_DESCRIPTOR_BYTES) throw new RangeError(`expected a descriptor of at most ${MAX_DESCRIPTOR_BYTES} bytes, found ${descriptor.length}`);
  const event = Buffer.alloc(280 + MAX_DESCRIPTOR_BYTES);
  event.writeUInt32LE(TYPE.create2, 0);
  event.write(name.slice(0, 127), 4, 'utf8');
  event.write(serialNumber.slice(0, 63), 196, 'utf8');
  event.writeUInt16LE(descriptor.length, 260);
  event.writeUInt16LE(BUS_USB, 262);
  event.writeUInt32LE(vendorId, 264);
  event.writeUInt32LE(productId, 268);
  event.set(descriptor, 280);
  return event;
}

export function encodeInput(report: Uint8Array): Buffer {
  const event = Buffer.alloc(6 + report.length);
  event.writeUInt32LE(TYPE.input2, 0);
  event.writeUInt16LE(report.length, 4);
  event.set(report, 6);
  return event;
}

export function encodeDestroy(): Buffer {
  const event = Buffer.alloc(4);
  event.writeUInt32LE(TYPE.destroy, 0);
  return event;
}

/** Answers a report that was set or asked for. @param errno - 0 for done. */
export function encodeReply(to: 'set-report' | 'get-report', id: number, errno: number): Buffer {
  const event = Buffer.alloc(12);
  event.writeUInt32LE(to === 'set-report' ? TYPE.setReportReply : TYPE.getReportReply, 0);
  event.writeUInt32LE(id, 4);
  event.writeUInt16LE(errno, 8);
  return event;
}

export type UhidEvent =
  /** Somebody began to read the device; until then its reports go nowhere. */
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  /** The host waits for the answer, up to five seconds. */
  | { readonly kind: 'get-report'; readonly id: number }
  | { readonly kind: 'set-report'; readonly id: number; readonly reportType: (typeof REPORT_TYPE)[number] | 'unknown'; readonly data: Uint8Array }
  | { readonly kind: 'other' };

export function decodeEvent(event: Buffer): UhidEvent {
  switch (event.readUInt32LE(0)) {
    case TYPE.open:
      return { kind: 'open' };
    case TYPE.close:
      return { kind: 'close' };
    case TYPE.getReport:
      return { kind: 'get-report', id: event.readUInt32LE(4) };
    case TYPE.setReport: {
      const size = event.readUInt16LE(10);
      return { kind: 'set-report', id: event.readUInt32LE(4), reportType: REPORT_TYPE[event.readUInt8(9)] ?? 'unknown', data: Uint8Array.from(event.subarray(12, 12 + size)) };
    }
    default:
      return { kind: 'other' };
  }
}
