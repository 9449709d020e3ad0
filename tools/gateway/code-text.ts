/**
 * Text of a mainland code, project-defined and not that of GB/T 38961, whose layout is not public: version (2 digits), issuer
 * (GB/T 2260, 6), issue time (yyyyMMddHHmmss, Asia/Shanghai, 14), random identifier (32 hex digits), base64url signature.
 * The signature is Ed25519 over the 54 characters before it, where the national profile would have SM2 with SM3.
 */
import { type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import type { UtcMillis } from '../../core/model/units.ts';
import { formatGatewayTime } from '../../core/uplink/gateway-time.ts';

const VERSION = '01';
/** GB/T 2260: Guangdong. */
const ISSUER = '440000';
const LAYOUT = /^(01440000\d{14}([0-9a-f]{32}))([A-Za-z0-9_-]{86})$/;

export interface MainlandCode {
  /** 32 hex digits. */
  readonly codeId: string;
  readonly text: string;
}

export function makeCode(privateKey: KeyObject, issuedAt: UtcMillis): MainlandCode {
  const codeId = randomBytes(16).toString('hex');
  const head = VERSION + ISSUER + formatGatewayTime(issuedAt).slice(0, 14) + codeId;
  return { codeId, text: head + sign(null, Buffer.from(head, 'ascii'), privateKey).toString('base64url') };
}

/** @returns the code's identifier, or null when the text is not one of ours. */
export function readCode(text: string, publicKey: KeyObject): string | null {
  const parts = LAYOUT.exec(text);
  if (parts === null) return null;
  const [, head, codeId, encoded] = parts as unknown as [string, string, string, string];
  const signature = Buffer.from(encoded, 'base64url');
  // Four bits of the last character carry nothing: only one spelling of a code is the code.
  if (signature.toString('base64url') !== encoded) return null;
  return verify(null, Buffer.from(head, 'ascii'), publicKey, signature) ? codeId : null;
}
