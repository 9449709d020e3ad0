/**
 * Runs the suites of SMART Health Cards: cards (`shc`) through the desk's own reading, verifying and understanding, and issuers' key sets (`shc-keysets`).
 * The suite's own tool also checks files, pictures and FHIR profiles, and warns; what is not a statement about a card's seal or content is not applicable.
 */
import { keySetOf } from '../../core/trust/key-set.ts';
import { isDeepStrictEqual } from 'node:util';
import { joinShcParts, parseShcJws, shc } from '../../core/codes/shc.ts';
import type { Envelope, Parsed } from '../../core/model/envelope.ts';
import { PortasFault } from '../../core/model/fault.ts';
import { utcMillis } from '../../core/model/units.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import { parseJwks } from '../../core/trust/jwks.ts';
import type { KeyEntry } from '../../core/trust/key-set.ts';
import { verifyEnvelope } from '../../core/trust/verify-envelope.ts';
import type { StepResult, SuiteRunner, Vector } from './suite.ts';

const PURPOSE = 'health-code';
const FOREVER = { validFrom: utcMillis(0), validUntil: utcMillis(4_102_444_800_000) };
/** Which of our refusals agree with which error of the suite. */
const AGREEING: Readonly<Record<string, readonly string[]>> = {
  JWS_HEADER_ERROR: ['code-malformed', 'algorithm-mismatch', 'key-unknown'],
  JWS_VERIFICATION_ERROR: ['signature-mismatch', 'algorithm-mismatch', 'key-unknown', 'issuer-unknown', 'code-malformed'],
  SIGNATURE_FORMAT_ERROR: ['code-malformed', 'signature-mismatch'],
  INFLATION_ERROR: ['code-malformed', 'code-too-large'],
  INVALID_NUMERIC_QR: ['code-malformed'],
  INVALID_NUMERIC_QR_HEADER: ['code-malformed'],
  MISSING_QR_CHUNK: ['code-malformed'],
  TRAILING_CHARACTERS: ['code-malformed'],
  ISSUER_KEY_DOWNLOAD_ERROR: ['issuer-unknown', 'key-unknown'],
  INVALID_ISSUER_URL: ['code-malformed', 'issuer-unknown'],
};
/** Errors about what a vector does not carry, or about a file or FHIR profile and not about a card. */
const NOT_OURS: Readonly<Record<string, string>> = {
  FHIR_SCHEMA_ERROR: 'conformance of the whole bundle to FHIR; facts read their own elements',
  REVOCATION_ERROR: 'the revocation list is not in the vector',
  ISSUER_NOT_TRUSTED: 'the directory is not in the vector',
};
const DIVIDED = 'QR_CHUNKING_DEPRECATED';

/** Members that only these suites have. */
type ShcVector = Vector & { readonly type?: string; readonly jwks?: unknown };
type Outcome = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export const shcRunner: SuiteRunner = {
  suites: ['shc', 'shc-keysets'],
  run: (vector, suite) => (suite.suite === 'shc' ? runCard(vector) : runKeySet(vector)),
};

function runCard(vector: ShcVector): StepResult[] {
  const { errors = [] } = (vector.expected ?? {}) as { errors?: readonly string[] };
  const entries = keysOf(vector);
  const clock = toClock(vector.validationClock);
  const parts = partsOf(vector);
  const cards = readCards(vector, parts);
  const outcomes = cards.map((card) => examineCard(card, entries, clock));
  const refusal = outcomes.find((outcome) => !outcome.ok);
  const kinds = [...new Set(errors.map((error) => (/^\d+ errors$/.test(error) ? 'FHIR_SCHEMA_ERROR' : error)))];
  const steps = kinds.map((error): StepResult => {
    const foreign = NOT_OURS[error];
    if (foreign !== undefined) return { step: error, outcome: 'not-applicable', detail: foreign };
    if (error === DIVIDED) return step(error, isDivided(parts, kinds), 'expected each part alone to be recognised and not accepted');
    const agrees = outcomes.some((outcome) => !outcome.ok && AGREEING[error]?.includes(outcome.reason));
    return step(error, agrees, `expected a refusal, got ${refusal === undefined ? 'a good card' : refusal.reason}`);
  });
  const mustHold = kinds.every((error) => NOT_OURS[error] !== undefined || error === DIVIDED);
  if (!mustHold) return steps;
  const verify = entries === null ? [] : [step('VERIFY', refusal === undefined, refusal === undefined ? '' : refusal.reason)];
  return [...steps, ...verify, ...contentSteps(cards, vector.payload)];
}

/**
 * What was read, held against the payload that the suite gives, and facts. A bundle that speaks of no patient at all is signed and well-formed, and a
 * border can make nothing of it: the suite says nothing of whom it belongs to.
 */
function contentSteps(cards: readonly Parsed<Envelope>[], payload: unknown): StepResult[] {
  return cards.flatMap((card): StepResult[] => {
    if (!card.ok) return [step('DECODE', false, card.detail)];
    const facts = shc.toFacts(card.value);
    const read: StepResult[] = payload === undefined || payload === null ? [] : [step('PAYLOAD', isDeepStrictEqual(card.value.claims, payload), 'other claims than the suite gives')];
    if (!facts.ok && !JSON.stringify(card.value.claims).includes('"resourceType":"Patient"')) return [...read, { step: 'FACTS', outcome: 'not-applicable', detail: 'a bundle without a patient' }];
    return [...read, step('FACTS', facts.ok, facts.ok ? '' : facts.detail)];
  });
}

/** The issuer's keys; a set that the terminal refuses leaves it without any. Null where the suite gives none: then only reading is asked. */
function keysOf({ id, key }: ShcVector): readonly KeyEntry[] | null {
  const { jwks = null, iss } = (key ?? {}) as { jwks?: unknown; iss?: string | null };
  if (jwks === null) return null;
  try {
    return parseJwks(jwks, id, { issuer: iss ?? '', purposes: [PURPOSE], ...FOREVER });
  } catch (cause) {
    if (cause instanceof PortasFault) return [];
    throw cause;
  }
}

/** Signature and end of validity. The examples were signed anew after the clock that the suite still states, so their beginning is left out. */
function examineCard(card: Parsed<Envelope>, entries: readonly KeyEntry[] | null, clock: UtcMillis): Outcome {
  if (!card.ok || entries === null) return card.ok ? { ok: true } : card;
  const verification = verifyEnvelope(card.value, keySetOf(entries, { sequence: 1, issuedAt: clock, origin: 'vector' }), PURPOSE, clock);
  if (verification.status !== 'valid') return { ok: false, reason: verification.reason };
  const facts = shc.toFacts(card.value);
  return facts.ok && facts.value.expiresAt <= clock ? { ok: false, reason: 'code-expired' } : { ok: true };
}

function partsOf(vector: ShcVector): readonly string[] {
  const code: unknown = vector.code;
  return Array.isArray(code) ? code.map(String) : [String(code)];
}

/** Each part alone is a part and nothing else; where the suite says that a header is wrong, some of them may be no part of any row. */
function isDivided(parts: readonly string[], errors: readonly string[]): boolean {
  const reasons = parts.map(refusedAs);
  const alone = ['recognised-not-accepted', ...(errors.includes('INVALID_NUMERIC_QR_HEADER') ? ['code-malformed'] : [])];
  return reasons.includes('recognised-not-accepted') && reasons.every((reason) => reason !== null && alone.includes(reason));
}

function refusedAs(text: string): string | null {
  const parsed = shc.parse(text);
  return parsed.ok ? null : parsed.reason;
}

function readCards(vector: ShcVector, parts: readonly string[]): readonly Parsed<Envelope>[] {
  const [text = ''] = parts;
  if (parts.length > 1) {
    const joined = joinShcParts(parts);
    return [joined.ok ? parseShcJws(joined.value) : joined];
  }
  const type = vector.type;
  if (type === 'jws') return [parseShcJws(text)];
  if (type === 'healthcard' || type === 'fhirhealthcard') return readCardFile(text);
  return [shc.parse(text)];
}

/** A file of cards is no symbol: it is unpacked here, strictly, and each card goes the desk's way. */
function readCardFile(text: string): readonly Parsed<Envelope>[] {
  const file = parseFile(text);
  if (file === null) return [{ ok: false, reason: 'code-malformed', detail: 'expected a file in JSON' }];
  const jwss = file.verifiableCredential ?? (file.parameter ?? []).filter(({ name }) => name === 'verifiableCredential').map(({ valueString }) => valueString);
  const around: Parsed<Envelope>[] = text === text.trim() ? [] : [{ ok: false, reason: 'code-malformed', detail: 'characters around the file' }];
  return [...around, ...jwss.map(parseShcJws)];
}

interface CardFile {
  readonly verifiableCredential?: string[];
  readonly parameter?: { readonly name: string; readonly valueString: string }[];
}

function parseFile(text: string): CardFile | null {
  try {
    return JSON.parse(text) as CardFile;
  } catch {
    return null;
  }
}

/** A date, or seconds since 1970 with a remark behind. */
export function toClock(clock: string | null | undefined): UtcMillis {
  const seconds = /^(\d{9,10})\b/.exec(clock ?? '')?.[1];
  return utcMillis(seconds === undefined ? Date.parse(clock ?? '') : Number(seconds) * 1_000);
}

const KEY_ERRORS: Readonly<Record<string, string>> = {
  INVALID_KEY_WRONG_KID: 'kid',
  INVALID_KEY_WRONG_CRV: 'crv',
  INVALID_KEY_WRONG_USE: 'use',
  INVALID_KEY_WRONG_ALG: 'alg',
  INVALID_KEY_WRONG_KTY: 'kty',
  INVALID_KEY_PRIVATE: 'private',
  INVALID_KEY_X5C: 'x5c',
};
/** The suite states no issuer; this is the one in the certificates of its good sets. */
const KEY_SET_ISSUER = 'https://smarthealth.cards/examples/issuer';

function runKeySet(vector: ShcVector): StepResult[] {
  const expected = vector.expected as readonly string[];
  let got = 'good';
  try {
    parseJwks(vector.jwks, 'jwks', { issuer: KEY_SET_ISSUER, purposes: [PURPOSE], ...FOREVER });
  } catch (cause) {
    if (!(cause instanceof PortasFault)) throw cause;
    got = /keys\[\d+\]: (\w+):/.exec(cause.message)?.[1] ?? cause.message;
  }
  const wanted = expected.length === 0 ? ['good'] : expected.map((error) => KEY_ERRORS[error] ?? error);
  return [step('KEYSET', wanted.includes(got), `expected ${wanted.join(' or ')}, got ${got}`)];
}

function step(name: string, holds: boolean, detail: string): StepResult {
  return { step: name, outcome: holds ? 'correct' : 'wrong', detail: holds ? '' : detail };
}
