/**
 * The worker thread that plays the devices. It is a thread of its own because the engine's event loop is blocked on purpose, and a scanner does not wait for that.
 */
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { sharedNow } from './shared-clock.ts';
import { decodeEvent, encodeCreate, encodeDestroy, encodeInput, encodeReply, UHID_EVENT_BYTES, type UhidIdentity } from './uhid-events.ts';

/** One report of one device. */
export interface Step {
  readonly device: number;
  readonly report: Uint8Array;
}

export type ToPlayer =
  | { readonly kind: 'plug'; readonly id: number; readonly device: number; readonly identity: UhidIdentity }
  | { readonly kind: 'unplug'; readonly id: number; readonly device: number }
  /** Sends all in order; `unplug` takes that device away right after the last one. */
  | { readonly kind: 'play'; readonly id: number; readonly steps: readonly Step[]; readonly spacingMs: number; readonly unplug: number | null }
  /** Reports that the device sends the moment somebody opens it, and what it answers to a report that is set. */
  | { readonly kind: 'behave'; readonly id: number; readonly device: number; readonly onOpen: readonly Uint8Array[]; readonly errno: number };

export type FromPlayer =
  /** Done at `atMs`; of a plug, the instant just before. `longestPauseMs`: between two reports, whatever was asked for. */
  | { readonly kind: 'done'; readonly id: number; readonly atMs: number; readonly longestPauseMs: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  /** `atMs`: when the reports for the opening had been sent. */
  | { readonly kind: 'opened'; readonly device: number; readonly atMs: number }
  | { readonly kind: 'closed'; readonly device: number }
  | { readonly kind: 'set-report'; readonly device: number; readonly reportType: string; readonly data: Uint8Array };

/** How often the kernel's questions are looked for while nothing is played. */
const LISTEN_MS = 2;

interface Played {
  readonly fd: number;
  onOpen: readonly Uint8Array[];
  errno: number;
}

function runPlayer(port: NonNullable<typeof parentPort>): void {
  const devices = new Map<number, Played>();
  const clock = new Int32Array(new SharedArrayBuffer(4));
  let longestPauseMs = 0;
  let lastAt = 0;
  const post = (message: FromPlayer): void => port.postMessage(message);
  const played = (device: number): Played => {
    const found = devices.get(device);
    if (found === undefined) throw new Error(`device ${device} is not plugged in`);
    return found;
  };

  const listen = (): void => {
    const event = Buffer.alloc(UHID_EVENT_BYTES);
    for (const [device, { fd, onOpen, errno }] of devices) {
      while (readEvent(fd, event)) {
        const decoded = decodeEvent(event);
        switch (decoded.kind) {
          case 'open':
            for (const report of onOpen) writeSync(fd, encodeInput(report));
            post({ kind: 'opened', device, atMs: sharedNow() });
            break;
          case 'close':
            post({ kind: 'closed', device });
            break;
          case 'get-report':
            writeSync(fd, encodeReply('get-report', decoded.id, EIO));
            break;
          case 'set-report':
            writeSync(fd, encodeReply('set-report', decoded.id, errno));
            post({ kind: 'set-report', device, reportType: decoded.reportType, data: decoded.data });
            break;
          case 'other':
            break;
        }
      }
    }
  };
  /** @returns the instant before: what the kernel does of it may be seen before this call is over. */
  const unplug = (device: number): number => {
    const { fd } = played(device);
    const atMs = sharedNow();
    writeSync(fd, encodeDestroy());
    closeSync(fd);
    devices.delete(device);
    return atMs;
  };
  const act = (message: ToPlayer): number => {
    switch (message.kind) {
      case 'plug': {
        const fd = openSync('/dev/uhid', constants.O_RDWR | constants.O_NONBLOCK);
        const atMs = sharedNow();
        devices.set(message.device, { fd, onOpen: [], errno: 0 });
        writeSync(fd, encodeCreate(message.identity));
        return atMs;
      }
      case 'unplug':
        return unplug(message.device);
      case 'play':
        for (const [index, { device, report }] of message.steps.entries()) {
          const now = sharedNow();
          if (index > 0) longestPauseMs = Math.max(longestPauseMs, now - lastAt);
          lastAt = now;
          writeSync(played(device).fd, encodeInput(report));
          if (message.spacingMs > 0) Atomics.wait(clock, 0, 0, message.spacingMs);
        }
        return message.unplug === null ? sharedNow() : unplug(message.unplug);
      case 'behave':
        Object.assign(played(message.device), { onOpen: message.onOpen, errno: message.errno });
        return sharedNow();
    }
  };

  port.on('message', (message: ToPlayer) => {
    try {
      longestPauseMs = 0;
      const atMs = act(message);
      post({ kind: 'done', id: message.id, atMs, longestPauseMs });
    } catch (cause) {
      post({ kind: 'failed', id: message.id, message: cause instanceof Error ? cause.message : String(cause) });
    }
  });
  setInterval(listen, LISTEN_MS);
}

/** "Input/output error", errno-base.h. */
const EIO = 5;

/** @returns false when the kernel has nothing to tell. */
function readEvent(fd: number, into: Buffer): boolean {
  try {
    return readSync(fd, into) > 0;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EAGAIN') return false;
    throw cause;
  }
}

if (parentPort !== null) runPlayer(parentPort);
