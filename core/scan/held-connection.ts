/** The part of an open device that all drivers share: who listens, and whether it is over. Layer: scan. */
import { throwApart } from '../model/throw-apart.ts';
import type { DeviceConnection } from './driver.ts';
import { messageOf, toDetail } from './limits.ts';

export interface HeldConnection {
  readonly connection: Pick<DeviceConnection, 'onReport' | 'onLost' | 'close'>;
  /** It was lost, or is being closed: nothing is handed over any more. */
  isOver(): boolean;
  /** Hands bytes to the receiver. A fault of the receiver is thrown on its own: it is the engine's, not the device's loss. */
  hand(bytes: Uint8Array): void;
  /** Says that the device is lost, once; nothing after `close`. */
  lose(cause: unknown): void;
}

/** @param handle - the library's own handle; one that is dead may refuse to close, and is freed all the same. */
export function holdConnection(handle: { close(): Promise<unknown> }): HeldConnection {
  let receive: ((bytes: Uint8Array) => void) | null = null;
  let onLost: ((cause: string) => void) | null = null;
  let lost: string | null = null;
  let closing: Promise<void> | null = null;
  const isOver = (): boolean => closing !== null || lost !== null;
  return {
    isOver,
    hand(bytes) {
      try {
        receive?.(bytes);
      } catch (cause) {
        throwApart(cause);
      }
    },
    lose(cause) {
      if (isOver()) return;
      lost = toDetail(messageOf(cause));
      onLost?.(lost);
    },
    connection: {
      onReport(fn) {
        receive = fn;
      },
      onLost(listener) {
        onLost = listener;
        if (lost !== null) listener(lost);
      },
      close() {
        closing ??= handle.close().then(
          () => undefined,
          () => undefined,
        );
        return closing;
      },
    },
  };
}
