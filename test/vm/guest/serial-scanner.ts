/** The one serial scanner that is played, as a scenario uses it. */
import { Worker } from 'node:worker_threads';
import type { FromSerialPlayer, ToSerialPlayer } from './serial-player.ts';
import type { GadgetIdentity } from './usb-gadget.ts';
import { createOrders } from './worker-orders.ts';

export interface SendOptions {
  /** Pause after each chunk; none by default. */
  readonly spacingMs?: number;
  /** Pull it out right after the last chunk. */
  readonly unplug?: boolean;
}

export interface SerialScanner {
  /** Resolves with the instant on the shared clock. */
  plug(identity: GadgetIdentity): Promise<number>;
  unplug(): Promise<number>;
  /** Waits where the line takes no more, until it does. */
  send(chunks: readonly Uint8Array[], options?: SendOptions): Promise<number>;
  /** Sends these with a break between them. */
  sendAroundBreak(before: Uint8Array, after: Uint8Array): Promise<void>;
  /** How many bytes have left it since it was plugged in. */
  sent(): number;
  /** How many bytes it was sent since it was plugged in. */
  heard(): number;
  /** As that of the HID player. */
  takeLongestPause(): number;
  /** Unplugs it where it is plugged in. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** @param script - the worker's file, built. */
export function openSerialScanner(script: URL): SerialScanner {
  const sent = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(script, { workerData: sent });
  const orders = createOrders<ToSerialPlayer, Exclude<FromSerialPlayer, { readonly kind: 'heard' }>>(worker);
  let isPlugged = false;
  let heard = 0;
  let longestPauseMs = 0;
  worker.on('message', (message: FromSerialPlayer) => {
    if (message.kind === 'heard') {
      heard += message.bytes;
      return;
    }
    if (message.kind === 'done') longestPauseMs = Math.max(longestPauseMs, message.longestPauseMs);
    orders.settle(message);
  });
  const unplug = async (): Promise<number> => {
    isPlugged = false;
    return (await orders.give({ kind: 'unplug' })).atMs;
  };
  return {
    async plug(identity) {
      isPlugged = true;
      heard = 0;
      Atomics.store(sent, 0, 0);
      return (await orders.give({ kind: 'plug', identity })).atMs;
    },
    unplug,
    async send(chunks, { spacingMs = 0, unplug: pull = false } = {}) {
      if (pull) isPlugged = false;
      return (await orders.give({ kind: 'send', chunks, spacingMs, unplug: pull })).atMs;
    },
    async sendAroundBreak(before, after) {
      await orders.give({ kind: 'break', before, after });
    },
    sent: () => Atomics.load(sent, 0),
    heard: () => heard,
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
