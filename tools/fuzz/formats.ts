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
import { parseAuthorities } from '../../core/trust/authority.ts';
import type { Authority } from '../../core/trust/authority.ts';
import { readCertificate } from '../../core/trust/certificate.ts';
import { parseDccTrustList } from '../../core/trust/dcc-trust-list.ts';
import { parseDidDocument } from '../../core/trust/did-document.ts';
import { parseJwks } from '../../core/trust/jwks.ts';
import { combineKeySets } from '../../core/trust/combine-key-sets.ts';
import { keySetOf, parseKeySet } from '../../core/trust/key-set.ts';
import type { KeyEntry, KeySet } from '../../core/trust/key-set.ts';
import { parseSealSigners } from '../../core/trust/seal-signers.ts';
import { element } from '../issuer/der.ts';
import { encodeMaskedDate } from '../issuer/encode-idb.ts';
import { encodeC40, encodeVdsBody, toTd2Zone } from '../issuer/encode-vds.ts';
import { signerFromSeed } from '../issuer/keys.ts';
import { inBase32, zlibInBase45 } from './armours.ts';
import { coseLayers } from './cose-layers.ts';
import { jwsLayers, toSymbol } from './jws-layers.ts';
import type { Layers } from './layer.ts';
import { idbForm, sealLayers, vdsForm, vdsNcLayers } from './seal-layers.ts';
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

const LOADERS: Readonly<Record<FormatId, () => Loaded>> = { MO1: loadMo1, HC1: loadHc1, SHC: loadShc, NZCP: loadNzcp, 'VDS-NC': loadVdsNc, VDS: () => loadSeals('VDS'), IDB: () => loadSeals('IDB') };

/** Reads the vectors. Takes a second: done once. */
export function loadFormats(): Formats {
  const loaded = FORMAT_IDS.map((id) => [id, LOADERS[id]()] as const);
  return { keys: combineKeySets(loaded.flatMap(([, { keySets }]) => keySets), 'fuzz'), byId: new Map(loaded) };
}

/** Vectors are files of this repository, whose shapes their own tests know. */
interface VectorFile {
  readonly validationClock?: string;
  readonly keySet?: unknown;
  readonly allCertificates?: Readonly<Record<string, string>>;
  readonly vectors: readonly {
    readonly id: string;
    readonly code?: string | readonly string[] | null;
    readonly type?: string;
    readonly codeHex?: string | null;
    readonly key?: { readonly cscaX509Pem?: string; readonly x509Pem?: string; readonly kidOfCert?: string; readonly jwks?: unknown; readonly iss?: string; readonly didDocument?: unknown } | null;
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

/** Published seals at the first instant at which their certificates are good. */
function loadVdsNc(): Loaded {
  const { vectors } = read('vds-nc/vds-nc.json');
  const pem = vectors.find(({ key }) => key?.cscaX509Pem !== undefined)?.key?.cscaX509Pem ?? '';
  const authorities = parseAuthorities(Buffer.from(pem), { issuer: 'AUS', purposes: TERMS.purposes }, 'vds-nc.json');
  return {
    seeds: vectors.flatMap(({ id, code }): Seed[] => (typeof code === 'string' ? [{ format: 'VDS-NC', id, text: code, at: sealClock(code, authorities) }] : [])),
    ...vdsNcLayers,
    keySets: [keySetOf([], SOURCE, authorities)],
  };
}

function sealClock(code: string, authorities: readonly Authority[]): UtcMillis {
  const envelope = readCode(code);
  const der = envelope.ok ? envelope.envelope.carried?.der : undefined;
  const signer = der === undefined ? null : readCertificate(der);
  return utcMillis(Math.max(signer?.validFrom ?? SOME_DAY, ...authorities.map(({ certificate }) => certificate.validFrom)));
}

/** Signer and reference of the test key's own seals. */
const SEAL_SIGNER = { signer: 'UTFZ', reference: '1b' } as const;
const BARCODE_REFERENCE = 'f022f022f0';

/** Published seals, most of them by signers that nobody knows, and the test key's own. */
function loadSeals(format: 'VDS' | 'IDB'): Loaded {
  const { vectors, allCertificates = {} } = read('vds/vds.json');
  const signer = p256Signer(format);
  const published = vectors.map(({ id, code, codeHex }) => ({ id, text: typeof code === 'string' ? code : Buffer.from(codeHex ?? '', 'hex').toString('latin1') }));
  const own = format === 'VDS' ? ownSeals(signer) : ownBarcodes(signer);
  const ofFormat = published.filter(({ text }) => text.startsWith('\xdc') === (format === 'VDS'));
  const entry: KeyEntry = {
    issuer: SEAL_SIGNER.signer,
    keyId: format === 'VDS' ? SEAL_SIGNER.reference : BARCODE_REFERENCE,
    algorithm: signer.algorithm,
    publicKey: signer.publicKey,
    usages: null,
    formats: [format],
    ...TERMS,
  };
  return {
    seeds: [...ofFormat, ...own].map((seed): Seed => ({ format, at: SOME_DAY, ...seed })),
    ...sealLayers(format === 'VDS' ? vdsForm : idbForm, signer),
    keySets: [keySetOf(parseSealSigners(Buffer.from(Object.values(allCertificates).join('\n')), TERMS.purposes, 'vds.json').keys, SOURCE), keySetOf([entry], SOURCE)],
  };
}

const HOLDER = { nameHan: null, nameLatin: 'ERIKSSON ANNA MARIA', birthDate: '1974-08-12', sex: 'female', nationality: 'UTO' } as const;
const ZONE = encodeC40(toTd2Zone({ code: 'P', country: 'UTO', holder: HOLDER, number: 'D23145890', expiresOn: '2032-04-15' }));
const DAYS = { issuedOn: '2022-05-02', signedOn: '2022-05-03' } as const;

/** One of each profile with a zone, in both versions. */
function ownSeals(signer: TestSigner): readonly Pick<Seed, 'id' | 'text'>[] {
  const seals = [
    { version: 2, documentType: '5e03', features: [[2, ZONE]] },
    { version: 3, documentType: '5e03', features: [[2, ZONE]] },
    { version: 3, documentType: 'fb06', features: [[2, ZONE], [3, encodeC40('X12345')]] },
  ] as const;
  return seals.map((seal, index) => {
    const signedBytes = encodeVdsBody({ country: 'UTO', ...SEAL_SIGNER, ...DAYS, ...seal });
    return { id: `own-${index}`, text: vdsForm.close({ signedBytes, signature: signer.sign(signedBytes) }) };
  });
}

function ownBarcodes(signer: TestSigner): readonly Pick<Seed, 'id' | 'text'>[] {
  const header = Buffer.concat([encodeC40('UTO'), Buffer.of(1), Buffer.from(BARCODE_REFERENCE, 'hex'), encodeMaskedDate(DAYS.signedOn)]);
  const messages = [[element(0x81, ZONE)], [element(0x02, element(0x02, ZONE)), element(0x84, encodeMaskedDate('2032-04-15')), element(0x85, encodeC40('X12345'))]];
  return messages.map((elements, index) => {
    const signedBytes = Buffer.concat([header, element(0x61, ...elements)]);
    return { id: `own-${index}`, text: idbForm.close({ signedBytes, signature: signer.sign(signedBytes) }) };
  });
}
