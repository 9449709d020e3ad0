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
import type { HashCollector } from './hash-table.ts';
import { readJsonFiles } from './json-files.ts';
import { describeIssue } from './key-set.ts';
import type { RevocationList } from './revocation-list.ts';

/** 72 MB in memory and some six seconds at start: what a terminal can be asked to hold in a table. */
export const MAX_DCC_ENTRIES = 4_000_000;
/**
 * A million entries in one file take 36 MB; a file is in memory whole while it is read. All files: every entry at its size, as much again for the
 * heads of batches. The gateway's batches have 1,000 entries, so as many files as that makes, and twice as many for batches that are not full.
 */
const FILE_LIMITS = { maxFiles: 8_000, maxFileBytes: 64 * 1_024 * 1_024, maxBytes: 288 * 1_024 * 1_024 };

const SCHEMES = { SIGNATURE: 'dcc-signature', UCI: 'dcc-uci', COUNTRYCODEUCI: 'dcc-country-uci' } as const satisfies Readonly<Record<string, RevocationScheme>>;
/** What the gateway has for the key identifier where a state does not know which key signed. Such entries hold under any key: a hash is of one code. */
const UNKNOWN_KEY = 'UNKNOWN_KID';
const ANY_KEY = '*';

const Batch = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/, 'expected a country of two letters'),
  expires: z.iso.datetime({ offset: true, error: 'expected a time like 2026-01-31T00:00:00Z' }),
  kid: z.string().regex(/^(?:[A-Za-z0-9+/]{10}[AEIMQUYcgkosw048]=|UNKNOWN_KID)$/, 'expected 8 bytes in base64, or UNKNOWN_KID'),
  hashType: z.enum(['SIGNATURE', 'UCI', 'COUNTRYCODEUCI'], 'expected SIGNATURE, UCI or COUNTRYCODEUCI'),
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
 * @throws PortasFault `key-set-invalid`, naming file and field, for anything that is not sound; then nothing of the list is used.
 */
export function loadDccRevocations(path: string, at: UtcMillis): DccRevocations {
  const collector = createHashCollector();
  let expiredBatches = 0;
  for (const { file, json } of readJsonFiles(path, FILE_LIMITS)) {
    for (const batch of parseBatches(json, file)) {
      if (Date.parse(batch.expires) <= at) expiredBatches += 1;
      else collect(batch, collector, file);
    }
  }
  const table = collector.toTable();
  const withdraws = ({ keyId, handles }: RevocableCode): boolean =>
    handles.some(({ scheme, value }) => {
      const hash = Buffer.from(value, 'hex');
      return table.has(groupOf(scheme, keyId), hash) || table.has(groupOf(scheme, ANY_KEY), hash);
    });
  return { list: Object.freeze<RevocationList>({ origin: path, size: table.size, withdraws }), expiredBatches };
}

function parseBatches(json: unknown, file: string): readonly Batch[] {
  const parsed = (Array.isArray(json) ? Batches : OneBatch).safeParse(json);
  if (!parsed.success) throw invalid(file, describeIssue(parsed.error.issues));
  return parsed.data;
}

function collect({ kid, hashType, entries }: Batch, collector: HashCollector, file: string): void {
  const group = groupOf(SCHEMES[hashType], kid === UNKNOWN_KEY ? ANY_KEY : Buffer.from(kid, 'base64').toString('hex'));
  if (collector.count + entries.length > MAX_DCC_ENTRIES) throw invalid(file, `entries: more than ${MAX_DCC_ENTRIES} in all batches`);
  if (collector.groups >= MAX_GROUPS) throw invalid(file, `kid: more than ${MAX_GROUPS} keys and kinds of hash in all batches`);
  for (const { hash } of entries) collector.add(group, hash);
}

function groupOf(scheme: RevocationScheme, keyId: string): string {
  return `${scheme} ${keyId}`;
}

function invalid(file: string, what: string): PortasFault {
  return new PortasFault('key-set-invalid', `${file}: ${what}`);
}
