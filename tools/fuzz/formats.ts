/**
 * The formats as the fuzzer sees them: seeds, the keys that go with them, and layers. A format that the terminal learns to read does not build without
 * its entry here; one whose layers nobody has written down yet has `outermost`.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { readHc1Times } from '../../core/codes/hc1-claims.ts';
import { readCode } from '../../core/codes/read-code.ts';
import { TRAVELLER_PURPOSE } from '../../core/desk/examine.ts';
import { FORMAT_IDS } from '../../core/model/format.ts';
import type { FormatId } from '../../core/model/format.ts';
import { utcMillis } from '../../core/model/units.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import { parseDccTrustList } from '../../core/trust/dcc-trust-list.ts';
import { parseDidDocument } from '../../core/trust/did-document.ts';
import { parseJwks } from '../../core/trust/jwks.ts';
import { combineKeySets } from '../../core/trust/combine-key-sets.ts';
import { keySetOf, parseKeySet } from '../../core/trust/key-set.ts';
import type { KeyEntry, KeySet } from '../../core/trust/key-set.ts';
import { signerFromSeed } from '../issuer/keys.ts';
import { inBase32, zlibInBase45 } from './armours.ts';
import { coseLayers } from './cose-layers.ts';
import { jwsLayers, toSymbol } from './jws-layers.ts';
import type { Layers } from './layer.ts';
import { ed25519Signer, p256Signer } from './test-signers.ts';
import type { TestSigner } from './test-signers.ts';
import { travellerCodes } from './travellers.ts';

/** A published or own vector as it is. */
export interface Seed {
  readonly format: FormatId;
  /** The vector's name in its suite. */
  readonly id: string;
  readonly text: string;
  /** The instant at which it is examined. */
  readonly at: UtcMillis;
}

export interface FuzzFormat extends Layers {
  readonly seeds: readonly Seed[];
}

/** All formats and one key set with every key of the vectors and the test keys beside them. */
export interface Formats {
  readonly keys: KeySet;
  readonly byId: ReadonlyMap<FormatId, FuzzFormat>;
}

interface Loaded extends FuzzFormat {
  readonly keySets: readonly KeySet[];
}

const TERMS = { purposes: [TRAVELLER_PURPOSE], validFrom: utcMillis(0), validUntil: utcMillis(Date.parse('2100-01-01T00:00:00Z')) };
const SOURCE = { sequence: 1, issuedAt: utcMillis(0), origin: 'fuzz' };
/** Where a vector states no clock and its code none that can be read. */
const SOME_DAY = utcMillis(Date.parse('2022-06-19T04:00:00Z'));
const HOUR_MS = 3_600_000;

const LOADERS: Readonly<Record<FormatId, () => Loaded>> = { MO1: loadMo1, HC1: loadHc1, SHC: loadShc, NZCP: loadNzcp };

/** Reads the vectors. Takes a second: done once. */
export function loadFormats(): Formats {
  const loaded = FORMAT_IDS.map((id) => [id, LOADERS[id]()] as const);
  return { keys: combineKeySets(loaded.flatMap(([, { keySets }]) => keySets), 'fuzz'), byId: new Map(loaded) };
}

/** Vectors are files of this repository, whose shapes their own tests know. */
interface VectorFile {
  readonly validationClock?: string;
  readonly keySet?: unknown;
  readonly vectors: readonly {
    readonly id: string;
    readonly code?: string | readonly string[] | null;
    readonly type?: string;
    readonly key?: { readonly x509Pem?: string; readonly kidOfCert?: string; readonly jwks?: unknown; readonly iss?: string; readonly didDocument?: unknown } | null;
    readonly trustedIssuers?: readonly string[];
    readonly validationClock?: string | null;
  }[];
}
const VECTORS = new URL('../../test/vectors/', import.meta.url);
const read = (path: string): VectorFile => JSON.parse(readFileSync(new URL(path, VECTORS), 'utf8')) as VectorFile;

/** Entries of one test key under several issuers. */
function entriesOf(signer: TestSigner, keyId: string, issuers: readonly string[]): KeySet {
  return keySetOf(issuers.map((issuer): KeyEntry => ({ issuer, keyId, algorithm: signer.algorithm, publicKey: signer.publicKey, usages: null, ...TERMS })), SOURCE);
}

const idOf = (signer: TestSigner): Buffer => createHash('sha256').update(signer.publicKey.export({ format: 'der', type: 'spki' })).digest().subarray(0, 8);
const distinct = <T>(values: readonly T[], by: (value: T) => string): readonly T[] => [...new Map(values.map((value) => [by(value), value])).values()];

function loadMo1(): Loaded {
  const { vectors, keySet, validationClock = '' } = read('mo1/mo1.json');
  const at = utcMillis(Date.parse(validationClock));
  const signer = ed25519Signer('MO1');
  const keyId = idOf(signer);
  const keys = parseKeySet(keySet, 'mo1.json');
  const issuers = [...new Set(keys.keys.map(({ issuer }) => issuer))];
  const travellers = signerFromSeed(issuers[0] ?? '', 'fuzz travellers');
  return {
    seeds: [...vectors.map(({ id, code }) => ({ id, text: String(code) })), ...travellerCodes(travellers, at)].map((seed) => ({ format: 'MO1', at, ...seed })),
    ...coseLayers(zlibInBase45('MO1:'), { ...signer, keyId }),
    keySets: [keys, entriesOf(signer, keyId.toString('hex'), issuers), entriesOf({ ...signer, publicKey: travellers.publicKey }, travellers.keyId, issuers)],
  };
}

function loadHc1(): Loaded {
  const vectors = readdirSync(new URL('hc1/', VECTORS)).filter((name) => name.endsWith('.json')).sort().flatMap((name) => read(`hc1/${name}`).vectors);
  const signer = p256Signer('HC1');
  const keyId = idOf(signer);
  const certificates = vectors.flatMap(({ key }) => (key?.x509Pem === undefined || key.kidOfCert === undefined ? [] : [{ kid: key.kidOfCert, certificate: key.x509Pem.replaceAll(/-----[A-Z ]+-----|\s/g, ''), country: 'XX' }]));
  const list = parseDccTrustList(distinct(certificates, ({ certificate }) => certificate), { ...SOURCE, purpose: TRAVELLER_PURPOSE });
  return {
    seeds: vectors.flatMap(({ id, code, validationClock }): Seed[] => (typeof code === 'string' ? [{ format: 'HC1', id, text: code, at: hc1Clock(code, validationClock) }] : [])),
    ...coseLayers(zlibInBase45('HC1:'), { ...signer, keyId }),
    keySets: [list.keySet, entriesOf(signer, keyId.toString('hex'), ['XX'])],
  };
}

/** The suite's clock, or an hour after the code's own issue. */
function hc1Clock(code: string, clock: string | null | undefined): UtcMillis {
  if (typeof clock === 'string') return utcMillis(Date.parse(clock));
  const envelope = readCode(code);
  const times = envelope.ok ? readHc1Times(envelope.envelope.claims) : null;
  return times?.ok === true ? utcMillis(times.value.issuedAt + HOUR_MS) : SOME_DAY;
}

function loadShc(): Loaded {
  const { vectors } = read('shc/shc.json');
  const signer = p256Signer('SHC');
  const keyId = idOf(signer).toString('base64url');
  const entries = vectors.flatMap(({ id, key }) => jwksEntries(id, key?.jwks, key?.iss));
  return {
    seeds: vectors.flatMap(({ id, code, type }) => symbolsOf(code, type).map((text, index): Seed => ({ format: 'SHC', id: `${id}#${index}`, text, at: utcMillis(Date.parse('2022-05-31T00:00:00Z')) }))),
    ...jwsLayers({ ...signer, keyId }),
    keySets: [keySetOf(distinct(entries, ({ issuer, keyId: id }) => `${issuer} ${id}`), SOURCE), entriesOf(signer, keyId, [...new Set(entries.map(({ issuer }) => issuer))])],
  };
}

/** Some vectors are about sets that are no good: they have no keys. */
function jwksEntries(id: string, jwks: unknown, issuer: string | undefined): readonly KeyEntry[] {
  try {
    return issuer === undefined ? [] : parseJwks(jwks, id, { issuer, ...TERMS });
  } catch {
    return [];
  }
}

/** Symbols, parts of symbols, and files of cards, each card as the symbol it would be. */
function symbolsOf(code: string | readonly string[] | null | undefined, type: string | undefined): readonly string[] {
  if (typeof code !== 'string') return code ?? [];
  if (type === 'jws') return [toSymbol(code)];
  const cards = /[\w-]+\.[\w-]+\.[\w-]+/g;
  return type === 'healthcard' || type === 'fhirhealthcard' ? (code.match(cards) ?? []).map(toSymbol) : [code];
}

function loadNzcp(): Loaded {
  const { vectors } = read('nzcp/nzcp.json');
  const signer = p256Signer('NZCP');
  const keyId = `fuzz-${idOf(signer).toString('hex')}`;
  const issuers = [...new Set(vectors.flatMap(({ trustedIssuers = [] }) => trustedIssuers))];
  const entries = vectors.flatMap(({ key, trustedIssuers = [] }) => trustedIssuers.flatMap((issuer) => parseDidDocument(key?.didDocument, issuer, TERMS)));
  return {
    seeds: vectors.map(({ id, code, validationClock }) => ({ format: 'NZCP', id, text: String(code), at: utcMillis(Date.parse(validationClock ?? '')) })),
    ...coseLayers(inBase32('NZCP:/1/'), { ...signer, keyId: Buffer.from(keyId) }),
    keySets: [keySetOf(distinct(entries, ({ issuer, keyId: id }) => `${issuer} ${id}`), SOURCE), entriesOf(signer, keyId, issuers)],
  };
}
