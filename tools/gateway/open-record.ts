/** Opens a sealed record by docs/formats/mainland-record.md sections 1 and 2. Never throws on input. */
import sealedBox from 'tweetnacl-sealedbox-js';
import * as z from 'zod';
import { SEALED_FORMAT } from '../../core/convert/seal.ts';
import type { MainlandRecord } from '../../core/model/mainland-profile.ts';
import type { SealingPair } from './keys.ts';
import { BOX_OVERHEAD_BYTES, MAX_SEALED_BYTES } from './limits.ts';
import { parseRecord, TimeText } from './record-schema.ts';

const BLOCK_BYTES = 2_048;
const PADDING_MARK = 0x80;

const Body = z.strictObject({ format: z.literal(SEALED_FORMAT), record: z.unknown(), sealedAt: TimeText, sealingKeyId: z.string() });

export type Opened = { readonly ok: true; readonly record: MainlandRecord } | { readonly ok: false; readonly error: string };

/** @param key - the one that `outside` names; undefined when this gateway has none of that name. @param outside - what stands beside the sealed bytes and must stand inside them too. */
export function openRecord(sealed: Uint8Array, key: SealingPair | undefined, outside: { recordId: string; terminalId: string; sealingKeyId: string }): Opened {
  const no = (error: string): Opened => ({ ok: false, error });
  if (outside.sealingKeyId !== key?.keyId) return no('sealingKeyId: not a key of this gateway');
  if (sealed.length > MAX_SEALED_BYTES || sealed.length < BOX_OVERHEAD_BYTES) return no('sealed: wrong length');
  const padded = sealedBox.open(sealed, key.publicKey, key.secretKey);
  if (padded === null) return no('sealed: does not open');
  const json = unpad(padded);
  if (json === null) return no('sealed: padding malformed');
  const value = parseCanonical(json);
  if (value === undefined) return no('sealed: not canonical JSON');
  const body = Body.safeParse(value);
  if (!body.success) return no('sealed: not a body of this format');
  if (body.data.sealingKeyId !== outside.sealingKeyId) return no('sealingKeyId: another one inside');
  const parsed = parseRecord(body.data.record);
  if (!parsed.ok) return no(parsed.error);
  if (parsed.record.recordId !== outside.recordId) return no('recordId: another one inside');
  if (parsed.record.terminalId !== outside.terminalId) return no('terminalId: not the terminal that signed');
  return { ok: true, record: parsed.record };
}

/** ISO/IEC 7816-4: removes zero bytes, then one mark. Null when there is no mark or the length is no multiple of a block. */
function unpad(padded: Uint8Array): Uint8Array | null {
  if (padded.length === 0 || padded.length % BLOCK_BYTES !== 0) return null;
  let end = padded.length - 1;
  while (end > 0 && padded[end] === 0) end -= 1;
  return padded[end] === PADDING_MARK ? padded.subarray(0, end) : null;
}

/** Accepts RFC 8785 form alone: writing the value again must give the same bytes, so that no member can hide behind another of its name. */
function parseCanonical(json: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json);
    const value: unknown = JSON.parse(text);
    return canonical(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
