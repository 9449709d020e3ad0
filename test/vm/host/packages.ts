/**
 * The Debian packages a guest is made of: a kernel with its modules and a static busybox. Downloaded and unpacked, never installed,
 * and kept in node_modules/.cache by version and parts, so that a machine fetches them once.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE_DIR = fileURLToPath(new URL('../../../node_modules/.cache/portas-vm/', import.meta.url));
/** Depends on the kernel package of the day. */
const KERNEL_META_PACKAGE = 'linux-image-amd64';
/** What the guest takes of the kernel package; the whole of it unpacks to 400 MB. */
const KERNEL_PARTS = ['./boot/vmlinuz-*', ...['drivers/hid', 'drivers/usb', 'drivers/virtio', 'drivers/input', 'drivers/char/virtio_console.ko', 'fs/9p', 'fs/configfs', 'fs/netfs', 'fs/fscache', 'net/9p'].map((part) => `./lib/modules/*/kernel/${part}`)];
const BUSYBOX_PARTS = ['./bin/busybox'];
/** A download that takes longer has stalled. */
const DOWNLOAD_LIMIT_MS = 300_000;

/** Why the virtual machine cannot be had here: what is missing, and what would help. */
export class VmUnavailable extends Error {
  override readonly name = 'VmUnavailable';
}

export interface GuestPackages {
  /** The compressed kernel, as the package holds it. */
  readonly bzImage: string;
  /** Folder that holds the modules, at any depth. */
  readonly modulesDir: string;
  readonly busybox: string;
  /** Folder for what is made from the packages, one per version of them. */
  readonly madeDir: string;
}

/** @returns what keeps this machine from running the virtual machine at all; null when it can be tried. */
export function vmObstacle(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return `the guest is Linux on x86-64, this is ${process.platform} on ${process.arch}`;
  if (!isOnPath('qemu-system-x86_64')) return 'qemu-system-x86_64 is not installed (Debian: apt-get install --no-install-recommends qemu-system-x86)';
  if (!isOnPath('apt-get') || !isOnPath('dpkg-deb')) return 'the kernel comes from Debian packages, and apt-get or dpkg-deb is missing';
  return null;
}

/**
 * Fetches what is not there yet.
 * @throws {VmUnavailable} where there is no network, no package list or no Debian.
 */
export function fetchPackages(say: (line: string) => void): GuestPackages {
  const kernel = unpack(kernelPackage(), KERNEL_PARTS, say);
  const busybox = unpack('busybox-static', BUSYBOX_PARTS, say);
  const [bzImage] = globSync('boot/vmlinuz-*', { cwd: kernel });
  if (bzImage === undefined) throw new VmUnavailable(`${kernel}: no boot/vmlinuz-* in the kernel package`);
  return { bzImage: join(kernel, bzImage), modulesDir: join(kernel, 'lib/modules'), busybox: join(busybox, 'bin/busybox'), madeDir: kernel };
}

/** The name of the kernel package that the meta package depends on; package lists are fetched where that is ours to do. */
function kernelPackage(): string {
  const find = (): string | undefined => /Depends: (linux-image-\S+)/.exec(run('apt-cache', ['depends', KERNEL_META_PACKAGE]))?.[1];
  let found = find();
  if (found === undefined && process.getuid?.() === 0) {
    run('apt-get', ['update']);
    found = find();
  }
  if (found === undefined) throw new VmUnavailable(`apt knows no ${KERNEL_META_PACKAGE}: not Debian, or no package lists (apt-get update)`);
  return found;
}

/** @returns the folder with the wanted parts of a package's current version. */
function unpack(name: string, parts: readonly string[], say: (line: string) => void): string {
  const file = /^'[^']+' (\S+\.deb) /m.exec(run('apt-get', ['download', '--print-uris', name]))?.[1];
  if (file === undefined) throw new VmUnavailable(`apt does not say where to download ${name}`);
  const partsTag = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 8);
  const dir = join(CACHE_DIR, `${file.replace(/%3a/g, '-').replace(/\.deb$/, '')}-${partsTag}`);
  if (existsSync(dir)) return dir;
  mkdirSync(CACHE_DIR, { recursive: true });
  // Made beside its place and moved there whole: a run that breaks off leaves nothing half made.
  const making = mkdtempSync(join(CACHE_DIR, 'making-'));
  chmodSync(making, 0o755);
  try {
    say(`downloading ${file}`);
    const downloaded = spawnSync('apt-get', ['download', name], { cwd: making, encoding: 'utf8', timeout: DOWNLOAD_LIMIT_MS });
    const [deb] = readdirSync(making).filter((entry) => entry.endsWith('.deb'));
    if (downloaded.status !== 0 || deb === undefined) throw new VmUnavailable(`${name} could not be downloaded: ${lastLine(downloaded.stderr)}`);
    const wanted = parts.map((part) => `'${part}'`).join(' ');
    const unpacked = spawnSync('sh', ['-c', `dpkg-deb --fsys-tarfile "$1" | tar -x -f - --wildcards ${wanted}`, 'sh', deb], { cwd: making, encoding: 'utf8' });
    if (unpacked.status !== 0) throw new VmUnavailable(`${file} could not be unpacked: ${lastLine(unpacked.stderr)}`);
    rmSync(join(making, deb));
    try {
      renameSync(making, dir);
    } catch (cause) {
      // Another run was quicker: its folder is as good.
      if (!existsSync(dir)) throw cause;
    }
    return dir;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** Makes a file of the cache once: whole or not at all. @param make - writes it under a name for the time being. */
export function keep(file: string, make: (partFile: string) => void): void {
  if (existsSync(file)) return;
  const part = `${file}.${process.pid}.part`;
  make(part);
  renameSync(part, file);
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: DOWNLOAD_LIMIT_MS, env: { ...process.env, LC_ALL: 'C' } });
  if (status !== 0) throw new VmUnavailable(`${command} ${args.join(' ')} failed: ${error?.message ?? lastLine(stderr)}`);
  return stdout;
}

function isOnPath(command: string): boolean {
  return (process.env.PATH ?? '').split(':').some((dir) => dir !== '' && existsSync(join(dir, command)));
}
