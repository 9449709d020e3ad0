/** The devices that are played, as a scenario uses them. */
import { Worker } from 'node:worker_threads';
import type { UhidIdentity } from './uhid-events.ts';
import type { FromPlayer, Step, ToPlayer } from './uhid-player.ts';
import { createOrders, type Order } from './worker-orders.ts';

export interface PlayOptions {
  /** Pause after each report; none by default. */
  readonly spacingMs?: number;
  /** Unplug this device right after the last report. */
  readonly unplug?: Device;
}

/** A device that can be plugged in and out. */
export interface Device {
  readonly number: number;
  /** Resolve with the instant on the shared clock. */
  plug(): Promise<number>;
  unplug(): Promise<number>;
  play(reports: readonly Uint8Array[], options?: PlayOptions): Promise<number>;
  /** What it does from its next opening on: reports it sends then, and the error it answers to a report that is set. */
  behave(behaviour: { readonly onOpen?: readonly Uint8Array[]; readonly errno?: number }): Promise<number>;
  /** When it had sent what it sends at its latest opening; null before the first. */
  openedAtMs(): number | null;
  /** Feature reports it was set. */
  features(): readonly Uint8Array[];
}

export interface Player {
  /** A new device, not plugged in yet. */
  device(identity: UhidIdentity): Device;
  /** Reports of several devices, in this order. */
  play(steps: readonly { readonly device: Device; readonly report: Uint8Array }[], options?: PlayOptions): Promise<number>;
  /** Longest pause between two reports since the last time it was asked: a machine that is too busy pauses where a scanner would not. */
  takeLongestPause(): number;
  /** Unplugs whatever is still there. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** @param script - the worker's file, built. */
export function openPlayer(script: URL): Player {
  const worker = new Worker(script);
  const orders = createOrders<ToPlayer, Extract<FromPlayer, { readonly kind: 'done' | 'failed' }>>(worker);
  const openedAt = new Map<number, number>();
  const features = new Map<number, Uint8Array[]>();
  const plugged = new Set<number>();
  let longestPauseMs = 0;
  let devices = 0;

  worker.on('message', (message: FromPlayer) => {
    switch (message.kind) {
      case 'done':
        longestPauseMs = Math.max(longestPauseMs, message.longestPauseMs);
        return orders.settle(message);
      case 'failed':
        return orders.settle(message);
      case 'opened':
        return void openedAt.set(message.device, message.atMs);
      case 'set-report':
        if (message.reportType === 'feature') features.set(message.device, [...(features.get(message.device) ?? []), message.data]);
        return;
      case 'closed':
        return;
    }
  });
  const order = async (message: Order<ToPlayer>): Promise<number> => (await orders.give(message)).atMs;
  const unplug = (device: number): Promise<number> => {
    plugged.delete(device);
    return order({ kind: 'unplug', device });
  };
  const play = (steps: readonly Step[], { spacingMs = 0, unplug: last }: PlayOptions): Promise<number> => {
    if (last !== undefined) plugged.delete(last.number);
    return order({ kind: 'play', steps, spacingMs, unplug: last?.number ?? null });
  };

  return {
    device(identity) {
      const number = ++devices;
      return {
        number,
        plug() {
          plugged.add(number);
          return order({ kind: 'plug', device: number, identity });
        },
        unplug: () => unplug(number),
        play: (reports, options = {}) => play(reports.map((report) => ({ device: number, report })), options),
        behave: ({ onOpen = [], errno = 0 }) => order({ kind: 'behave', device: number, onOpen, errno }),
        openedAtMs: () => openedAt.get(number) ?? null,
        features: () => features.get(number) ?? [],
      };
    },
    play: (steps, options = {}) => play(steps.map(({ device, report }) => ({ device: device.number, report })), options),
    takeLongestPause() {
      const pauseMs = longestPauseMs;
      longestPauseMs = 0;
      return pauseMs;
    },
    async clear() {
      for (const device of [...plugged]) await unplug(device);
    },
    async close() {
      await worker.terminate();
    },
  };
}
