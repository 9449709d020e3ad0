/**
 * Whether a write-ahead log lost something that was once committed. SQLite takes a frame with a wrong checksum for the end of the log, as after a power
 * cut, and goes on without a word; a damaged frame in the middle would so undo commits that were acknowledged. Layer: store.
 * @see https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 * @see https://www.sqlite.org/walformat.html
 */
import { existsSync, readFileSync } from 'node:fs';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const PAGE_BYTES = 4_096;
const FRAME_BYTES = FRAME_HEADER_BYTES + PAGE_BYTES;
/** Written by machines of either byte order; the lowest bit says the order of the checksums. */
const MAGIC_LITTLE = 0x377f0682;
const VERSION = 3_007_000;

/** Two copies of 48 bytes, then the number of frames that are in the database already. */
const INDEX_HEADER_BYTES = 48;
const BACKFILL_AT = 96;

type Sum = readonly [number, number];

interface Frame {
  readonly offset: number;
  /** Whether it is whole, given the checksum of the frame before it. */
  readonly sound: boolean;
  readonly commits: boolean;
  readonly salt: string;
}

/** Whether commits are missing from the log at `${databasePath}-wal`. Reads files alone: call it before the database is opened. */
export function lostCommits(databasePath: string): boolean {
  const wal = read(`${databasePath}-wal`);
  const { sound, rest } = walk(wal);
  const index = readIndex(read(`${databasePath}-shm`));
  // The index is written after the log is forced to the disk: what it counts was there.
  if (index !== null && index.frames > sound && index.frames > index.inDatabase && (wal.length < HEADER_BYTES || index.salt === saltOf(wal, 16))) return true;
  if (index !== null && wal.length >= HEADER_BYTES && index.salt !== saltOf(wal, 16) && index.frames > index.inDatabase && rest.some((frame) => frame.salt === index.salt)) return true;
  // A power cut leaves one commit unfinished at most: two after a broken frame were both forced to the disk.
  return rest.filter(({ commits, sound: whole }) => commits && whole).length > 1;
}

/** The same log without its broken frames, with checksums that fit again; null where there is nothing after them. For salvage: what pages say is checked by the cipher. */
export function mendLog(databasePath: string): Buffer | null {
  const wal = read(`${databasePath}-wal`);
  const { frames } = walk(wal);
  const salt = frames.find(({ sound }) => sound)?.salt;
  if (salt === undefined) return null;
  const kept = frames.filter((frame) => frame.sound && frame.salt === salt);
  const out = Buffer.alloc(HEADER_BYTES + kept.length * FRAME_BYTES);
  out.writeUInt32BE(MAGIC_LITTLE, 0);
  out.writeUInt32BE(VERSION, 4);
  out.writeUInt32BE(PAGE_BYTES, 8);
  out.write(salt, 16, 'hex');
  let sum = checksum(out, 0, 24, [0, 0]);
  writeSum(out, 24, sum);
  kept.forEach(({ offset }, index) => {
    const at = HEADER_BYTES + index * FRAME_BYTES;
    wal.copy(out, at, offset, offset + FRAME_BYTES);
    sum = checksum(out, at + FRAME_HEADER_BYTES, PAGE_BYTES, checksum(out, at, 8, sum));
    writeSum(out, at + 16, sum);
  });
  return out;
}

/** `sound`: frames from the first that SQLite will take. `rest`: those behind them which are of the same log. */
function walk(wal: Buffer): { readonly sound: number; readonly frames: readonly Frame[]; readonly rest: readonly Frame[] } {
  if (wal.length < HEADER_BYTES) return { sound: 0, frames: [], rest: [] };
  const frames: Frame[] = [];
  for (let offset = HEADER_BYTES; offset + FRAME_BYTES <= wal.length; offset += FRAME_BYTES) {
    const before: Sum = readSum(wal, offset === HEADER_BYTES ? 24 : offset - FRAME_BYTES + 16);
    const sum = checksum(wal, offset + FRAME_HEADER_BYTES, PAGE_BYTES, checksum(wal, offset, 8, before));
    const [a, b] = readSum(wal, offset + 16);
    frames.push({ offset, sound: sum[0] === a && sum[1] === b, commits: wal.readUInt32BE(offset + 4) !== 0, salt: saltOf(wal, offset + 8) });
  }
  const headed = wal.readUInt32BE(0) === MAGIC_LITTLE && wal.readUInt32BE(8) === PAGE_BYTES && sameSum(checksum(wal, 0, 24, [0, 0]), readSum(wal, 24));
  const salt = headed ? saltOf(wal, 16) : frames.find((frame) => frame.sound)?.salt;
  const broken = headed ? frames.findIndex((frame) => !frame.sound || frame.salt !== salt) : 0;
  const sound = broken === -1 ? frames.length : broken;
  return { sound, frames, rest: frames.slice(sound).filter((frame) => frame.salt === salt) };
}

/** Null where there is no index, or one that was torn. */
function readIndex(shm: Buffer): { readonly frames: number; readonly inDatabase: number; readonly salt: string } | null {
  if (shm.length < BACKFILL_AT + 4) return null;
  const first = shm.subarray(0, INDEX_HEADER_BYTES);
  if (!first.equals(shm.subarray(INDEX_HEADER_BYTES, 2 * INDEX_HEADER_BYTES))) return null;
  const sum = checksum(first, 0, 40, [0, 0]);
  // Integers of the index are in the machine's own order; the salts are copied as they stand in the log.
  if (first.readUInt32LE(0) !== VERSION || sum[0] !== first.readUInt32LE(40) || sum[1] !== first.readUInt32LE(44)) return null;
  return { frames: first.readUInt32LE(16), inDatabase: shm.readUInt32LE(BACKFILL_AT), salt: saltOf(first, 32) };
}

const read = (file: string): Buffer => (existsSync(file) ? readFileSync(file) : Buffer.alloc(0));
const saltOf = (bytes: Buffer, at: number): string => bytes.toString('hex', at, at + 8);
const readSum = (bytes: Buffer, at: number): Sum => [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];
const sameSum = (a: Sum, b: Sum): boolean => a[0] === b[0] && a[1] === b[1];

function writeSum(bytes: Buffer, at: number, [a, b]: Sum): void {
  bytes.writeUInt32BE(a, at);
  bytes.writeUInt32BE(b, at + 4);
}

/** The log's own checksum, over 32-bit words in little-endian order (as MAGIC_LITTLE says). */
function checksum(bytes: Buffer, from: number, length: number, start: Sum): Sum {
  let [a, b] = start;
  for (let at = from; at < from + length; at += 8) {
    a = (a + bytes.readUInt32LE(at) + b) >>> 0;
    b = (b + bytes.readUInt32LE(at + 4) + a) >>> 0;
  }
  return [a, b];
}
