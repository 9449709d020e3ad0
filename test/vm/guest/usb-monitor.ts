/** What a host's driver asks of a CDC ACM device, as the kernel's USB monitor sees it (Documentation/usb/usbmon.rst, text form "1u"). */
import { closeSync, constants, openSync, readSync } from 'node:fs';

/** All buses. */
const MONITOR = '/sys/kernel/debug/usb/usbmon/0u';
/** CDC PSTN 1.2, 6.3: requests to the interface. */
const REQUEST = { '20': 'line-coding', '22': 'control-lines' } as const;
/** Submission of a control transfer to a device: class request 0x21, its number, wValue, wIndex, wLength, and the data that goes with it. */
const SUBMITTED = / S Co:\d+:\d+:0 s 21 (20|22) ([0-9a-f]{4}) [0-9a-f]{4} [0-9a-f]{4} \d+(?: = ([0-9a-f ]+))?/;

export interface AcmRequest {
  readonly kind: (typeof REQUEST)[keyof typeof REQUEST];
  /** Of control lines: bit 0 DTR, bit 1 RTS. */
  readonly value: number;
  /** Of a line coding: bits per second, stop bits, parity, data bits (7 bytes, little-endian), in hex. */
  readonly data: string;
}

export interface UsbMonitor {
  /** Everything asked since it was opened, in order. */
  requests(): readonly AcmRequest[];
  close(): void;
}

export function openUsbMonitor(): UsbMonitor {
  const fd = openSync(MONITOR, constants.O_RDONLY | constants.O_NONBLOCK);
  const requests: AcmRequest[] = [];
  const buffer = Buffer.alloc(4_096);
  return {
    requests() {
      // Each read gives one event, one line.
      for (let line = readLine(fd, buffer); line !== null; line = readLine(fd, buffer)) {
        const [, request, value, data] = SUBMITTED.exec(line) ?? [];
        if (request === '20' || request === '22') requests.push({ kind: REQUEST[request], value: Number.parseInt(value ?? '', 16), data: (data ?? '').replaceAll(' ', '') });
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
