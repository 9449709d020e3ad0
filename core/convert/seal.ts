// The package below has no types of its own, and a program that starts at another folder finds this declaration only by its path.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- an ambient declaration of an untyped package cannot be imported
/// <reference path="./tweetnacl-sealedbox-js.d.ts" />
/**
 * Seals a record to the gateway's public key, so that nobody on the way, and nobody who steals the terminal, can read it.
 * Layer: convert. Layout: docs/formats/mainland-record.md sections 1 and 2; libsodium `crypto_box_seal`, `sodium_pad`; RFC 8785.
 */
import { createHash } from 'node:crypto';
import nacl from 'tweetnacl';
import sealedBox from 'tweetnacl-sealedbox-js';
import { PortasFault } from '../model/fault.ts';
import { toMacauStamp } from '../model/macau-time.ts';
import type { MainlandRecord } from '../model/mainland-profile.ts';
import type { SealedRecord } from '../model/outbox.ts';
import type { UtcMillis } from '../model/units.ts';

/** Name of the body's layout; a receiver refuses another one. */
export const SEALED_FORMAT = 'portas-sealed-1';
/**
 * Every body is padded to a multiple of this many bytes, so that the length of a stolen box tells nothing of a name or an address.
 * A body takes about 750 bytes without name, address and laboratory, and those at most 1,200 in characters of three bytes.
 */
export const PADDING_BLOCK_BYTES = 2_048;
const PADDING_MARK = 0x80;

export interface SealingKey {
  readonly keyId: string;
  /** X25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/**
 * Reads the gateway's sealing key as it stands in the settings.
 * @throws PortasFault `config-invalid`: not 32 bytes of base64, or a point of small order, to which a box would be open to anyone.
 */
export function parseSealingKey({ keyId, publicKeyBase64 }: { readonly keyId: string; readonly publicKeyBase64: string }): SealingKey {
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(keyId)) throw new PortasFault('config-invalid', 'sealing key: keyId: expected 1 to 64 of A-Z a-z 0-9 . _ -');
  if (!/^[A-Za-z0-9+/]{43}=$/.test(publicKeyBase64)) throw new PortasFault('config-invalid', `sealing key ${keyId}: publicKeyBase64: expected 32 bytes in base64`);
  const publicKey = new Uint8Array(Buffer.from(publicKeyBase64, 'base64'));
  const shared = nacl.scalarMult(nacl.randomBytes(nacl.scalarMult.scalarLength), publicKey);
  if (shared.every((byte) => byte === 0)) throw new PortasFault('config-invalid', `sealing key ${keyId}: publicKeyBase64: is a point of small order`);
  return { keyId, publicKey };
}

/**
 * Seals one record. The record's id, the terminal and the key's id are inside the box, because a sealed box has no associated data.
 * @param createdAt - when, UTC milliseconds.
 */
export function sealRecord(record: MainlandRecord, key: SealingKey, createdAt: UtcMillis): SealedRecord {
  const body = canonicalJson({ format: SEALED_FORMAT, record: { ...record, trip: { ...record.trip } }, sealedAt: toMacauStamp(createdAt), sealingKeyId: key.keyId });
  const sealed = sealedBox.seal(pad(new TextEncoder().encode(body)), key.publicKey);
  const bodySha256 = createHash('sha256').update(sealed).digest('hex');
  return { recordId: record.recordId, sealed, bodySha256, sealingKeyId: key.keyId, createdAt };
}

/** ISO/IEC 7816-4 padding, as libsodium's `sodium_pad` does it: one mark, then zeros to the next full block. */
function pad(body: Uint8Array): Uint8Array {
  const padded = new Uint8Array((Math.floor(body.length / PADDING_BLOCK_BYTES) + 1) * PADDING_BLOCK_BYTES);
  padded.set(body);
  padded[body.length] = PADDING_MARK;
  return padded;
}

type Canonical = string | null | { readonly [name: string]: Canonical };

/** RFC 8785 for what a body holds: texts, nulls and objects. Sorting is by UTF-16 code units, which is what `sort` does. */
function canonicalJson(value: Canonical): string {
  if (value === null || typeof value === 'string') return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}
