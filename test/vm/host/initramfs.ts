/**
 * The guest's first file system: busybox, the modules, and a script that shows the guest the host's own files read only (9P over virtio), so
 * that Node, its libraries, the packages and our engine are those of the host, with nothing copied.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type CpioEntry, writeCpio } from './cpio.ts';
import { loadOrder, moduleName } from './modules.ts';

/** 9P for the host's files; a HID device from user space; USB and its keyboards; a USB bus with nothing but our own serial device on it, and what is said on it; FTDI adapters, and the far ends of their lines. */
const WANTED_MODULES = ['virtio_pci', '9pnet_virtio', '9p', 'uhid', 'hid_generic', 'xhci_pci', 'usbhid', 'evdev', 'dummy_hcd', 'usb_f_acm', 'cdc_acm', 'usbmon', 'ftdi_sio', 'virtio_console'];
/** Full speed, as scanners are: packets of 64 bytes. */
const MODULE_OPTIONS: Readonly<Record<string, string>> = { dummy_hcd: 'is_high_speed=0' };
/** Mount tag of the host's files. */
export const HOST_TAG = 'host';
/** The guest's own files, in memory, over a folder that every Linux system has. */
const SCRATCH = '/run';

export interface InitramfsParts {
  readonly busybox: string;
  readonly modulesDir: string;
  /** Program and arguments that the guest runs, by the host's paths. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** @returns a cpio archive, not compressed: it is small. */
export function makeInitramfs({ busybox, modulesDir, command, env }: InitramfsParts): Buffer {
  const files = new Map(globSync('**/*.ko', { cwd: modulesDir }).map((file) => [moduleName(basename(file, '.ko')), join(modulesDir, file)]));
  const read = (name: string): Buffer | null => {
    const file = files.get(name);
    return file === undefined ? null : readFileSync(file);
  };
  const order = loadOrder(WANTED_MODULES, read);
  const modules = order.map((name): CpioEntry => ({ kind: 'file', path: `modules/${name}.ko`, content: read(name) ?? Buffer.alloc(0), executable: false }));
  return writeCpio([
    ...['bin', 'dev', 'proc', 'sys', 'modules', 'host'].map((path): CpioEntry => ({ kind: 'folder', path })),
    { kind: 'character-device', path: 'dev/console', major: 5, minor: 1 },
    { kind: 'file', path: 'bin/busybox', content: readFileSync(busybox), executable: true },
    { kind: 'file', path: 'init', content: Buffer.from(initScript(order, command, env)), executable: true },
    ...modules,
  ]);
}

function initScript(modules: readonly string[], command: readonly string[], env: InitramfsParts['env']): string {
  return `#!/bin/busybox sh
B=/bin/busybox
$B mount -t devtmpfs dev /dev
load() { $B insmod /modules/$1.ko $2 || echo "module $1 did not load"; }
${modules.map((name) => `load ${name} ${MODULE_OPTIONS[name] ?? ''}`).join('\n')}
$B mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=512000,cache=loose ${HOST_TAG} /host || echo 'the files of the host are not there'
$B mount -t tmpfs -o mode=755 run /host${SCRATCH}
$B mount -t devtmpfs dev /host/dev
$B mount -t proc proc /host/proc
$B mount -t sysfs sys /host/sys
$B mount -t configfs config /host/sys/kernel/config
$B mount -t debugfs debug /host/sys/kernel/debug
export PATH=/usr/bin:/bin HOME=${SCRATCH} TMPDIR=${SCRATCH}
${Object.entries(env)
  .map(([name, value]) => `export ${name}=${quote(value)}`)
  .join('\n')}
$B chroot /host ${command.map(quote).join(' ')}
echo "the guest's program ended with code $?"
$B poweroff -f
`;
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
