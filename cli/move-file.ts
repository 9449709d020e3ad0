/**
 * The files that carry waiting records between terminals: JSON Lines, so that a file of any size is read line by line. First a head, then a record a line, then
 * a foot with the number of records and the SHA-256 of all lines before it. Whatever comes from a stick is hostile until it is parsed.
 */
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fsyncSync, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { utcMillis } from '../core/model/units.ts';
import type { CarriedRecord } from '../core/store/carried.ts';
import { Refusal } from './console.ts';

const TerminalId = z.string().regex(/^[A-Z0-9][A-Z0-9-]{2,31}$/);
const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Head = z.strictObject({ format: z.literal('portas-move-1'), from: TerminalId, at: z.iso.datetime() });
const RecordLine = z.strictObject({
  recordId: z.uuid(),
  origin: z.strictObject({ terminalId: TerminalId, keyId: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/), signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/) }),
  createdAtMs: z.int().min(0),
  sealingKeyId: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
  bodySha256: Hash,
  /** base64; the gateway takes no longer ones. */
  sealed: z.string().max(20_000),
});
const Foot = z.strictObject({ records: z.int().min(0), sha256: Hash });
/** What comes back: what the other terminal has on its disk. */
export const Receipt = z.strictObject({ format: z.literal('portas-move-receipt-1'), from: TerminalId, to: TerminalId, moved: Hash, at: z.iso.datetime(), recordIds: z.array(z.uuid()).max(10_000_000) });
export type Receipt = z.infer<typeof Receipt>;

/** A record line and its line break. */
const MAX_LINE_CHARACTERS = 24_000;

/** Writes a file that is not there yet; on disk when it returns. @returns the hash in its foot. */
export function writeMoveFile(file: string, from: string, at: Date, records: Iterable<CarriedRecord>): { readonly records: number; readonly sha256: string } {
  const out = openSync(file, 'wx', 0o600);
  const hash = createHash('sha256');
  let count = 0;
  const line = (value: object): void => {
    const text = `${JSON.stringify(value)}\n`;
    hash.update(text);
    writeSync(out, text);
  };
  try {
    line({ format: 'portas-move-1', from, at: at.toISOString() });
    for (const { recordId, origin, createdAt, sealingKeyId, bodySha256, sealed } of records) {
      line({ recordId, origin, createdAtMs: createdAt, sealingKeyId, bodySha256, sealed: Buffer.from(sealed).toString('base64') });
      count += 1;
    }
    const sha256 = hash.digest('hex');
    writeSync(out, `${JSON.stringify({ records: count, sha256 })}\n`);
    fsyncSync(out);
    return { records: count, sha256 };
  } finally {
    closeSync(out);
  }
}

export interface MoveFile {
  readonly from: string;
  readonly sha256: string;
  readonly records: number;
}

/**
 * Reads a file from beginning to end and calls back with each record whose bytes have their hash.
 * @throws Refusal that names the file, the line and what was expected.
 */
export async function readMoveFile(file: string, onRecord: (record: CarriedRecord) => void): Promise<MoveFile> {
  const hash = createHash('sha256');
  let head: z.infer<typeof Head> | null = null;
  let foot: z.infer<typeof Foot> | null = null;
  let number = 0;
  let count = 0;
  const fail = (why: string): Refusal => new Refusal(`${file}: line ${number}: ${why}`);
  for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (foot !== null) throw fail('expected nothing after the last line');
    if (line.length > MAX_LINE_CHARACTERS) throw fail(`longer than ${MAX_LINE_CHARACTERS} characters`);
    const value = parseJson(line);
    if (head === null) {
      const parsed = Head.safeParse(value);
      if (!parsed.success) throw fail('expected the head of a file that `move export` wrote');
      head = parsed.data;
    } else {
      const end = Foot.safeParse(value);
      if (end.success) {
        foot = end.data;
        continue;
      }
      const parsed = RecordLine.safeParse(value);
      if (!parsed.success) throw fail('expected a record');
      const { createdAtMs, sealed: text, ...record } = parsed.data;
      const sealed = Buffer.from(text, 'base64');
      if (createHash('sha256').update(sealed).digest('hex') !== record.bodySha256) throw fail('the record is not what was written: its hash differs');
      onRecord({ ...record, sealed, createdAt: utcMillis(createdAtMs) });
      count += 1;
    }
    hash.update(`${line}\n`);
  }
  if (head === null || foot === null) throw new Refusal(`${file}: cut short: its last line is missing`);
  if (foot.records !== count || foot.sha256 !== hash.digest('hex')) throw new Refusal(`${file}: not as it was written: count or hash differs from its last line`);
  return { from: head.from, sha256: foot.sha256, records: count };
}

/** What is no JSON fits no shape. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
