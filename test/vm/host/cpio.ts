/** Archives in the form the kernel unpacks its first file system from: cpio "newc" (Documentation/driver-api/early-userspace/buffer-format.rst). */

export type CpioEntry =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly content: Buffer; readonly executable: boolean }
  | { readonly kind: 'character-device'; readonly path: string; readonly major: number; readonly minor: number };

const MODE = { folder: 0o040755, file: 0o100644, executable: 0o100755, device: 0o020600 } as const;

/** @param entries - folders before what is in them; paths without a leading slash. */
export function writeCpio(entries: readonly CpioEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap((entry, index) => record(entry, index + 1)), ...record({ kind: 'file', path: 'TRAILER!!!', content: Buffer.alloc(0), executable: false }, 0)]);
}

function record(entry: CpioEntry, inode: number): Buffer[] {
  const content = entry.kind === 'file' ? entry.content : Buffer.alloc(0);
  const [major, minor] = entry.kind === 'character-device' ? [entry.major, entry.minor] : [0, 0];
  const name = Buffer.from(`${entry.path}\0`);
  // inode, mode, uid, gid, links, time, size, device of the archive, device of the node, name's size, check sum.
  const fields = [inode, modeOf(entry), 0, 0, 1, 0, content.length, 0, 0, major, minor, name.length, 0];
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`);
  return [header, name, padding(header.length + name.length), content, padding(content.length)];
}

function modeOf(entry: CpioEntry): number {
  switch (entry.kind) {
    case 'folder':
      return MODE.folder;
    case 'character-device':
      return MODE.device;
    case 'file':
      return entry.executable ? MODE.executable : MODE.file;
    default:
      return entry satisfies never;
  }
}

/** Headers and contents begin at multiples of four. */
const padding = (length: number): Buffer => Buffer.alloc((4 - (length % 4)) % 4);
