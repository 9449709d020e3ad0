/**
 * What a target may be: its kind, where it stands in the repository, and how it is checked before anybody signs it, with the readers that terminals use.
 */
import { readFileSync } from 'node:fs';
import { TRAVELLER_PURPOSE } from '../../core/desk/examine.ts';
import { type UtcMillis, utcMillis } from '../../core/model/units.ts';
import { loadRuleSet } from '../../core/rules/rule-set.ts';
import { loadDeviceProfiles } from '../../core/scan/device-profiles.ts';
import { parseAuthorities } from '../../core/trust/authority.ts';
import { parseRevocationList } from '../../core/trust/certificate-revocation-list.ts';
import { loadDccRevocations } from '../../core/trust/dcc-revocation.ts';
import { parseDccTrustList, type RefusedCertificate } from '../../core/trust/dcc-trust-list.ts';
import { parseDidDocument } from '../../core/trust/did-document.ts';
import { parseJwks } from '../../core/trust/jwks.ts';
import { loadKeySet, readJsonFile, readTrustFile } from '../../core/trust/key-set.ts';
import { parseSealSigners } from '../../core/trust/seal-signers.ts';
import { loadShcRevocations } from '../../core/trust/shc-revocation.ts';

export const TARGET_KINDS = [
  'policy',
  'key-set',
  'dcc-trust-list',
  'shc-issuer',
  'nzcp-issuer',
  'vds-nc-authority',
  'seal-signers',
  'dcc-revocation',
  'shc-revocation',
  'vds-nc-revocation',
  'rules',
  'device-profiles',
  'gateway',
  'app-update',
] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** What a check may need beside the file. */
interface CheckContext {
  /** `custom.issuer`, where the kind has one. */
  readonly issuer: string;
  readonly at: UtcMillis;
}

interface KindTerms {
  /** The one path of the kind, or the folder that its files stand in. */
  readonly place: { readonly path: string } | { readonly folder: string; readonly extension: string };
  /** Whether `custom.issuer` says whose file it is. */
  readonly issuer: boolean;
  /** Reads the file as a terminal does. @returns what is left out of it and why. @throws Error for a file that a terminal would refuse. */
  readonly check: (file: string, context: CheckContext) => readonly string[];
}

/** What lists without purposes and validity mean; where the two are only checked, any will do. */
const TERMS = { purposes: [TRAVELLER_PURPOSE], validFrom: utcMillis(0), validUntil: utcMillis(Date.UTC(9999, 11, 31)) } as const;

/** A check by a reader that takes a file whole or not at all. */
const whole =
  (read: (file: string, context: CheckContext) => unknown): KindTerms['check'] =>
  (file, context) => {
    read(file, context);
    return [];
  };
const leftOut = (refused: readonly RefusedCertificate[]): readonly string[] =>
  refused.map(({ keyId, country, why }) => `certificate ${[country, keyId].join(' ').trim()} is left out: ${why}`);

export const KINDS: Readonly<Record<TargetKind, KindTerms>> = {
  policy: { place: { path: 'policy.json' }, issuer: false, check: whole(readObject) },
  'key-set': { place: { folder: 'keys', extension: 'json' }, issuer: false, check: whole(loadKeySet) },
  'dcc-trust-list': {
    place: { path: 'keys/dcc-trust-list.json' },
    issuer: false,
    check: (file, { at }) => leftOut(parseDccTrustList(readJsonFile(file).json, { origin: file, sequence: 1, issuedAt: at, purpose: TRAVELLER_PURPOSE }).refused),
  },
  'shc-issuer': { place: { folder: 'keys/shc', extension: 'json' }, issuer: true, check: whole((file, { issuer }) => parseJwks(readJsonFile(file).json, file, { issuer, ...TERMS })) },
  'nzcp-issuer': { place: { folder: 'keys/nzcp', extension: 'json' }, issuer: true, check: whole((file, { issuer }) => parseDidDocument(readJsonFile(file).json, issuer, TERMS, file)) },
  'vds-nc-authority': { place: { folder: 'keys/vds-nc', extension: 'pem' }, issuer: true, check: whole((file, { issuer }) => parseAuthorities(readTrustFile(file).bytes, { issuer, ...TERMS }, file)) },
  'seal-signers': { place: { path: 'keys/seal-signers.pem' }, issuer: false, check: (file) => leftOut(parseSealSigners(readTrustFile(file).bytes, TERMS.purposes, file).refused) },
  'dcc-revocation': { place: { folder: 'revocations/dcc', extension: 'json' }, issuer: false, check: checkDccRevocation },
  'shc-revocation': { place: { folder: 'revocations/shc', extension: 'json' }, issuer: true, check: whole(loadShcRevocations) },
  'vds-nc-revocation': {
    place: { folder: 'revocations/vds-nc', extension: 'crl' },
    issuer: true,
    // Whose it is cannot be told without the authorities; that it is a list can.
    check: whole((file) => parseRevocationList(readTrustFile(file).bytes, file)),
  },
  rules: { place: { folder: 'rules', extension: 'json' }, issuer: false, check: whole(loadRuleSet) },
  'device-profiles': { place: { path: 'device-profiles.json' }, issuer: false, check: whole(loadDeviceProfiles) },
  gateway: { place: { path: 'gateway.json' }, issuer: false, check: whole(readObject) },
  'app-update': { place: { folder: 'updates', extension: 'json' }, issuer: false, check: whole(readObject) },
};

function checkDccRevocation(file: string, { at }: CheckContext): readonly string[] {
  const { expiredBatches } = loadDccRevocations(file, at);
  return expiredBatches === 0 ? [] : [`${expiredBatches} batches have expired and are left out`];
}

/** Names of files as every file system and URL takes them. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/**
 * Path of a target in the repository.
 * @param name - file name, for kinds that have a folder.
 * @throws Error for a name that is no plain one or has another ending.
 */
export function targetPathOf(kind: TargetKind, name: string): string {
  const { place } = KINDS[kind];
  if ('path' in place) return place.path;
  const path = `${place.folder}/${name}`;
  if (!isPathOfKind(kind, path)) throw new Error(`${name}: expected a name of lower-case letters, digits and ._- that ends in .${place.extension}`);
  return path;
}

/** Whether targets of the kind may stand at the path. */
export function isPathOfKind(kind: TargetKind, path: string): boolean {
  const { place } = KINDS[kind];
  if ('path' in place) return path === place.path;
  const name = path.slice(place.folder.length + 1);
  if (!path.startsWith(`${place.folder}/`) || !NAME.test(name) || !name.endsWith(`.${place.extension}`)) return false;
  // A name that another kind has for itself.
  return !Object.values(KINDS).some((other) => 'path' in other.place && other.place.path === path);
}

/**
 * Reads a file as its kind, as a terminal does.
 * @param custom - the target's own members; `issuer` is used where the kind has one.
 * @returns what is left out of it and why.
 * @throws Error for a file that a terminal would refuse.
 */
export function checkTarget(kind: TargetKind, file: string, custom: Readonly<Record<string, unknown>>, at: UtcMillis): readonly string[] {
  const { issuer } = custom;
  if (KINDS[kind].issuer && typeof issuer !== 'string') throw new Error(`${file}: expected an issuer beside a file of kind ${kind}`);
  return KINDS[kind].check(file, { issuer: typeof issuer === 'string' ? issuer : '', at });
}

/** Kinds whose form is the gateway's or the policy's own business: an object at least. */
function readObject(file: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file}: expected JSON`, { cause });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Error(`${file}: expected a JSON object`);
  return json;
}
