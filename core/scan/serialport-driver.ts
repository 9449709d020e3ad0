/**
 * Serial ports by @serialport/bindings-cpp 13: the binding alone, since framing is ours (serial-framing.ts). Its types go no
 * further than this file. On Linux the ports are found in sysfs; elsewhere the library finds them.
 *
 * While nobody reads, the kernel keeps 4 KiB of a line and a few packets and, on USB, holds the scanner back: a busy engine loses nothing there (test/vm, `serial-blocked`).
 */
import { realpath, stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { type DeviceConnection, DriverError, type SerialDriver, type SerialPortInfo } from './driver.ts';
import { holdConnection } from './held-connection.ts';
import { messageOf, toDetail } from './limits.ts';
import { listLinuxSerialPorts } from './linux-serial-ports.ts';
import { createOpeningSilence, QUIET_MS } from './opening-silence.ts';
import type { SerialLine } from './serial-profile.ts';

/** The part of an open port that is used. */
export interface OpenPort {
  /** Resolves with at least one byte; rejects when the port is gone or closed. */
  read(buffer: Buffer, offset: number, length: number): Promise<{ readonly bytesRead: number }>;
  close(): Promise<void>;
}

/** The part of the library that is used. */
export interface SerialLibrary {
  list(): Promise<
    {
      readonly path: string;
      readonly vendorId?: string | undefined;
      readonly productId?: string | undefined;
      readonly serialNumber?: string | undefined;
      readonly manufacturer?: string | undefined;
    }[]
  >;
  open(options: {
    readonly path: string;
    readonly baudRate: number;
    readonly dataBits: 7 | 8;
    readonly parity: SerialLine['parity'];
    readonly stopBits: 1 | 2;
    readonly rtscts: boolean;
    readonly xon: boolean;
    readonly xoff: boolean;
    readonly lock: true;
  }): Promise<OpenPort>;
}

export interface SerialPortOptions {
  /** Paths by which the settings name ports. */
  readonly settingsPaths?: readonly string[];
  /** Loads the library; it is loaded late, so that a machine without serial scanners needs none. */
  readonly load?: () => Promise<SerialLibrary>;
  readonly isLinux?: boolean;
  readonly listLinux?: () => Promise<readonly SerialPortInfo[]>;
  /** How long a new port must be silent before its bytes count. */
  readonly quietMs?: number;
}

export const SERIAL_LIBRARY_MISSING = 'The serial port library did not load: install Portas again; node_modules/@serialport/bindings-cpp must hold the binary for this machine.';
export const PORT_DENIED = 'No permission to read the serial port: add the user of Portas to the group of the port (usermod -aG dialout USER) and sign in again.';
export const PORT_HELD = 'Another program holds the serial port: end it. On Linux this is often ModemManager (systemctl disable --now ModemManager).';

/** What a terminal line of Linux holds at most (N_TTY). */
const READ_BYTES = 4_096;

const loadLibrary = async (): Promise<SerialLibrary> => (await import('@serialport/bindings-cpp')).autoDetect() as SerialLibrary;

/** Creates the driver. The library is loaded when it is first needed. */
export function createSerialPortDriver(options: SerialPortOptions = {}): SerialDriver {
  const load = options.load ?? loadLibrary;
  const isLinux = options.isLinux ?? platform() === 'linux';
  const listLinux = options.listLinux ?? listLinuxSerialPorts;
  const settingsPaths = options.settingsPaths ?? [];
  let loaded: SerialLibrary | null = null;

  const library = async (): Promise<SerialLibrary> => {
    try {
      return (loaded ??= await load());
    } catch (cause) {
      throw new DriverError('driver-missing', SERIAL_LIBRARY_MISSING, { cause });
    }
  };
  const listAll = async (): Promise<readonly SerialPortInfo[]> => (isLinux ? await listLinux() : (await (await library()).list()).map(toInfo));

  return {
    async list() {
      try {
        return await nameBySettings(await listAll(), settingsPaths, isLinux);
      } catch (cause) {
        throw cause instanceof DriverError ? cause : new DriverError('failed', toDetail(`Serial ports could not be listed: ${messageOf(cause)}`), { cause });
      }
    },
    async open({ path }, { flowControl, ...line }) {
      const opener = await library();
      try {
        const port = await opener.open({ path, ...line, rtscts: flowControl === 'rts-cts', xon: flowControl === 'xon-xoff', xoff: flowControl === 'xon-xoff', lock: true });
        return connect(port, options.quietMs ?? QUIET_MS);
      } catch (cause) {
        throw toOpenError(cause);
      }
    },
  };
}

/** Marks the ports that the settings name, by whatever link, and adds those of them that no listing knows. */
async function nameBySettings(listed: readonly SerialPortInfo[], settingsPaths: readonly string[], isLinux: boolean): Promise<readonly SerialPortInfo[]> {
  const ports = new Map(listed.map((port) => [port.path, port]));
  for (const settingsPath of settingsPaths) {
    const path = isLinux ? await resolvePort(settingsPath) : settingsPath;
    if (path === null) continue;
    const known = ports.get(path);
    if (known !== undefined) ports.set(path, { ...known, settingsPath: known.settingsPath ?? settingsPath });
    else if (isLinux) ports.set(path, { kind: 'serial', path, vendorId: null, productId: null, serialNumber: null, product: '', settingsPath });
  }
  return [...ports.values()];
}

/** Where a path of the settings leads; null when no device is there. */
async function resolvePort(settingsPath: string): Promise<string | null> {
  try {
    const path = await realpath(settingsPath);
    return (await stat(path)).isCharacterDevice() ? path : null;
  } catch {
    // Not plugged in, or not to be looked at: the state of the scanner says so.
    return null;
  }
}

function toInfo({ path, vendorId, productId, serialNumber, manufacturer }: Awaited<ReturnType<SerialLibrary['list']>>[number]): SerialPortInfo {
  const id = (text: string | undefined): number | null => (text !== undefined && /^[0-9a-f]{1,4}$/i.test(text) ? Number.parseInt(text, 16) : null);
  const serial = toDetail(serialNumber ?? '');
  return { kind: 'serial', path, vendorId: id(vendorId), productId: id(productId), serialNumber: serial === '' ? null : serial, product: toDetail(manufacturer ?? ''), settingsPath: null };
}

/** Wraps an open port and reads it at once: what waits in it would come as stale data later. */
function connect(port: OpenPort, quietMs: number): DeviceConnection {
  const held = holdConnection(port);
  const silence = createOpeningSilence(quietMs);
  const buffer = Buffer.alloc(READ_BYTES);
  const readOn = async (): Promise<void> => {
    while (!held.isOver()) {
      const { bytesRead } = await port.read(buffer, 0, READ_BYTES);
      if (held.isOver()) return;
      if (!silence.isStale()) held.hand(buffer.subarray(0, bytesRead));
      // A traveller's code does not stay behind.
      buffer.fill(0, 0, bytesRead);
    }
  };
  // Closing it cancels the read: that is no loss.
  readOn().catch((cause: unknown) => held.lose(cause));
  return held.connection;
}

/** The library's texts: strerror(3) of open(2) and flock(2) on Unix; on Windows "Access denied" is what a port answers that is open elsewhere. */
function toOpenError(cause: unknown): DriverError {
  const message = messageOf(cause);
  if (/cannot lock|resource busy|access denied/i.test(message)) return new DriverError('denied', PORT_HELD, { cause });
  if (/permission denied|operation not permitted/i.test(message)) return new DriverError('denied', PORT_DENIED, { cause });
  return new DriverError('failed', toDetail(`The serial port could not be opened: ${message}`), { cause });
}
