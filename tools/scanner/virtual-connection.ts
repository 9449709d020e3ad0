/** The open end of a virtual scanner, HID or serial. */
import type { DeviceConnection } from '../../core/scan/driver.ts';

export interface VirtualConnection extends DeviceConnection {
  /** @returns false when it is closed or nobody listens. */
  deliver(report: Uint8Array): boolean;
  lose(): void;
}

/** @param features - where the feature reports go that it is sent. */
export function createVirtualConnection(features: Uint8Array[]): VirtualConnection {
  let receive: ((report: Uint8Array) => void) | null = null;
  let onLost: ((cause: string) => void) | null = null;
  let isOpen = true;
  return {
    onReport(fn) {
      receive = fn;
    },
    onLost(listener) {
      onLost = listener;
      if (!isOpen) listener('virtual scanner unplugged');
    },
    sendFeatureReport(report) {
      features.push(Uint8Array.from(report));
      return Promise.resolve();
    },
    close() {
      isOpen = false;
      receive = null;
      return Promise.resolve();
    },
    deliver(report) {
      if (!isOpen || receive === null) return false;
      // A copy, as a driver hands over its own buffer.
      receive(Uint8Array.from(report));
      return true;
    },
    lose() {
      if (!isOpen) return;
      isOpen = false;
      onLost?.('virtual scanner unplugged');
    },
  };
}
