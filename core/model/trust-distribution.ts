/** The vocabulary of trust distribution (TUF 1.0): how a terminal comes by its signed set of keys, rules and profiles, and what became of each attempt. */
import type { AuditEntry } from './audit.ts';
import type { UtcMillis } from './units.ts';

/** Where a set comes from. `disk`: found at start, put there by an update that could not finish its records. */
export const TRUST_SOURCES = ['https', 'folder', 'disk'] as const;
export type TrustSourceKind = (typeof TRUST_SOURCES)[number];

/** What became of an attempt. `current`: the source has what is in force already. */
export const TRUST_RESULTS = ['installed', 'current', 'refused'] as const;
export type TrustResult = (typeof TRUST_RESULTS)[number];

/** Why a set was not installed; the set before stays in force. */
export const TRUST_CAUSES = [
  /** A version below one that was in force already. */
  'rollback',
  /** Expired: the source holds back newer metadata, or has none. */
  'freeze',
  /** Expired by what the terminal knows, though not by its wall clock, which stands behind. */
  'clock-behind',
  /** Too few signatures of the keys that the root names. */
  'threshold',
  'hash-mismatch',
  /** Metadata of different states of the repository. */
  'mix-and-match',
  'too-large',
  /** A link, a pipe, a device or a folder where a file should be. */
  'not-regular-file',
  /** A file that the metadata names is not there. */
  'incomplete',
  /** The stick was pulled, the connection broke, or the terminal stopped. */
  'interrupted',
  'unreachable',
  'malformed-metadata',
  /** Signed and whole, but not what its kind must be. */
  'malformed-target',
  /** A kind of target that this version does not know and that is not optional. */
  'target-unknown',
  /** No root metadata to start from: neither the set's, nor its copies, nor the one of the settings. */
  'root-unusable',
  /** The terminal's own disk failed. */
  'not-kept',
] as const;
export type TrustCause = (typeof TRUST_CAUSES)[number];

/** Steps of an attempt, in order. */
export const TRUST_PHASES = ['metadata', 'targets', 'checking', 'installing'] as const;
export type TrustPhase = (typeof TRUST_PHASES)[number];

/** Roles whose metadata makes a set (TUF 1.0 clause 2.1). */
export const TRUST_ROLES = ['root', 'timestamp', 'snapshot', 'targets'] as const;
export type TrustRole = (typeof TRUST_ROLES)[number];
/** Versions of the four roles' metadata, each from 1. */
export type TrustVersions = Readonly<Record<TrustRole, number>>;
/** First instant at which each role's metadata no longer counts for installing. */
export type TrustExpiries = Readonly<Record<TrustRole, UtcMillis>>;

/** How far an attempt has come. Totals are 0 until the targets are known. */
export interface TrustProgress {
  readonly phase: TrustPhase;
  readonly files: number;
  readonly ofFiles: number;
  readonly bytes: number;
  readonly ofBytes: number;
}

/** What is kept of an outcome's detail. */
export const MAX_DETAIL_CHARACTERS = 500;

/** One attempt, or several of a source that ended alike one after the other. */
export interface TrustOutcome {
  /** Of the last one. */
  readonly at: UtcMillis;
  readonly source: TrustSourceKind;
  readonly result: TrustResult;
  /** Set when refused. */
  readonly cause: TrustCause | null;
  /** What was offered, as far as its signatures were found good. */
  readonly versions: TrustVersions | null;
  /** For the technician: which file, what was expected, what came. */
  readonly detail: string | null;
  /** Staff number; null for the schedule. */
  readonly person: string | null;
  /** How many attempts in a row. */
  readonly times: number;
}

/**
 * High-water marks: the highest versions that were ever in force. They live in the database, apart from the metadata, so that torn or deleted files
 * never make an older set acceptable again.
 */
export interface TrustMarks {
  readonly versions: TrustVersions;
  /** Keys that the root named for these roles then: when too few of them are left, the repository has recovered from a fast-forward attack (clause 5.3.11). */
  readonly keyIds: { readonly timestamp: readonly string[]; readonly snapshot: readonly string[] };
  /** Newest time that stands in signed material. */
  readonly signedAt: UtcMillis | null;
  /** When the terminal last put a set in force. */
  readonly verifiedAt: UtcMillis;
}

/** Where marks and outcomes are kept; on disk when a call returns. */
export interface TrustRecords {
  marks(): TrustMarks | null;
  /**
   * Keeps an outcome, with the marks it raises and its line in the audit, in one transaction. An outcome like the source's newest one is counted there.
   */
  settle(outcome: Omit<TrustOutcome, 'times'>, marks: TrustMarks | null, audit: AuditEntry | null): void;
  /** The newest outcome of each source that has one. */
  newestBySource(): readonly TrustOutcome[];
  /** Newest first. */
  recent(limit: number): readonly TrustOutcome[];
}
