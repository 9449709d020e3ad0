/**
 * Renews the key that the terminal signs its requests with, without a moment in which the gateway takes neither: the new key is made and kept, announced under the
 * old one with a proof that the terminal holds it, and used once the gateway has said yes. Until it sees the new key at work the gateway takes both, so
 * that a lost answer or a fall of the terminal at any step is mended by doing it again. Layer: uplink.
 */
import { randomUUID } from 'node:crypto';
import type { KEY_RENEWALS } from '../model/network.ts';
import type { GatewayClient } from './gateway-client.ts';

/** A key that is made and not yet used. */
export interface NextKey {
  readonly keyId: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** Ed25519 signature by the new key. */
  sign(bytes: Uint8Array): Uint8Array;
}

export interface RenewableKeys {
  /** Makes the next key, or finds the one that an earlier try made; on disk when it returns. */
  next(): NextKey;
  /** Puts the next key of that identifier in place of the one in use; on disk when it returns. */
  adopt(keyId: string): void;
}

export type Renewal = { readonly result: (typeof KEY_RENEWALS)[number]; readonly keyId: string; /** The gateway's words, or what became of the line. */ readonly error: string | null };

/** What the new key signs to show that the terminal holds it: bound to this terminal and this call. */
export function keyProof(terminalId: string, bizSerialNum: string, keyId: string): Buffer {
  return Buffer.from(['portas-terminal-key', terminalId, bizSerialNum, keyId].join('\n'), 'utf8');
}

/** @returns what came of it; never throws on anything that the gateway does. */
export async function renewTerminalKey(terminalId: string, keys: RenewableKeys, client: Pick<GatewayClient, 'call'>): Promise<Renewal> {
  const next = keys.next();
  const { keyId } = next;
  const bizSerialNum = randomUUID();
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const answer = await client.call('terminalKey', { publicKey: base64(next.publicKey), proof: base64(next.sign(keyProof(terminalId, bizSerialNum, keyId))) }, bizSerialNum);
  if (answer.kind !== 'answered') return { result: answer.kind, keyId, error: answer.error };
  if (answer.answer.keyId !== keyId) return { result: 'unavailable', keyId, error: 'the gateway names another key' };
  keys.adopt(keyId);
  return { result: 'renewed', keyId, error: null };
}
