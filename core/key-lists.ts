/**
 * Every key a terminal trusts, from all the lists it has, and what is withdrawn of the codes they sign. Lists come as bytes, whether from files that the
 * settings name or from a signed set: one way from bytes to keys. Composes.
 */
import { TRAVELLER_PURPOSE } from './desk/examine.ts';
import { utcMillis, type UtcMillis } from './model/units.ts';
import { parseAuthorities, withRevocationList } from './trust/authority.ts';
import { combineKeySets } from './trust/combine-key-sets.ts';
import { parseDccRevocations } from './trust/dcc-revocation.ts';
import { parseDccTrustList, type RefusedCertificate } from './trust/dcc-trust-list.ts';
import { parseDidDocument } from './trust/did-document.ts';
import type { TrustFile } from './trust/json-files.ts';
import { parseJwks } from './trust/jwks.ts';
import { type IssuerNames, type KeySet, keySetOf, parseTrustJson } from './trust/key-set.ts';
import { type RevocationList, withRevocations } from './trust/revocation-list.ts';
import { parseSealSigners } from './trust/seal-signers.ts';
import { compareCrlVersions, parseShcRevocations } from './trust/shc-revocation.ts';

/** One line for what is left out of a list and why; never traveller data. */
export type LogLine = (event: string, fields: Readonly<Record<string, string | number | boolean | null>>) => void;

/** One list, whole. */
export interface KeyListFile {
  /** Where it comes from: named in faults and kept in the key set. */
  readonly origin: string;
  readonly bytes: Uint8Array;
  /** How old the list is. */
  readonly issuedAt: UtcMillis;
}

/** Files that make one list together. */
export interface ListFiles {
  readonly origin: string;
  readonly files: readonly TrustFile[];
}

interface Named {
  readonly issuer: string;
  readonly names?: IssuerNames | undefined;
}

/** All the lists of a terminal. */
export interface KeyLists {
  /** The terminal's own, at least one; read before the others, which are as old as these where they do not say. */
  /** The terminal's own; at least one. */
  readonly keySets: readonly KeySet[];
  readonly dccTrustLists: readonly KeyListFile[];
  readonly dccRevocations: ListFiles | null;
  readonly shcIssuers: readonly (Named & { readonly keys: KeyListFile; readonly revocations: ListFiles | null })[];
  readonly nzcpIssuers: readonly (Named & { readonly document: KeyListFile })[];
  readonly vdsNcAuthorities: readonly { readonly issuer: string; readonly certificates: KeyListFile; readonly revocationLists: readonly Omit<KeyListFile, 'issuedAt'>[] }[];
  readonly sealSigners: readonly KeyListFile[];
}

/**
 * Makes one key set of all lists. A certificate that is not used and a list that is not whole are logged with the reason.
 * @param at - batches of withdrawn codes that have run out by then are left out.
 * @throws PortasFault `key-set-invalid`, naming origin and field, when a list is not sound: then there is no key set.
 */
export function toKeySet(lists: KeyLists, at: UtcMillis, log: LogLine): KeySet {
  const sequence = Math.max(...lists.keySets.map((set) => set.sequence));
  const sets = [
    ...lists.keySets,
    ...lists.dccTrustLists.map((file) => toDccKeys(file, sequence, log)),
    ...lists.shcIssuers.map((each) => toShcKeys(each, sequence, log)),
    ...lists.nzcpIssuers.map((each) => toNzcpKeys(each, sequence)),
    ...lists.vdsNcAuthorities.map((authority) => toAuthorities(authority, sequence)),
    ...lists.sealSigners.map((file) => toSealKeys(file, sequence, log)),
  ];
  const [first, ...others] = sets;
  const keys = first !== undefined && others.length === 0 ? first : combineKeySets(sets, sets.map(({ origin }) => origin).join(', '));
  // Over all sets: HC1 codes can also be signed by keys of the terminal's own key set.
  return lists.dccRevocations === null ? keys : withRevocations(keys, [toDccRevocations(lists.dccRevocations, at, log)]);
}

function toDccRevocations({ origin, files }: ListFiles, at: UtcMillis, log: LogLine): RevocationList {
  const { list, expiredBatches } = parseDccRevocations(files, origin, at);
  if (expiredBatches > 0) log('revocation-batches-expired', { path: origin, batches: expiredBatches });
  return list;
}

function toDccKeys({ origin, bytes, issuedAt }: KeyListFile, sequence: number, log: LogLine): KeySet {
  const { keySet, refused } = parseDccTrustList(parseTrustJson(bytes, origin), { origin, sequence, issuedAt, purpose: TRAVELLER_PURPOSE });
  logRefused(refused, log);
  return keySet;
}

/** Later than any code; still a date that can be shown. */
const END_OF_TIME = utcMillis(Date.UTC(9999, 11, 31));

/** What key lists without purposes and validity mean: travellers' codes, for as long as the file is in place. */
const UNTIL_REMOVED = { purposes: [TRAVELLER_PURPOSE], validFrom: utcMillis(0), validUntil: END_OF_TIME } as const;

function toShcKeys({ issuer, names, keys: { origin, bytes, issuedAt }, revocations }: KeyLists['shcIssuers'][number], sequence: number, log: LogLine): KeySet {
  const json = parseTrustJson(bytes, origin);
  const keys = keySetOf(parseJwks(json, origin, { issuer, ...UNTIL_REMOVED }), { sequence, issuedAt, origin, names: namesOf({ issuer, names }) });
  const withdrawn = revocations === null ? null : parseShcRevocations(revocations.files, revocations.origin);
  for (const { kind, keyId } of compareCrlVersions(json, origin, withdrawn?.counters ?? new Map())) log(`revocation-list-${kind}`, { issuer, keyId });
  return withdrawn === null ? keys : withRevocations(keys, [withdrawn.list]);
}

function toNzcpKeys({ issuer, names, document: { origin, bytes, issuedAt } }: KeyLists['nzcpIssuers'][number], sequence: number): KeySet {
  const keys = parseDidDocument(parseTrustJson(bytes, origin), issuer, UNTIL_REMOVED, origin);
  return keySetOf(keys, { sequence, issuedAt, origin, names: namesOf({ issuer, names }) });
}

const namesOf = ({ issuer, names }: Named): Readonly<Record<string, IssuerNames>> => (names === undefined ? {} : { [issuer]: names });

function toAuthorities({ issuer, certificates: { origin, bytes, issuedAt }, revocationLists }: KeyLists['vdsNcAuthorities'][number], sequence: number): KeySet {
  const authorities = parseAuthorities(bytes, { issuer, purposes: [TRAVELLER_PURPOSE] }, origin);
  const current = revocationLists.reduce((known, list) => withRevocationList(known, list.bytes, list.origin), authorities);
  return keySetOf([], { sequence, issuedAt, origin }, current);
}

function toSealKeys({ origin, bytes, issuedAt }: KeyListFile, sequence: number, log: LogLine): KeySet {
  const { keys, refused } = parseSealSigners(bytes, [TRAVELLER_PURPOSE], origin);
  logRefused(refused, log);
  return keySetOf(keys, { sequence, issuedAt, origin });
}

function logRefused(refused: readonly RefusedCertificate[], log: LogLine): void {
  for (const { keyId, country, why } of refused) log('certificate-refused', { keyId, country, why });
}
