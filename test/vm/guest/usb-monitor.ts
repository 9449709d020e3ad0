/** What a host's drivers ask of serial devices, of class CDC ACM and adapters of FTDI, as the kernel's USB monitor sees it (Documentation/usb/usbmon.rst, text form "1u"). */
import { closeSync, constants, openSync, readSync } from 'node:fs';

/** All buses. */
const MONITOR = '/sys/kernel/debug/usb/usbmon/0u';
/** By type and number: CDC PSTN 1.2, 6.3, requests to the interface; and FTDI's own (Linux, drivers/usb/serial/ftdi_sio.h). */
const REQUESTS: ReadonlyMap<string, SerialRequest['kind']> = new Map([
  ['21 20', 'line-coding'],
  ['21 22', 'control-lines'],
  ['40 01', 'adapter-control-lines'],
  ['40 03', 'adapter-speed'],
]);
/** Submission of a control transfer to a device: type of the request, its number, wValue, wIndex, wLength, and the data that goes with it. */
const SUBMITTED = / S Co:\d+:\d+:0 s ([0-9a-f]{2} [0-9a-f]{2}) ([0-9a-f]{4}) [0-9a-f]{4} [0-9a-f]{4} \d+(?: = ([0-9a-f ]+))?/;

export interface SerialRequest {
  readonly kind: 'line-coding' | 'control-lines' | 'adapter-control-lines' | 'adapter-speed';
  /** Of control lines: bit 0 DTR, bit 1 RTS; of an adapter's, those that are set, and in the upper byte those that are meant. Of a speed: the divisor. */
  readonly value: number;
  /** Of a line coding: bits per second, stop bits, parity, data bits (7 bytes, little-endian), in hex. */
  readonly data: string;
}

export interface UsbMonitor {
  /** Everything asked since it was opened, in order. */
  requests(): readonly SerialRequest[];
  close(): void;
}

export function openUsbMonitor(): UsbMonitor {
  const fd = openSync(MONITOR, constants.O_RDONLY | constants.O_NONBLOCK);
  const requests: SerialRequest[] = [];
  const buffer = Buffer.alloc(4_096);
  return {
    requests() {
      // Each read gives one event, one line.
      for (let line = readLine(fd, buffer); line !== null; line = readLine(fd, buffer)) {
        const [, request, value, data] = SUBMITTED.exec(line) ?? [];
        const kind = REQUESTS.get(request ?? '');
        if (kind !== undefined) requests.push({ kind, value: Number.parseInt(value ?? '', 16), data: (data ?? '').replaceAll(' ', '') });
      }
      return requests;
    },
    close: () => closeSync(fd),
  };
}

/** @returns null when nothing was said since. */
function readLine(fd: number, buffer: Buffer): string | null {
  try {
    return buffer.toString('latin1', 0, readSync(fd, buffer));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'EAGAIN' || cause.code === 'EWOULDBLOCK')) return null;
    throw cause;
  }
}
