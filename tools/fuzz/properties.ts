/**
 * What must hold of every case, whatever was changed: no exception, no delay, nothing accepted that nobody signed, nothing on the screen that an officer
 * could be misled by, no code out of reports that did not hold it.
 */
import { constants, createHash, verify } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { readCode } from '../../core/codes/read-code.ts';
import { examine } from '../../core/desk/examine.ts';
import type { Examination, Lane } from '../../core/desk/examine.ts';
import type { Envelope } from '../../core/model/envelope.ts';
import type { Facts } from '../../core/model/facts.ts';
import { isOfBytes } from '../../core/model/symbol-content.ts';
import { monotonicMs } from '../../core/model/units.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import { CLOCK_TOLERANCE_MS } from '../../core/rules/judge.ts';
import type { RuleSet } from '../../core/rules/rule-set.ts';
import type { PosProfile } from '../../core/scan/device-profiles.ts';
import { KERNEL_QUEUE_REPORTS, POS_LIMITS } from '../../core/scan/limits.ts';
import { createPosAssembler } from '../../core/scan/pos-framing.ts';
import type { KeySet } from '../../core/trust/key-set.ts';
import type { Case, Input } from './case.ts';
import { findUnsound } from './facts-soundness.ts';
import { twinOf } from './flat-edits.ts';
import type { Formats, Seed } from './formats.ts';
import type { TimedReport } from './reports.ts';

/** The code under test, so that a test can put a broken one in its place. */
export interface Subject {
  examine(text: string, at: UtcMillis): Examination;
  assemble(profile: PosProfile, reports: readonly TimedReport[]): readonly string[];
}

export const PROPERTIES = ['exception', 'slow', 'forged', 'pass', 'unsound', 'framing'] as const;
export interface Violation {
  readonly property: (typeof PROPERTIES)[number];
  readonly detail: string;
}

/** What became of a case: the first reason of each verdict, `pass`, or `no code` where reports gave none. */
export interface Outcome {
  readonly reasons: readonly string[];
  /** Codes whose signature held. */
  readonly verified: number;
  readonly violation: Violation | null;
}

/** Longest time for one case. */
const MAX_CASE_MS = 50;
/** A delay counts only when it comes every time: a busy machine is not the terminal's fault. */
const TIMING_TRIES = 5;
const LANE: Lane = { direction: 'to-guangdong', port: 'barrier-gate' };

/** The desk's own road. */
export function deskSubject({ keys }: Formats, rules: RuleSet): Subject {
  return {
    examine: (text, at) => examine(text, keys, rules, LANE, at),
    assemble: (profile, reports) => {
      const assembler = createPosAssembler(profile);
      return reports.flatMap(({ bytes, at }) => assembler.push(bytes, monotonicMs(at)).flatMap((result) => (result.kind === 'code' ? [result.text] : [])));
    },
  };
}

/** Runs one input and looks at what came. */
export type Check = (input: Input, about: Pick<Case, 'seed' | 'signed'>) => Outcome;

/** A seal that a vector has. */
interface Genuine {
  readonly seed: Seed;
  readonly signature: Uint8Array;
  /** Whether the terminal can read the vector; of one that it cannot, nobody knows what its facts would be. */
  readonly isReadable: boolean;
}
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

interface Seals {
  /** What issuers signed, by its digest: the only bytes that may be accepted without a test key. Vectors that are bad outside their seal count too. */
  readonly byBytes: ReadonlyMap<string, readonly Genuine[]>;
  /** In hex. */
  readonly signatures: ReadonlySet<string>;
}

function sealsOf({ byId }: Formats): Seals {
  const seals = [...byId.values()].flatMap(({ seeds, sealOf }) =>
    seeds.flatMap((seed) => {
      const read = readCode(seed.text);
      const seal = read.ok ? read.envelope : sealOf(seed.text);
      return seal === null ? [] : [{ digest: digest(seal.signedBytes), seed, signature: seal.signature, isReadable: read.ok }];
    }),
  );
  return { byBytes: Map.groupBy(seals, (seal) => seal.digest), signatures: new Set(seals.map(({ signature }) => Buffer.from(signature).toString('hex'))) };
}

/**
 * Whether parts of two vectors have come together to what an issuer once signed: some suites made their bad vectors of good codes that they do not have.
 * Asked of the vector's own signature alone, and of the key directly.
 */
function isReunited({ keyId, signedBytes, signature }: Envelope, keys: KeySet, { signatures }: Seals): boolean {
  if (!signatures.has(Buffer.from(signature).toString('hex'))) return false;
  return keys.findKeysById(keyId).some(({ publicKey }) => {
    const type = publicKey.asymmetricKeyType;
    const padding = type === 'rsa' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {};
    const digests = type === 'ed25519' ? [null] : ['sha256', 'sha384', 'sha512'];
    return digests.some((name) => verify(name, signedBytes, { key: publicKey, dsaEncoding: 'ieee-p1363', ...padding }, signature));
  });
}

/**
 * @param reference - the desk's own road, to know what the vectors themselves come to.
 * @returns makes the check of a subject.
 */
export function createOracle(formats: Formats, reference: Subject): (subject: Subject) => Check {
  const seals = sealsOf(formats);
  return (subject) => createCheck(formats.keys, seals, reference, subject);
}

function createCheck(keys: KeySet, seals: Seals, reference: Subject, subject: Subject): Check {

  /** A code that nobody signed anew: accepted only when it says what a vector says, under the vector's own signature. */
  const findForged = (text: string, at: UtcMillis, { verdict, facts }: Examination): Violation | null => {
    if (facts === null) return verdict.outcome === 'pass' ? { property: 'pass', detail: 'a pass without facts' } : null;
    const read = readCode(text);
    if (!read.ok) return { property: 'forged', detail: 'facts of a text that cannot be read' };
    const sources = seals.byBytes.get(digest(read.envelope.signedBytes)) ?? [];
    if (sources.length === 0) return isReunited(read.envelope, keys, seals) ? null : { property: 'forged', detail: 'accepted bytes that no vector has' };
    const [source] = sources.filter(({ signature }) => isSameSignature(read.envelope.signature, signature)).sort((a, b) => Number(b.isReadable) - Number(a.isReadable));
    if (source === undefined) return { property: 'forged', detail: 'accepted a signature that no vector has' };
    if (!source.isReadable) return null;
    const original = reference.examine(source.seed.text, at);
    if (!isDeepStrictEqual(facts, original.facts)) return { property: 'forged', detail: `other facts than the vector ${source.seed.id}` };
    return verdict.outcome === 'pass' && original.verdict.outcome !== 'pass' ? { property: 'pass', detail: `a pass that the vector ${source.seed.id} is not` } : null;
  };

  const examineOne = (text: string, { seed: { at }, signed }: Pick<Case, 'seed' | 'signed'>): { readonly examination: Examination | null; readonly violation: Violation | null } => {
    const { result, milliseconds } = quickest(() => attempt(() => subject.examine(text, at)));
    if ('property' in result) return { examination: null, violation: result };
    const violation = findSlow(milliseconds) ?? (signed ? null : findForged(text, at, result)) ?? findMisleading(result, at);
    return { examination: result, violation };
  };

  return (input, about) => {
    const { texts, violation } = textsOf(input, subject);
    const examined = [...new Set(texts)].map((text) => examineOne(text, about));
    const examinations = examined.flatMap(({ examination }) => (examination === null ? [] : [examination]));
    return {
      reasons: texts.length === 0 ? ['no code'] : examinations.map(({ verdict }) => verdict.reasons[0]?.code ?? 'pass'),
      verified: examinations.filter(({ facts }) => facts !== null).length,
      violation: violation ?? examined.find((one) => one.violation !== null)?.violation ?? null,
    };
  };
}

/** ECDSA has two signatures for every one (the twin with s negated), and both hold; EdDSA has one. */
function isSameSignature(signature: Uint8Array, source: Uint8Array): boolean {
  return Buffer.from(signature).equals(source) || twinOf(source)?.equals(signature) === true;
}

/** What an officer sees must be sound whoever signed it, and a pass must lie in the code's own time. */
function findMisleading({ verdict, facts }: Examination, at: UtcMillis): Violation | null {
  const unsound = facts === null ? null : findUnsound(facts);
  if (unsound !== null) return { property: 'unsound', detail: unsound };
  if (verdict.outcome !== 'pass') return verdict.reasons.length === 0 ? { property: 'pass', detail: `${verdict.outcome} without a reason` } : null;
  return facts === null || !isInTime(facts, at) ? { property: 'pass', detail: 'a pass outside the time of the code' } : null;
}

const isInTime = ({ issuedAt, expiresAt }: Facts, at: UtcMillis): boolean => at >= issuedAt - CLOCK_TOLERANCE_MS && at < expiresAt;

/** Time that this thread has had a processor: another program's turn is not the desk's delay. */
function threadMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function quickest<T>(once: () => T): { readonly result: T; readonly milliseconds: number } {
  let milliseconds = Infinity;
  for (let attempt = 0; ; attempt++) {
    const start = threadMilliseconds();
    const result = once();
    milliseconds = Math.min(milliseconds, threadMilliseconds() - start);
    if (milliseconds <= MAX_CASE_MS || attempt + 1 === TIMING_TRIES) return { result, milliseconds };
  }
}

function textsOf(input: Input, subject: Subject): { readonly texts: readonly string[]; readonly violation: Violation | null } {
  if (input.kind === 'text') return { texts: [input.text], violation: null };
  const { result, milliseconds } = quickest(() => attempt(() => subject.assemble(input.profile, input.reports)));
  if ('property' in result) return { texts: [], violation: result };
  return { texts: result, violation: findSlow(milliseconds) ?? findTorn(result, input) };
}

/** What is done, or the exception as a violation. */
function attempt<T>(action: () => T): T | Violation {
  try {
    return action();
  } catch (error) {
    return { property: 'exception', detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

function findSlow(milliseconds: number): Violation | null {
  return milliseconds > MAX_CASE_MS ? { property: 'slow', detail: `${milliseconds.toFixed(1)} ms at the quickest of ${TIMING_TRIES}` } : null;
}

/** Reports that nothing happened to, and that the kernel can keep, give their text and nothing else; no reports give more than a code may have. */
function findTorn(texts: readonly string[], { whole, profile, reports }: Extract<Input, { kind: 'reports' }>): Violation | null {
  if (texts.some((text) => text.length > POS_LIMITS.maxBytes)) return { property: 'framing', detail: 'a code beyond the bound' };
  if (whole === null || whole === '' || whole.length > POS_LIMITS.maxBytes) return null;
  // Of a longer one the kernel may have dropped some.
  const expected = reports.length > KERNEL_QUEUE_REPORTS ? [] : [withEnding(whole, profile)];
  return isDeepStrictEqual(texts, expected) ? null : { property: 'framing', detail: `whole reports of ${profile.id} did not give their text` };
}

/** The carriage return that the scanner ends a code with stays on bytes: only their decoder knows where they end. */
const withEnding = (whole: string, { trailingCr }: PosProfile): string => (trailingCr === 'removed' && isOfBytes(whole) ? `${whole}\r` : whole);
