/**
 * Withdrawn SMART Health Cards: an issuer's card revocation lists, one to a key, and the version of each that the issuer's key set speaks of
 * (SMART Health Cards Framework 1.4, "Revocation"). docs/formats/revocation.md says what is accepted. Layer: trust.
 */
import * as z from 'zod';
import { PortasFault } from '../model/fault.ts';
import type { RevocableCode } from '../model/revocation.ts';
import { listTrustFiles, parseJsonFiles, type TrustFile } from './json-files.ts';
import { describeIssue } from './key-set.ts';
import { MAX_KEY_SET_BYTES, MAX_REVOKED_CODES } from './key-set-file.ts';
import type { RevocationList } from './revocation-list.ts';

/** A list to a key, and issuers have at most 64 keys; each as large as a key set may be. */
const FILE_LIMITS = { maxFiles: 64, maxFileBytes: MAX_KEY_SET_BYTES, maxBytes: MAX_KEY_SET_BYTES };

const KeyId = z.string().regex(/^[\w-]{43}$/, 'expected the thumbprint of a key');
const Counter = z.int('expected a whole number').min(1, 'expected a number from 1 on');
/** Identifier and, behind a dot, the instant before which cards are withdrawn, in seconds since 1970. */
const ENTRY = /^([\w-]{1,24})(?:\.(\d{1,12}))?$/;

/** Other members are the issuer's business. */
const CardRevocationList = z.object({
  kid: KeyId,
  method: z.literal('rid', 'expected rid'),
  ctr: Counter,
  rids: z.array(z.string().regex(ENTRY, 'expected 1 to 24 base64url characters, perhaps a dot and seconds')).max(MAX_REVOKED_CODES),
});
const CrlVersions = z.object({ keys: z.array(z.object({ kid: KeyId, crlVersion: Counter.optional() })) });

export interface ShcRevocations {
  readonly list: RevocationList;
  /** How often each list has been renewed, by the key it is of. */
  readonly counters: ReadonlyMap<string, number>;
}

/** By identifier: the instant, in milliseconds, before which cards are withdrawn; without end where the list states none. */
type Instants = ReadonlyMap<string, number>;

/**
 * Reads an issuer's lists from a file or a folder of files.
 * @throws PortasFault `key-set-invalid`, naming file and field, for anything that is not sound; then nothing of the lists is used.
 */
export function loadShcRevocations(path: string): ShcRevocations {
  return parseShcRevocations(listTrustFiles(path), path);
}

/**
 * Reads an issuer's lists, wherever they lie; the rest as {@link loadShcRevocations}.
 * @param origin - where they come from, kept in the list.
 */
export function parseShcRevocations(files: readonly TrustFile[], origin: string): ShcRevocations {
  const counters = new Map<string, number>();
  const lists = new Map<string, Instants>();
  for (const { file, json } of parseJsonFiles(files, origin, FILE_LIMITS)) {
    const parsed = CardRevocationList.safeParse(json);
    if (!parsed.success) throw invalid(file, describeIssue(parsed.error.issues));
    const { kid, ctr, rids } = parsed.data;
    if (lists.has(kid)) throw invalid(file, 'kid: another file has the list of this key');
    counters.set(kid, ctr);
    lists.set(kid, toInstants(rids));
  }
  const withdraws = ({ keyId, issuedAt, handles }: RevocableCode): boolean =>
    handles.some(({ scheme, value }) => {
      const before = scheme === 'shc-rid' ? lists.get(keyId)?.get(value) : undefined;
      return before !== undefined && issuedAt < before;
    });
  const size = [...lists.values()].reduce((sum, instants) => sum + instants.size, 0);
  return { list: Object.freeze<RevocationList>({ origin, size, withdraws }), counters };
}

/** Of an identifier that stands in a list twice, the later instant counts: it withdraws all that either does. */
function toInstants(rids: readonly string[]): Instants {
  const before = new Map<string, number>();
  for (const rid of rids) {
    const dot = rid.indexOf('.');
    const identifier = dot === -1 ? rid : rid.slice(0, dot);
    const instant = dot === -1 ? Number.POSITIVE_INFINITY : Number(rid.slice(dot + 1)) * 1_000;
    before.set(identifier, Math.max(instant, before.get(identifier) ?? 0));
  }
  return before;
}

/** Why the lists in hand may not be all that an issuer has withdrawn, or are of no use. */
export interface ShcRevocationNotice {
  /** `missing`: the key set speaks of a list that is not there; `outdated`: of a newer one; `unused`: it has no such key. */
  readonly kind: 'missing' | 'outdated' | 'unused';
  readonly keyId: string;
}

/**
 * Holds the lists in hand against the versions that the issuer's key set states. A list of a later version than stated is good: it was fetched later.
 * @param jwks - the key set, parsed; `jwksFile` is named in faults.
 * @throws PortasFault `key-set-invalid` for a version that is no counter.
 */
export function compareCrlVersions(jwks: unknown, jwksFile: string, counters: ShcRevocations['counters']): readonly ShcRevocationNotice[] {
  const parsed = CrlVersions.safeParse(jwks);
  if (!parsed.success) throw invalid(jwksFile, describeIssue(parsed.error.issues));
  const { keys } = parsed.data;
  const behind = keys.flatMap(({ kid, crlVersion }): ShcRevocationNotice[] => {
    if (crlVersion === undefined) return [];
    const counter = counters.get(kid);
    if (counter === undefined) return [{ kind: 'missing', keyId: kid }];
    return counter < crlVersion ? [{ kind: 'outdated', keyId: kid }] : [];
  });
  const known = new Set(keys.map(({ kid }) => kid));
  const unused = [...counters.keys()].filter((keyId) => !known.has(keyId));
  return [...behind, ...unused.map((keyId): ShcRevocationNotice => ({ kind: 'unused', keyId }))];
}

function invalid(file: string, what: string): PortasFault {
  return new PortasFault('key-set-invalid', `${file}: ${what}`);
}
