/**
 * The road from a code's text to its verdict: Scan, Envelope, Verified, Facts, Verdict. Pure: one clock reading, one
 * key-set snapshot and one rule set a scan, all passed in. Never throws on input.
 */
import { readCode } from '../codes/read-code.ts';
import type { Facts } from '../model/facts.ts';
import type { ReasonCode } from '../model/reasons.ts';
import type { UtcMillis } from '../model/units.ts';
import { STATEMENT_KINDS, type StatementKind } from '../model/verification.ts';
import type { Verdict } from '../model/verdict.ts';
import { judge } from '../rules/judge.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { verdictWithoutFacts } from '../rules/verdict.ts';
import type { KeySet } from '../trust/key-set.ts';
import { verifyEnvelope } from '../trust/verify-envelope.ts';

/** Purpose a key must have to sign travellers' codes. */
export const TRAVELLER_PURPOSE = 'health-code';

export interface Lane {
  readonly direction: 'to-guangdong' | 'to-macau';
  readonly port: string;
}

/** How often this terminal has let a traveller pass since an instant; null where the code does not say who it is. */
export type CountCrossings = (facts: Facts, since: UtcMillis) => number | null;

export interface Examination {
  readonly verdict: Verdict;
  /** Format, or recognised family; null when the symbol is neither. */
  readonly format: string | null;
  readonly issuer: string | null;
  readonly keyId: string | null;
  /** Whether the signature holds, by a key that counts for travellers' codes. */
  readonly proved: boolean;
  /** Only when the signature holds. */
  readonly facts: Facts | null;
  /** For the technician: why reading or understanding failed; never content. */
  readonly detail: string | null;
}

/** The lists of a code by kind of statement; what stands in them does not matter here. */
export type Statements = Readonly<Record<'tests' | 'vaccinations' | 'recoveries', readonly unknown[]>>;

/**
 * Examines one code.
 * @param text - one character per byte of the symbol.
 * @param at - the instant to judge at; the caller keeps it from running backwards.
 * @param crossings - asked only where a rule in force limits them.
 */
export function examine(text: string, keys: KeySet, rules: RuleSet, lane: Lane, at: UtcMillis, crossings: CountCrossings = () => 0): Examination {
  const read = readCode(text);
  if (!read.ok) return ended(read.reason, { format: read.family, detail: read.detail });
  const { envelope, format } = read;
  const named = { format: format.id, issuer: envelope.issuer, keyId: envelope.keyId };
  const verification = verifyEnvelope(envelope, keys, TRAVELLER_PURPOSE, at);
  if (verification.status !== 'valid') return ended(verification.reason, named);
  const origin = { ...named, issuer: verification.issuer, proved: true };
  const facts = format.toFacts(envelope);
  if (!facts.ok) return ended(facts.reason, { ...origin, detail: facts.detail });
  if (!mayState(verification.usages, facts.value)) return { ...ended('key-purpose-mismatch', origin), facts: facts.value };
  const { issuer, keyId } = verification;
  const handles = format.toRevocationHandles(envelope, facts.value);
  if (keys.isRevoked({ issuer, keyId, issuedAt: facts.value.issuedAt, handles })) return { ...ended('code-revoked', origin), facts: facts.value };
  const verdict = judge(facts.value, { at, ruleSet: rules, ...lane, crossings: (since) => crossings(facts.value, since) });
  return { ...origin, verdict, facts: facts.value, detail: null };
}

/** Whether a signer limited to some kinds of statement may make those of a code. */
export function mayState(usages: readonly StatementKind[] | null, { tests, vaccinations, recoveries }: Statements): boolean {
  if (usages === null) return true;
  const stated = { test: tests, vaccination: vaccinations, recovery: recoveries };
  return STATEMENT_KINDS.every((kind) => stated[kind].length === 0 || usages.includes(kind));
}

function ended(reason: ReasonCode, known: Partial<Omit<Examination, 'verdict' | 'facts'>>): Examination {
  return { verdict: verdictWithoutFacts(reason), format: null, issuer: null, keyId: null, proved: false, facts: null, detail: null, ...known };
}
