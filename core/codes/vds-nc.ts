/**
 * ICAO visible digital seals for non-constrained environments (technical report VDS-NC 1.1; Doc 9303 part 13): one JSON text
 * `{"data":{"hdr":{"t","v","is"},"msg":{}},"sig":{"alg","cer","sigvl"}}` with its signer's certificate inside. Signed is the canonical form of `data`
 * (RFC 8785). docs/formats/vds-nc.md says what is accepted. Layer: codes.
 */
import { hash } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import type { CodeFormat, Envelope, Parsed } from '../model/envelope.ts';
import { member, parseJsonObject } from './bounded-json.ts';
import { toCodeIdHandle } from './code-id-handle.ts';
import { canonicalise } from './canonical-json.ts';
import { MAX_SYMBOL_CHARACTERS } from './limits.ts';
import { readVdsNcFacts } from './vds-nc-facts.ts';
import { MAX_VDS_NC_CERTIFICATE_CHARACTERS, MAX_VDS_NC_DEPTH } from './vds-limits.ts';

/** JSON that has a type of ICAO's somewhere: the order of members is free, and a certificate may stand before the header. */
const MARK = /^\s{0,8}\{[^]*"icao\./;
const VERSION = 1;
/** Types that are read, and the document type that their signers' certificates name (VDS-NC certificate profile). */
const DOCUMENT_TYPES: ReadonlyMap<unknown, string> = new Map([
  ['icao.vacc', 'NV'],
  ['icao.test', 'NT'],
]);
const TYPE = /^icao\.[a-z0-9.]{1,32}$/;
/** Doc 9303 part 3 section 5: three letters, or one and fillers that JSON leaves out. */
const ISSUER = /^[A-Z]{1,3}$/;
const ALGORITHM = /^[A-Za-z0-9]{1,16}$/;
/** r || s of ES256, ES384 and ES512 (RFC 7518 clause 3.4), and of a 512-bit brainpool curve. */
const SIGNATURE_BYTES: readonly number[] = [64, 96, 128, 132];
/** Extended key usage of barcode signers for these seals. */
const SIGNER_USAGE = '2.23.136.1.1.14.2';
/** Eight bytes in hex. */
const KEY_ID_CHARACTERS = 16;

export const vdsNc: CodeFormat = {
  id: 'VDS-NC',
  recognises: (text) => MARK.test(text),
  parse(text) {
    if (text.length > MAX_SYMBOL_CHARACTERS) return { ok: false, reason: 'code-too-large', detail: `VDS-NC: ${text.length} characters, more than any symbol holds` };
    const json = parseJsonObject(toUtf8(text), MAX_VDS_NC_DEPTH);
    return json.ok ? parseSeal(json.value) : json;
  },
  toFacts: readVdsNcFacts,
  toRevocationHandles: (_envelope, facts) => [toCodeIdHandle(facts)],
};

/** A symbol's text has one character per byte; typed text may have real characters instead. The signature tells whether this was right. */
function toUtf8(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  return isUtf8(bytes) && bytes.toString('latin1') === text ? bytes : Buffer.from(text, 'utf8');
}

function parseSeal(seal: unknown): Parsed<Envelope> {
  const data = member(seal, 'data');
  const header = member(data, 'hdr');
  const [type, version, issuer] = ['t', 'v', 'is'].map((name) => member(header, name));
  if (typeof type !== 'string' || !TYPE.test(type)) return malformed('hdr.t: expected a type of ICAO');
  const documentType = DOCUMENT_TYPES.get(type);
  if (documentType === undefined) return { ok: false, reason: 'recognised-not-accepted', detail: `VDS-NC: a seal of the type ${type}` };
  if (version !== VERSION) return { ok: false, reason: 'version-unsupported', detail: `VDS-NC: expected version ${VERSION} of ${type}` };
  if (typeof issuer !== 'string' || !ISSUER.test(issuer)) return malformed('hdr.is: expected one to three capital letters');
  const zone = member(seal, 'sig');
  const [algorithm, certificateText, signatureText] = ['alg', 'cer', 'sigvl'].map((name) => member(zone, name));
  if (typeof algorithm !== 'string' || !ALGORITHM.test(algorithm)) return malformed('sig.alg: expected the name of an algorithm');
  const der = fromBase64Url(certificateText, MAX_VDS_NC_CERTIFICATE_CHARACTERS);
  if (der === null) return malformed('sig.cer: expected a certificate in base64url');
  const signature = fromBase64Url(signatureText, MAX_VDS_NC_CERTIFICATE_CHARACTERS);
  if (signature === null || !SIGNATURE_BYTES.includes(signature.length)) return malformed('sig.sigvl: expected r and s in base64url');
  const canonical = canonicalise(data);
  if (canonical === null) return malformed('data: expected finite numbers and whole characters');
  return {
    ok: true,
    value: {
      format: 'VDS-NC',
      signedBytes: Buffer.from(canonical, 'utf8'),
      signature,
      claimedAlgorithm: algorithm,
      issuer,
      keyId: hash('sha256', der).slice(0, KEY_ID_CHARACTERS),
      claims: data,
      carried: { der, usage: SIGNER_USAGE, documentType },
    },
  };
}

/** The bytes of base64url (RFC 4648 clause 5), whole padding or none, no stray bits, not empty; deployed seals are padded. */
function fromBase64Url(text: unknown, maxCharacters: number): Buffer | null {
  if (typeof text !== 'string' || text.length > maxCharacters) return null;
  const bytes = Buffer.from(text, 'base64url');
  const plain = bytes.toString('base64url');
  const padded = plain.padEnd(Math.ceil(plain.length / 4) * 4, '=');
  return bytes.length > 0 && (text === plain || text === padded) ? bytes : null;
}

function malformed(detail: string): Parsed<never> {
  return { ok: false, reason: 'code-malformed', detail: `VDS-NC: ${detail}` };
}
