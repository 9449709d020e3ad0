/** The serial scanners that are played, as a scenario uses them: one on the USB bus, and one at the far end of each line of the machine. */
import { Worker } from 'node:worker_threads';
import type { SerialLineName } from '../serial-lines.ts';
import { SERIAL_ENDS, type SerialEnd } from './serial-ends.ts';
import type { FromSerialPlayer, SerialStep, ToSerialPlayer } from './serial-player.ts';
import type { GadgetIdentity } from './usb-gadget.ts';
import { createOrders } from './worker-orders.ts';

export interface SendOptions {
  /** Pause after each chunk; none by default. */
  readonly spacingMs?: number;
  /** Pull the scanner on the bus out right after the last chunk. */
  readonly unplug?: boolean;
}

/** What sends over a serial line. */
export interface SerialSender {
  /** Waits where the line takes no more, until it does. Resolves with the instant on the shared clock. */
  send(chunks: readonly Uint8Array[], options?: SendOptions): Promise<number>;
  /** How many bytes have left it since it was plugged in; of a line, ever. */
  sent(): number;
  /** How many bytes it was sent since it was plugged in; of a line, ever. */
  heard(): number;
}

/** The one on the USB bus. */
export interface SerialScanner extends SerialSender {
  plug(identity: GadgetIdentity): Promise<number>;
  unplug(): Promise<number>;
  /** Sends these with a break between them. */
  sendAroundBreak(before: Uint8Array, after: Uint8Array): Promise<void>;
}

export interface SerialPlayer {
  readonly scanner: SerialScanner;
  /** What stands at the far end of a line. */
  line(name: SerialLineName): Promise<SerialSender>;
  /** Chunks of several senders, in this order. */
  send(steps: readonly SerialStep[], options?: SendOptions): Promise<number>;
  /** As that of the HID player. */
  takeLongestPause(): number;
  /** Unplugs the scanner where it is plugged in. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** @param script - the worker's file, built. */
export function openSerialPlayer(script: URL): SerialPlayer {
  const sent = new Int32Array(new SharedArrayBuffer(4 * SERIAL_ENDS.length));
  const worker = new Worker(script, { workerData: sent });
  const orders = createOrders<ToSerialPlayer, Exclude<FromSerialPlayer, { readonly kind: 'heard' }>>(worker);
  const heard = new Map<SerialEnd, number>();
  let isPlugged = false;
  let longestPauseMs = 0;
  worker.on('message', (message: FromSerialPlayer) => {
    if (message.kind === 'heard') {
      heard.set(message.end, (heard.get(message.end) ?? 0) + message.bytes);
      return;
    }
    if (message.kind === 'done') longestPauseMs = Math.max(longestPauseMs, message.longestPauseMs);
    orders.settle(message);
  });
  const send = async (steps: readonly SerialStep[], { spacingMs = 0, unplug: pull = false }: SendOptions = {}): Promise<number> => {
    if (pull) isPlugged = false;
    return (await orders.give({ kind: 'send', steps, spacingMs, unplug: pull })).atMs;
  };
  const unplug = async (): Promise<number> => {
    isPlugged = false;
    return (await orders.give({ kind: 'unplug' })).atMs;
  };
  const sender = (end: SerialEnd): SerialSender => ({
    send: (chunks, options) => send(chunks.map((chunk) => ({ end, chunk })), options),
    sent: () => Atomics.load(sent, SERIAL_ENDS.indexOf(end)),
    heard: () => heard.get(end) ?? 0,
  });
  return {
    scanner: {
      ...sender('scanner'),
      async plug(identity) {
        isPlugged = true;
        heard.delete('scanner');
        Atomics.store(sent, SERIAL_ENDS.indexOf('scanner'), 0);
        return (await orders.give({ kind: 'plug', identity })).atMs;
      },
      unplug,
      async sendAroundBreak(before, after) {
        await orders.give({ kind: 'break', before, after });
      },
    },
    async line(name) {
      await orders.give({ kind: 'take', end: name });
      return sender(name);
    },
    send,
    takeLongestPause() {
      const pauseMs = longestPauseMs;
      longestPauseMs = 0;
      return pauseMs;
    },
    async clear() {
      if (isPlugged) await unplug();
    },
    async close() {
      await worker.terminate();
    },
  };
}
