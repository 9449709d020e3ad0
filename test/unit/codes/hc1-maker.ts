/** Makes HC1 codes for tests, with a key of its own: good ones, and any that are not. */
import { encode } from 'cborg';
import { utcMillis } from '../../../core/model/units.ts';
import { keySetOf } from '../../../core/trust/key-set.ts';
import type { KeyEntry } from '../../../core/trust/key-set.ts';
import { signHc1, wrapHc1 } from '../../../tools/issuer/encode-hc1.ts';
import { p256FromSeed } from '../../../tools/issuer/p256.ts';

export const KEY_ID = '0102030405060708';
export const ISSUED = Date.UTC(2022, 0, 31, 12) / 1_000;
export const EXPIRES = ISSUED + 86_400 * 30;

const { privateKey, publicKey } = p256FromSeed('hc1 tests');

export const key: KeyEntry = {
  issuer: 'PT',
  keyId: KEY_ID,
  algorithm: 'ES256',
  publicKey,
  purposes: ['health-code'],
  usages: null,
  validFrom: utcMillis(0),
  validUntil: utcMillis(Date.UTC(2100, 0, 1)),
};

export const keySet = (...keys: readonly KeyEntry[]) => keySetOf(keys, { sequence: 1, issuedAt: utcMillis(0), origin: 'test' });

const common = { tg: '840539006', co: 'PT', is: 'SPMS', ci: 'URN:UVCI:01:PT:ABC#1' };
export const TEST = { ...common, tt: 'LP6464-4', sc: '2022-01-30T10:00:00+01:00', tr: '260415000', tc: 'Lab 1', nm: 'PCR' };
export const VACCINATION = { ...common, vp: '1119349007', mp: 'EU/1/20/1528', ma: 'ORG-100030215', dn: 2, sd: 2, dt: '2021-12-01' };
export const RECOVERY = { ...common, fr: '2021-12-28', df: '2022-01-11', du: '2022-06-26' };
const NAME = { fn: 'Gonçalves', gn: 'João', fnt: 'GONCALVES', gnt: 'JOAO' };

type Members = Readonly<Record<string, unknown>>;
const pick = (members: Members): Members => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** A certificate with one test, members replaced by those given; undefined takes one out. */
export function certificate(members: Members = {}): Members {
  return pick({ ver: '1.3.0', nam: NAME, dob: '1980-02-29', t: [TEST], ...members });
}

/** A certificate with a test, vaccination or recovery that has some members replaced. */
export const withTest = (members: Members, ver = '1.3.0') => certificate({ ver, t: [pick({ ...TEST, ...members })] });
export const withVaccination = (members: Members, ver = '1.3.0') => certificate({ ver, t: undefined, v: [pick({ ...VACCINATION, ...members })] });
export const withRecovery = (members: Members, ver = '1.3.0') => certificate({ ver, t: undefined, r: [pick({ ...RECOVERY, ...members })] });
export const withName = (members: Members, ver = '1.3.0') => certificate({ ver, nam: pick({ ...NAME, ...members }) });

export type Claims = ReadonlyMap<number, unknown>;
export function claims(content: unknown, others: Claims = new Map()): Claims {
  return new Map<number, unknown>([[1, 'PT'], [4, EXPIRES], [6, ISSUED], [-260, new Map([[1, content]])], ...others]);
}

export const headers = (algorithm: unknown = -7, keyId: unknown = Buffer.from(KEY_ID, 'hex')): Claims => new Map([[1, algorithm], [4, keyId]]);

/** A signed message, untagged: the tag is one byte before it. */
export function message(payload: Uint8Array, protectedHeader: Claims | null = headers(), unprotected: Claims = new Map()): Uint8Array {
  return signHc1(payload, { keyId: KEY_ID, algorithm: 'ES256', privateKey }, { protected: protectedHeader, unprotected }).subarray(1);
}

export const wrap = wrapHc1;

/** The text of a good code about a certificate. */
export const code = (content: unknown, others?: Claims) => wrap(message(encode(claims(content, others))));
