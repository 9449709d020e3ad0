/**
 * New Zealand COVID Pass (technical specification version 1, nzcp.covid19.health.nz): `NZCP:/1/` + base32 of a COSE_Sign1 message with ES256
 * over CWT claims. Clause numbers below are of that specification. docs/formats/nzcp.md says what is accepted. Layer: codes.
 */
import type { CodeFormat, Envelope, Parsed } from '../model/envelope.ts';
import { decodeBase32 } from './base32.ts';
import { isCalendarDay } from './calendar.ts';
import { decodeCbor, isCborMap } from './cbor.ts';
import { ClaimReader } from './claim-reader.ts';
import { toCodeIdHandle } from './code-id-handle.ts';
import { HEADER, algorithmName, parseCoseSign1, toSigStructure } from './cose-sign1.ts';
import { MAX_NAME_BYTES, MAX_NZCP_CHARACTERS, NZCP_MAX_DEPTH, NZCP_MAX_ITEMS, SIGNATURE_BYTES } from './limits.ts';
import type { Facts } from '../model/facts.ts';
import { utcMillis } from '../model/units.ts';

/** Clause 4: prefix, version, content. */
const FORM = /^NZCP:\/(\d{1,4})\/([^]*)$/;
const VERSION = '1';
const CLAIM_LIMITS = { maxDepth: NZCP_MAX_DEPTH, maxItems: NZCP_MAX_ITEMS };
/** Clause 2.1: claim keys of RFC 8392; the credential stands under its name. */
const CLAIM = { issuer: 1, expires: 4, notBefore: 5, id: 7, credential: 'vc' } as const;
/** Clause 2.1.0.2.1: the issuer is a domain name. */
const ISSUER = /^did:web:[A-Za-z0-9.-]{1,200}$/;
const KEY_ID = /^[A-Za-z0-9._~-]{1,64}$/;
const CTI_BYTES = 16;
const CONTEXTS = ['https://www.w3.org/2018/credentials/v1', 'https://nzcp.covid19.health.nz/contexts/v1'];
const TYPES = ['VerifiableCredential', 'PublicCovidPass'];
const CREDENTIAL_VERSION = /^1\.\d{1,4}\.\d{1,4}$/;
const BIRTH = /^\d{4}-\d\d-\d\d$/;
const ES256 = 'ES256';

export const nzcp: CodeFormat = {
  id: 'NZCP',
  recognises: (text) => /^NZCP:\/\d+\//.test(text),
  parse(text) {
    if (text.length > MAX_NZCP_CHARACTERS) {
      return { ok: false, reason: 'code-too-large', detail: `NZCP: ${text.length} characters, at most ${MAX_NZCP_CHARACTERS} expected` };
    }
    const [, version, content = ''] = FORM.exec(text) ?? [];
    if (version !== VERSION) return { ok: false, reason: 'version-unsupported', detail: 'NZCP: a pass of another version' };
    const bytes = decodeBase32(content);
    return bytes === null ? malformed('expected base32 without padding') : parseMessage(bytes);
  },
  toFacts: readClaims,
  toRevocationHandles: (_envelope, facts) => [toCodeIdHandle(facts)],
};

/** Clause 2.2: the message as far as its signature needs. */
function parseMessage(bytes: Uint8Array): Parsed<Envelope> {
  const message = parseCoseSign1(bytes);
  if (!message.ok) return message;
  const { protectedHeader, payload, signature } = message.value;
  const keyId = protectedHeader.get(HEADER.keyId);
  const keyText = keyId instanceof Uint8Array ? Buffer.from(keyId).toString('latin1') : '';
  if (!KEY_ID.test(keyText)) return malformed('expected a key id in the protected header');
  if (signature.length !== SIGNATURE_BYTES) return malformed(`expected a signature of ${SIGNATURE_BYTES} bytes`);
  const claims = decodeCbor(payload, CLAIM_LIMITS);
  if (!claims.ok) return claims;
  const issuer = isCborMap(claims.value) ? claims.value.get(CLAIM.issuer) : undefined;
  if (typeof issuer !== 'string' || !ISSUER.test(issuer)) return malformed('expected a map of claims with a did:web issuer');
  const algorithm = algorithmName(protectedHeader.get(HEADER.algorithm));
  return {
    ok: true,
    value: {
      format: 'NZCP',
      signedBytes: toSigStructure(message.value),
      signature,
      // One algorithm. Another one keeps a name that no key entry has.
      claimedAlgorithm: algorithm === ES256 ? algorithm : `not ${ES256}`,
      issuer,
      keyId: keyText,
      claims: claims.value,
    },
  };
}

/** Clauses 2.1 and 2.3. A pass says that its holder may enter, not why: it states no vaccination and no test. */
function readClaims(envelope: Envelope): Parsed<Facts> {
  const { claims } = envelope;
  const reader = new ClaimReader();
  if (!isCborMap(claims)) return malformed('claims: expected a map');
  const issuedAt = reader.seconds(claims.get(CLAIM.notBefore), 'not before');
  const expiresAt = reader.seconds(claims.get(CLAIM.expires), 'expires');
  const codeId = reader.hex(claims.get(CLAIM.id), 'pass id', CTI_BYTES);
  const credential = claims.get(CLAIM.credential);
  if (!isCborMap(credential)) return malformed('vc: expected a map');
  reader.check(contains(credential.get('@context'), CONTEXTS), 'vc.@context', 'the contexts of passes');
  reader.check(contains(credential.get('type'), TYPES), 'vc.type', 'a public pass');
  reader.pattern(credential.get('version'), 'vc.version', CREDENTIAL_VERSION);
  const subject = credential.get('credentialSubject');
  if (!isCborMap(subject)) return malformed('vc.credentialSubject: expected a map');
  const given = reader.text(subject.get('givenName'), 'givenName', MAX_NAME_BYTES);
  const family = reader.optional(subject.get('familyName'), (value) => reader.text(value, 'familyName', MAX_NAME_BYTES));
  const birthDate = reader.pattern(subject.get('dob'), 'dob', BIRTH);
  reader.check(isCalendarDay(birthDate), 'dob', 'a date of the calendar');
  if (reader.fault !== null) return malformed(reader.fault);
  return {
    ok: true,
    value: {
      format: 'NZCP',
      issuer: envelope.issuer ?? '',
      codeId,
      issuedAt: utcMillis(issuedAt * 1_000),
      expiresAt: utcMillis(expiresAt * 1_000),
      colour: null,
      subCode: null,
      holder: { nameHan: null, nameLatin: family === null ? given : `${family} ${given}`, birthDate, sex: 'unspecified', nationality: null },
      documents: [],
      declaration: null,
      tests: [],
      vaccinations: [],
      recoveries: [],
      certificate: null,
    },
  };
}

/** Clause 2.3: these, in this order, at the head of the list. */
function contains(value: unknown, expected: readonly string[]): boolean {
  return Array.isArray(value) && expected.every((text, index) => value[index] === text);
}

function malformed(detail: string): Parsed<never> {
  return { ok: false, reason: 'code-malformed', detail: `NZCP: ${detail}` };
}
