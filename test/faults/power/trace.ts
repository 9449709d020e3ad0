/** Reads what the shim wrote: every change of the disk and every promise of the process, in the order in which they were made. */

export type Change =
  | { readonly op: 'start' }
  | { readonly op: 'open'; readonly fd: number; readonly path: string; readonly creates: boolean; readonly truncates: boolean }
  | { readonly op: 'write'; readonly fd: number; readonly offset: number; readonly data: Buffer }
  | { readonly op: 'truncate'; readonly fd: number; readonly size: number }
  | { readonly op: 'sync'; readonly fd: number }
  | { readonly op: 'close'; readonly fd: number }
  | { readonly op: 'rename'; readonly from: string; readonly to: string }
  | { readonly op: 'unlink' | 'mkdir' | 'rmdir'; readonly path: string }
  | { readonly op: 'said'; readonly text: string };

const HEAD_BYTES = 28;

/** @throws Error for a trace that was cut off in a line, or is none. */
export function parseTrace(bytes: Buffer): readonly Change[] {
  const changes: Change[] = [];
  for (let at = 0; at < bytes.length; ) {
    const word = (index: number): number => bytes.readUInt32LE(at + index * 4);
    const [op, fd, flags, nameLength, dataLength] = [word(0), word(1), word(2), word(5), word(6)];
    const offset = Number(bytes.readBigInt64LE(at + 12));
    const nameAt = at + HEAD_BYTES;
    const dataAt = nameAt + nameLength;
    at = dataAt + dataLength;
    if (at > bytes.length) throw new Error('the trace ends in the middle of a line');
    const path = bytes.toString('utf8', nameAt, dataAt);
    const data = bytes.subarray(dataAt, at);
    changes.push(toChange(op, { fd, flags, offset, path, data }));
  }
  return changes;
}

function toChange(op: number, { fd, flags, offset, path, data }: { fd: number; flags: number; offset: number; path: string; data: Buffer }): Change {
  switch (op) {
    case 1:
      return { op: 'start' };
    case 2:
      return { op: 'open', fd, path, creates: (flags & 1) !== 0, truncates: (flags & 2) !== 0 };
    case 3:
      return { op: 'write', fd, offset, data };
    case 4:
      return { op: 'truncate', fd, size: offset };
    case 5:
      return { op: 'sync', fd };
    case 6:
      return { op: 'close', fd };
    case 7:
      return { op: 'rename', from: path, to: data.toString() };
    case 8:
      return { op: 'unlink', path };
    case 9:
      return { op: 'mkdir', path };
    case 10:
      return { op: 'rmdir', path };
    case 11:
      return { op: 'said', text: data.toString() };
    default:
      throw new Error(`the trace has a line of kind ${op}`);
  }
}
