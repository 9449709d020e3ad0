/** The plug of a virtual scanner, HID or serial: a new path at each plugging, and one open end at most. */
import { DriverError } from '../../core/scan/driver.ts';
import { createVirtualConnection, type VirtualConnection } from './virtual-connection.ts';

export interface VirtualPlug {
  isPlugged(): boolean;
  /** Counts the times it was plugged in, the first included: part of the path. */
  plugs(): number;
  /** The open end; null while nobody has opened it. */
  connection(): VirtualConnection | null;
  /** @param isHere - whether the path that is opened is where it is plugged in now. */
  open(isHere: boolean, features?: Uint8Array[]): Promise<VirtualConnection>;
  plug(): void;
  /** Its connection is lost, what was on its way is gone. */
  unplug(): void;
}

/** Creates a plug, plugged in. */
export function createVirtualPlug(): VirtualPlug {
  let plugs = 1;
  let plugged = true;
  let connection: VirtualConnection | null = null;
  return {
    isPlugged: () => plugged,
    plugs: () => plugs,
    connection: () => connection,
    open(isHere, features = []) {
      if (!plugged || !isHere) return Promise.reject(new DriverError('failed', 'No such device'));
      connection = createVirtualConnection(features);
      return Promise.resolve(connection);
    },
    plug() {
      if (plugged) return;
      plugged = true;
      plugs += 1;
    },
    unplug() {
      if (!plugged) return;
      plugged = false;
      const lost = connection;
      connection = null;
      lost?.lose();
    },
  };
}
