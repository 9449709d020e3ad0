/**
 * Withdrawn HC1 codes, in the batches in which the EU's gateway hands them from state to state: hashes of one kind under one key identifier, until a day
 * (Commission Implementing Decision (EU) 2022/483; the form is that of the gateway's `BatchDto`). docs/formats/revocation.md says what is accepted.
 * Whoever hands the batches over has checked their signatures. Layer: trust.
 */
import * as z from 'zod';
import { PortasFault } from '../model/fault.ts';
import type { RevocableCode, RevocationScheme } from '../model/revocation.ts';
import type { UtcMillis } from '../model/units.ts';
import { HASH_BYTES, MAX_GROUPS, createHashCollector } from './hash-table.ts';
import { listTrustFiles, parseJsonFiles, type TrustFile } from './json-files.ts';
import { describeIssue } from './key-set.ts';
import type { RevocationList } from './revocation-list.ts';

/** 72 MB in memory and some eight seconds at start: what a terminal can be asked to hold in a table. */
export const MAX_DCC_ENTRIES = 4_000_000;
/**
 * A million entries in one file take 36 MB; a file is in memory whole while it is read. All files: every entry at its size, as much again for the
 * heads of batches. The gateway's batches have 1,000 entries, so as many files as that makes, and twice as many for batches that are not full.
 */
const FILE_LIMITS = { maxFiles: 8_000, maxFileBytes: 64 * 1_024 * 1_024, maxBytes: 288 * 1_024 * 1_024 };

const HASH_TYPES = ['SIGNATURE', 'UCI', 'COUNTRYCODEUCI'] as const;
const SCHEMES = { SIGNATURE: 'dcc-signature', UCI: 'dcc-uci', COUNTRYCODEUCI: 'dcc-country-uci' } as const satisfies Readonly<Record<(typeof HASH_TYPES)[number], RevocationScheme>>;
/** What the gateway has for the key identifier where a state does not know which key signed. Such entries hold under any key: a hash is of one code. */
const UNKNOWN_KEY = 'UNKNOWN_KID';
const ANY_KEY = '*';

const Batch = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/, 'expected a country of two letters'),
  expires: z.iso.datetime({ offset: true, error: 'expected a time like 2026-01-31T00:00:00Z' }),
  kid: z.string().regex(/^(?:[A-Za-z0-9+/]{10}[AEIMQUYcgkosw048]=|UNKNOWN_KID)$/, 'expected 8 bytes in base64, or UNKNOWN_KID'),
  hashType: z.enum(HASH_TYPES, 'expected SIGNATURE, UCI or COUNTRYCODEUCI'),
  entries: z.array(z.strictObject({ hash: z.string().regex(/^[A-Za-z0-9+/]{21}[AQgw]==$/, `expected ${HASH_BYTES} bytes in base64`) })).min(1).max(MAX_DCC_ENTRIES),
});
type Batch = z.infer<typeof Batch>;
const Batches = z.array(Batch);
const OneBatch = Batch.transform((batch) => [batch]);

export interface DccRevocations {
  readonly list: RevocationList;
  /** Batches left out because their time had come: the codes they speak of have expired before them. */
  readonly expiredBatches: number;
}

/**
 * Reads a file of batches, or a folder of such files: each holds one batch or a list of them.
 * @param at - batches whose `expires` is not after it are left out.
 * @param maxEntries - of all batches together, repeated ones too.
 * @throws PortasFault `key-set-invalid`, naming file and field, for anything that is not sound; then nothing of the list is used.
 */
export function loadDccRevocations(path: string, at: UtcMillis, maxEntries = MAX_DCC_ENTRIES): DccRevocations {
  return parseDccRevocations(listTrustFiles(path), path, at, maxEntries);
}

/**
 * Reads files of batches, wherever they lie; the rest as {@link loadDccRevocations}.
 * @param origin - where they come from, kept in the list.
 */
export function parseDccRevocations(files: readonly TrustFile[], origin: string, at: UtcMillis, maxEntries = MAX_DCC_ENTRIES): DccRevocations {
  const groups = createGroups();
  const collector = createHashCollector();
  let expiredBatches = 0;
  for (const { file, json } of parseJsonFiles(files, origin, FILE_LIMITS)) {
    for (const { expires, hashType, kid, entries } of parseBatches(json, file)) {
      if (Date.parse(expires) <= at) {
        expiredBatches += 1;
        continue;
      }
      const group = groups.numberFor(SCHEMES[hashType], kid === UNKNOWN_KEY ? ANY_KEY : Buffer.from(kid, 'base64').toString('hex'));
      if (group === null) throw invalid(file, `kid: more than ${MAX_GROUPS} keys and kinds of hash in all batches`);
      if (collector.count + entries.length > maxEntries) throw invalid(file, `entries: more than ${maxEntries} in all batches`);
      for (const { hash } of entries) collector.add(group, hash);
    }
  }
  const table = collector.toTable();
  const withdraws = ({ keyId, handles }: RevocableCode): boolean =>
    handles.some(({ scheme, value }) => [keyId, ANY_KEY].some((key) => {
      const group = groups.find(scheme, key);
      return group !== undefined && table.has(group, value);
    }));
  return { list: Object.freeze<RevocationList>({ origin, size: table.size, withdraws }), expiredBatches };
}

/** Numbers, in the order of their coming, for the kinds of hash and the keys that batches have. */
function createGroups() {
  const numbers = new Map<string, Map<string, number>>();
  let next = 0;
  return {
    find: (scheme: RevocationScheme, keyId: string): number | undefined => numbers.get(scheme)?.get(keyId),
    /** Null when there are no numbers left. */
    numberFor(scheme: RevocationScheme, keyId: string): number | null {
      const ofScheme = numbers.get(scheme) ?? new Map<string, number>();
      const known = ofScheme.get(keyId);
      if (known !== undefined || next === MAX_GROUPS) return known ?? null;
      numbers.set(scheme, ofScheme.set(keyId, next));
      return next++;
    },
  };
}

function parseBatches(json: unknown, file: string): readonly Batch[] {
  const parsed = (Array.isArray(json) ? Batches : OneBatch).safeParse(json);
  if (!parsed.success) throw invalid(file, describeIssue(parsed.error.issues));
  return parsed.data;
}

function invalid(file: string, what: string): PortasFault {
  return new PortasFault('key-set-invalid', `${file}: ${what}`);
}
