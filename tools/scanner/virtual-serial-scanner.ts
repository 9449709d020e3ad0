/** A serial scanner that is not there: a driver with one port, which sends the bytes of the codes that are presented to it. */
import type { SerialDriver, SerialPortInfo } from '../../core/scan/driver.ts';
import type { SerialFraming, SerialLine } from '../../core/scan/serial-profile.ts';
import { cutInto, encodeSerialBytes, type SerialEncoding } from './serial-bytes.ts';
import { createVirtualPlug } from './virtual-plug.ts';

export interface SerialPresentation extends SerialEncoding {
  /** Bytes that arrive at once, over and over; all by default. */
  readonly chunkBytes?: number;
}

export interface VirtualSerialScanner extends SerialDriver {
  /** Presents a code. @returns true when an open connection took every byte; otherwise they are lost. */
  present(text: string, presentation?: SerialPresentation): boolean;
  /** Sends bytes as they are. */
  send(bytes: Uint8Array, chunkBytes?: number): boolean;
  /** Plugs it in, at a new path. It is plugged in at first. */
  plug(): void;
  /** Unplugs it: its connection is lost. */
  unplug(): void;
  /** How its line was set at each opening, oldest first. */
  lines(): readonly SerialLine[];
}

let created = 0;

/**
 * Creates a virtual serial scanner, plugged in.
 * @param identity - its ids and, where the settings name it, their path.
 */
export function createVirtualSerialScanner(framing: SerialFraming, identity: Partial<Omit<SerialPortInfo, 'kind' | 'path'>> = {}): VirtualSerialScanner {
  const bus = ++created;
  const plug = createVirtualPlug();
  const lines: SerialLine[] = [];

  const info = (): SerialPortInfo => ({
    kind: 'serial',
    path: `virtual-serial:${bus}:${plug.plugs()}`,
    vendorId: null,
    productId: null,
    serialNumber: null,
    product: 'Virtual serial scanner',
    settingsPath: null,
    ...identity,
  });
  const send = (bytes: Uint8Array, chunkBytes = bytes.length): boolean => {
    const target = plug.connection();
    if (target === null) return false;
    return cutInto(bytes, [chunkBytes]).every((chunk) => target.deliver(chunk));
  };
  return {
    list: () => Promise.resolve(plug.isPlugged() ? [info()] : []),
    async open(wanted, line) {
      const opened = await plug.open(wanted.path === info().path);
      lines.push(line);
      return opened;
    },
    present: (text, { chunkBytes, ...encoding } = {}) => send(encodeSerialBytes(framing, text, encoding), chunkBytes),
    send,
    plug: () => plug.plug(),
    unplug: () => plug.unplug(),
    lines: () => lines,
  };
}
