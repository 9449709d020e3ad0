/** The suites of HC1 codes: the EU's reference test data and its quality-assurance pictures. */
import { isDeepStrictEqual } from 'node:util';
import { isCborMap } from '../../core/codes/cbor.ts';
import { hc1 } from '../../core/codes/hc1.ts';
import { findCertificate, readHc1Times } from '../../core/codes/hc1-claims.ts';
import { readCode } from '../../core/codes/read-code.ts';
import { mayState } from '../../core/desk/examine.ts';
import type { ReadCode } from '../../core/codes/read-code.ts';
import { utcMillis } from '../../core/model/units.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import type { Verification } from '../../core/model/verification.ts';
import { judgeValidity } from '../../core/rules/judge.ts';
import { parseDccTrustList } from '../../core/trust/dcc-trust-list.ts';
import type { KeySet } from '../../core/trust/key-set.ts';
import { verifyEnvelope } from '../../core/trust/verify-envelope.ts';
import type { StepResult, SuiteRunner, Vector } from './suite.ts';

const PURPOSE = 'health-code';

export const hc1Runner: SuiteRunner = {
  suites: ['hc1-dgc-testdata', 'hc1-dcc-qa'],
  run(vector) {
    const road = travel(vector);
    const expected = isRecord(vector.expected) ? vector.expected : {};
    const stated = Object.entries(expected).map(([step, value]) => judgeStep(road, step, value));
    return [...stated, ...judgeKey(vector, road, expected)];
  },
};

/** A code's way through the desk's code, as far as it comes. */
interface Road {
  readonly isHc1: boolean;
  readonly read: ReadCode;
  /** Null without an envelope, a key or an instant. */
  readonly verification: Verification | null;
  readonly at: UtcMillis | null;
  readonly payload: unknown;
}

/** What a step came to: whether it held, and what there is to say; null when it cannot be asked. */
type Answer = { readonly holds: boolean; readonly said: string } | null;

function travel(vector: Vector): Road {
  const text = vector.code ?? '';
  const read = readCode(text);
  const at = instantOf(vector, read);
  const keys = keysOf(vector);
  const verification = read.ok && keys !== null && at !== null ? verifyEnvelope(read.envelope, keys, PURPOSE, whileGood(keys, at)) : null;
  return { isHc1: hc1.recognises(text), read, verification, at, payload: vector.payload };
}

/**
 * The suite's clock; one without a zone is UTC. Where there is none, the first instant at which code and certificate are both good:
 * such suites ask only whether the signature holds.
 */
export function instantOf({ validationClock, key }: Vector, read: ReadCode): UtcMillis | null {
  if (typeof validationClock === 'string') {
    const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(validationClock) ? validationClock : `${validationClock}Z`;
    return utcMillis(Date.parse(zoned));
  }
  const times = read.ok ? readHc1Times(read.envelope.claims) : null;
  if (times?.ok !== true) return null;
  const first = isRecord(key) && typeof key.x509Pem === 'string' ? (keysOf({ id: '', key })?.keys[0]?.validFrom ?? 0) : 0;
  return utcMillis(Math.max(times.value.issuedAt, first));
}

/**
 * The instant nearest to the clock at which the certificate is good: the suite's README has the signature verified "with signer's certificate",
 * and asks the clock of the expiry check alone.
 */
function whileGood({ keys: [key] }: KeySet, at: UtcMillis): UtcMillis {
  return key === undefined ? at : utcMillis(Math.min(Math.max(at, key.validFrom), key.validUntil - 1));
}

/** The vector's certificate as a trust list of one; null when it has none. */
function keysOf({ key }: Vector): KeySet | null {
  if (!isRecord(key) || typeof key.x509Pem !== 'string' || typeof key.kidOfCert !== 'string') return null;
  const certificate = key.x509Pem.replaceAll(/-----[A-Z ]+-----|\s/g, '');
  const source = { origin: 'vector', sequence: 1, issuedAt: utcMillis(0), purpose: PURPOSE };
  return parseDccTrustList([{ kid: key.kidOfCert, certificate, country: 'XX' }], source).keySet;
}

const STEPS: Readonly<Record<string, (road: Road) => Answer>> = {
  EXPECTEDUNPREFIX: ({ isHc1 }) => ({ holds: isHc1, said: isHc1 ? 'prefix recognised' : 'no prefix of this format' }),
  EXPECTEDB45DECODE: (road) => reached(road, ['base45']),
  EXPECTEDCOMPRESSION: (road) => reached(road, ['base45', 'zlib']),
  EXPECTEDDECODE: (road) => reached(road, ['base45', 'zlib', 'COSE', 'CBOR', 'HC1']),
  EXPECTEDVALIDJSON: compare,
  EXPECTEDVERIFY: verifies,
  EXPECTEDSCHEMAVALIDATION: (road) => {
    if (!road.read.ok) return { holds: false, said: road.read.detail };
    const facts = hc1.toFacts(road.read.envelope);
    return { holds: facts.ok, said: facts.ok ? 'facts' : facts.detail };
  },
  EXPECTEDEXPIRATIONCHECK: inTime,
  // The suite's own spelling; the codes that state it are in their time.
  EXPTECTEDEXPIRED: inTime,
  EXPECTEDKEYUSAGE: mayBeStated,
  DECODE: (road) => reached(road, ['base45', 'zlib', 'COSE', 'CBOR', 'HC1']),
};
/** Steps of the making of codes (the suite's README, "Code Generation") and of pictures: there is nothing of ours to ask. */
const NOT_OURS: readonly string[] = ['EXPECTEDVALIDOBJECT', 'EXPECTEDENCODE', 'EXPECTEDPICTUREDECODE'];

function judgeStep(road: Road, step: string, expected: unknown): StepResult {
  const answer = STEPS[step]?.(road) ?? null;
  if (typeof expected !== 'boolean') return { step, outcome: 'wrong', detail: 'expected true or false in the suite' };
  if (NOT_OURS.includes(step)) return { step, outcome: 'not-applicable', detail: 'makes a code or reads a picture' };
  if (answer === null) return { step, outcome: STEPS[step] === undefined ? 'wrong' : 'not-applicable', detail: 'this step is not known, or the suite gives nothing to ask it with' };
  return { step, outcome: answer.holds === expected ? 'correct' : 'wrong', detail: `expected ${String(expected)}, came: ${answer.said}` };
}

/** Where the suite gives a key but states no step for it, the signature must hold. */
function judgeKey(vector: Vector, road: Road, expected: Readonly<Record<string, unknown>>): readonly StepResult[] {
  const isStated = Object.keys(expected).some((step) => step.startsWith('EXPECTED'));
  if (isStated || !isRecord(vector.key)) return [];
  return [judgeStep(road, 'EXPECTEDVERIFY', true)].map((result) => ({ ...result, step: 'VERIFY' }));
}

/** Whether none of these stages failed; details name their stage first. */
function reached({ isHc1, read }: Road, stages: readonly string[]): Answer {
  if (read.ok) return { holds: true, said: 'decoded' };
  const failed = !isHc1 || stages.some((stage) => read.detail.startsWith(`${stage}:`));
  return { holds: !failed, said: read.detail };
}

function verifies({ read, verification }: Road): Answer {
  if (!read.ok) return { holds: false, said: read.detail };
  if (verification === null) return null;
  return { holds: verification.status === 'valid', said: verification.status === 'valid' ? 'valid' : verification.reason };
}

/** Whether the certificate in the code is the one the suite says. */
function compare({ read, payload }: Road): Answer {
  if (!read.ok) return { holds: false, said: read.detail };
  if (payload === undefined || payload === null) return null;
  const holds = isDeepStrictEqual(toObject(findCertificate(read.envelope.claims)), payload);
  return { holds, said: holds ? 'the same content' : 'another content' };
}

function toObject(value: unknown): unknown {
  if (isCborMap(value)) return Object.fromEntries([...value].map(([key, member]) => [String(key), toObject(member)]));
  return Array.isArray(value) ? value.map(toObject) : value;
}

function inTime({ read, at }: Road): Answer {
  if (!read.ok) return { holds: false, said: read.detail };
  const times = readHc1Times(read.envelope.claims);
  if (at === null) return null;
  if (!times.ok) return { holds: false, said: times.detail };
  const reasons = judgeValidity(times.value, at).map(({ code }) => code);
  return { holds: reasons.length === 0, said: reasons.length === 0 ? 'in its time' : reasons.join(' ') };
}

/** A payload that breaks the schema never gets as far at the desk; the step is then asked of its lists alone. */
function mayBeStated({ read, verification }: Road): Answer {
  if (!read.ok || verification === null) return null;
  if (verification.status !== 'valid') return { holds: false, said: verification.reason };
  const facts = hc1.toFacts(read.envelope);
  const certificate = findCertificate(read.envelope.claims);
  const list = (kind: string): readonly unknown[] => {
    const value = certificate?.get(kind);
    return Array.isArray(value) ? value : [];
  };
  const holds = mayState(verification.usages, facts.ok ? facts.value : { tests: list('t'), vaccinations: list('v'), recoveries: list('r') });
  return { holds, said: holds ? 'the key may state it' : 'key-purpose-mismatch' };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
