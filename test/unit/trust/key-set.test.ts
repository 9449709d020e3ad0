import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PortasFault } from '../../../core/model/fault.ts';
import type { RevocationScheme } from '../../../core/model/revocation.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { MAX_KEY_SET_BYTES, MAX_REVOKED_CODES } from '../../../core/trust/key-set-file.ts';
import { loadKeySet, parseKeySet } from '../../../core/trust/key-set.ts';
import { buildKeySet } from '../../../tools/issuer/key-set-file.ts';
import { signerFromSeed } from '../../../tools/issuer/keys.ts';
import { workshop } from '../issuer/road.ts';

const folder = mkdtempSync(join(tmpdir(), 'portas-key-set-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FROM = utcMillis(Date.UTC(2022, 0, 1));
const UNTIL = utcMillis(Date.UTC(2023, 0, 1));
const CODE_ID = '00112233445566778899aabbccddeeff';
const spki = (key: KeyObject) => key.export({ format: 'der', type: 'spki' });
const base64 = (bytes: Buffer) => bytes.toString('base64');
const signer = signerFromSeed('MO-A', 'a');
const p256 = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey;

/** A sound file, fresh each time so that a test may spoil it. */
function soundFile() {
  return buildKeySet({
    sequence: 3,
    issuedAt: FROM,
    names: { 'MO-A': { 'zh-Hant': '甲', pt: 'A', en: 'A', 'zh-Hans': '甲' } },
    keys: [
      { ...signer, purposes: ['health-code', 'staff-badge'], validFrom: FROM, validUntil: UNTIL },
      { issuer: 'MO-B', keyId: 'b0', publicKey: p256, algorithm: 'ES256', purposes: ['health-code'], validFrom: FROM, validUntil: UNTIL },
    ],
    revoked: { 'MO-A': [CODE_ID] },
  });
}

type File = ReturnType<typeof soundFile>;
function spoiled(change: (file: File, issuer: File['issuers'][number], key: File['issuers'][number]['keys'][number]) => unknown): File {
  const file = soundFile();
  const issuer = file.issuers[0];
  const key = issuer?.keys[0];
  if (issuer === undefined || key === undefined) throw new Error('expected an issuer with a key');
  change(file, issuer, key);
  return file;
}

function faultOf(run: () => unknown): PortasFault {
  try {
    run();
  } catch (error) {
    if (error instanceof PortasFault) return error;
    throw error;
  }
  throw new Error('expected a fault');
}

const smallOrder = Buffer.concat([spki(signer.publicKey).subarray(0, 12), Buffer.alloc(32)]);

describe('a key set that is not sound is refused, naming file and field', () => {
  it.each<[string, unknown, RegExp]>([
    ['that is a list', [], /^keys\.json: file:/],
    ['that is nothing', null, /^keys\.json: file:/],
    ['of another type', spoiled((file) => Object.assign(file, { type: 'other' })), /^keys\.json: type:/],
    ['of another version', spoiled((file) => Object.assign(file, { version: 2 })), /version:/],
    ['with an unknown field', spoiled((file) => Object.assign(file, { more: 1 })), /more/],
    ['with an unknown field in a key', spoiled((_, __, key) => Object.assign(key, { crv: 1 })), /issuers\.0\.keys\.0: .*crv/],
    ['with sequence 0', spoiled((file) => (file.sequence = 0)), /sequence:/],
    ['with a fractional sequence', spoiled((file) => (file.sequence = 1.5)), /sequence:/],
    ['issued at no time', spoiled((file) => (file.issuedAt = 'today')), /issuedAt:/],
    ['issued at a local time', spoiled((file) => (file.issuedAt = '2022-01-01T00:00:00')), /issuedAt: expected a UTC time/],
    ['issued on 30 February', spoiled((file) => (file.issuedAt = '2022-02-30T00:00:00Z')), /issuedAt:/],
    ['without issuers', spoiled((file) => (file.issuers = [])), /issuers:/],
    ['with an issuer that breaks a line', spoiled((_, issuer) => (issuer.issuer = 'A\nB')), /issuers\.0\.issuer:/],
    ['with an issuer twice', spoiled((file, issuer) => file.issuers.push(issuer)), /issuers\[2\]\.issuer: MO-A stands in the file twice/],
    ['with three names', spoiled((_, issuer) => Object.assign(issuer, { names: { pt: 'A', en: 'A', 'zh-Hant': '甲' } })), /names/],
    ['with a control character in a name', spoiled((_, issuer) => Object.assign(issuer, { names: { pt: 'A\u0007', en: 'A', 'zh-Hant': '甲', 'zh-Hans': '甲' } })), /names\.pt:/],
    ['with an issuer without keys', spoiled((_, issuer) => (issuer.keys = [])), /issuers\.0\.keys:/],
    ['with a key id twice', spoiled((_, issuer, key) => issuer.keys.push(key)), /issuers\[0\]\.keys\[1\]\.keyId: [0-9a-f]{16} stands under this issuer twice/],
    ['with a key id in upper case', spoiled((_, __, key) => (key.keyId = 'AB')), /keyId:/],
    ['with half a byte of key id', spoiled((_, __, key) => (key.keyId = 'abc')), /keyId:/],
    ['with an algorithm nobody asked for', spoiled((_, __, key) => Object.assign(key, { algorithm: 'none' })), /algorithm:/],
    ['without purposes', spoiled((_, __, key) => (key.purposes = [])), /purposes:/],
    ['with a purpose twice', spoiled((_, __, key) => (key.purposes = ['health-code', 'health-code'])), /purposes: expected each purpose once/],
    ['with a purpose in capitals', spoiled((_, __, key) => (key.purposes = ['Health'])), /purposes\.0:/],
    ['with validity reversed', spoiled((_, __, key) => (key.validUntil = '2021-01-01T00:00:00Z')), /issuers\[0\]\.keys\[0\]\.validUntil: expected a time after validFrom/],
    ['with validity of no length', spoiled((_, __, key) => (key.validUntil = key.validFrom)), /validUntil/],
    ['with a key that is no base64', spoiled((_, __, key) => (key.publicKey = '*')), /publicKey/],
    ['with a key that is no DER', spoiled((_, __, key) => (key.publicKey = 'AAAA')), /issuers\[0\]\.keys\[0\]\.publicKey: expected a sound EdDSA key/],
    ['with bytes behind a key', spoiled((_, __, key) => (key.publicKey = base64(Buffer.concat([spki(signer.publicKey), Buffer.of(0)])))), /publicKey: expected a sound/],
    ['with an Ed25519 key of small order', spoiled((_, __, key) => (key.publicKey = base64(smallOrder))), /publicKey: expected a sound EdDSA key/],
    ['with an X25519 key', spoiled((_, __, key) => (key.publicKey = base64(spki(generateKeyPairSync('x25519').publicKey)))), /expected a sound EdDSA key/],
    ['with a P-256 key as EdDSA', spoiled((_, __, key) => (key.publicKey = base64(spki(p256)))), /expected a sound EdDSA key/],
    ['with an Ed25519 key as ES256', spoiled((_, __, key) => (key.algorithm = 'ES256')), /expected a sound ES256 key/],
    ['with a P-384 key as ES256', spoiled((_, __, key) => Object.assign(key, { algorithm: 'ES256', publicKey: base64(spki(generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).publicKey)) })), /publicKey/],
    ['with a secp256k1 key as ES256', spoiled((_, __, key) => Object.assign(key, { algorithm: 'ES256', publicKey: base64(spki(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey)) })), /expected a sound ES256 key/],
    ['with a revoked id that is too short', spoiled((_, issuer) => (issuer.revoked = ['0011'])), /issuers\.0\.revoked\.0:/],
    ['with a revoked id in upper case', spoiled((_, issuer) => (issuer.revoked = [CODE_ID.toUpperCase()])), /issuers\.0\.revoked\.0:/],
  ])('%s', (_, json, message) => {
    const fault = faultOf(() => parseKeySet(json, 'keys.json'));
    expect(fault.code).toBe('key-set-invalid');
    expect(fault.message).toMatch(message);
  });

  it('with more keys over all issuers than allowed', () => {
    const [issuer] = soundFile().issuers;
    const keysOf = (count: number) => Array.from({ length: count }, (_, i) => ({ ...issuer?.keys[0], keyId: i.toString(16).padStart(4, '0') }));
    const json = { ...soundFile(), issuers: [{ ...issuer, keys: keysOf(400) }, { ...issuer, issuer: 'MO-C', keys: keysOf(113) }] };
    expect(faultOf(() => parseKeySet(json, 'keys.json')).message).toMatch(/513 keys, at most 512 expected/);
  });

  it('with more revoked codes over all issuers than allowed', () => {
    const ids = Array.from({ length: MAX_REVOKED_CODES }, (_, i) => i.toString(16).padStart(32, '0'));
    const json = spoiled((file) => file.issuers.forEach((issuer) => (issuer.revoked = issuer.issuer === 'MO-A' ? ids : [CODE_ID])));
    expect(faultOf(() => parseKeySet(json, 'keys.json')).message).toMatch(/350001 revoked codes/);
  });
});

describe('a key set file', () => {
  const path = join(folder, 'keys.json');

  it.each<[string, () => string, RegExp]>([
    ['is not there', () => join(folder, 'none.json'), /none\.json: cannot be opened \(ENOENT\)/],
    ['is a folder', () => folder, /is not a regular file/],
    ['is not JSON', () => (writeFileSync(path, '{"type":'), path), /keys\.json: is not JSON/],
    ['is empty', () => (writeFileSync(path, ''), path), /is not JSON/],
    ['is too large', () => (writeFileSync(path, ''), truncateSync(path, MAX_KEY_SET_BYTES + 1), path), /has 16777217 bytes/],
    ['is sound JSON of something else', () => (writeFileSync(path, '{}'), path), /keys\.json: type:/],
  ])('is refused when it %s', (_, make, message) => {
    const fault = faultOf(() => loadKeySet(make()));
    expect(fault.code).toBe('key-set-invalid');
    expect(fault.message).toMatch(message);
  });

  it('is read when it is sound', () => {
    writeFileSync(path, JSON.stringify(workshop.keySet));
    expect(loadKeySet(path)).toMatchObject({ origin: path, revokedCodes: 1, sequence: 1 });
  });
});

describe('a sound key set', () => {
  const set = parseKeySet(soundFile(), 'keys.json');

  it('finds a key only under its own issuer', () => {
    expect(set.findKey('MO-A', signer.keyId)).toMatchObject({ issuer: 'MO-A', algorithm: 'EdDSA', purposes: ['health-code', 'staff-badge'], validFrom: FROM, validUntil: UNTIL });
    expect(set.findKey('MO-B', signer.keyId)).toBeNull();
    expect(set.findKey('MO-A', 'b0')).toBeNull();
    expect(set.findKey('MO-C', 'b0')).toBeNull();
    expect(set.findKey('MO-B', 'b0')).toMatchObject({ algorithm: 'ES256' });
  });

  it('is not fooled by names of object members', () => {
    expect(set.hasIssuer('__proto__')).toBe(false);
    expect(set.findKey('MO-A', 'constructor')).toBeNull();
  });

  it('revokes a code only for the issuer that withdrew it', () => {
    const isRevoked = (issuer: string, value: string, scheme: RevocationScheme = 'code-id') =>
      set.isRevoked({ issuer, keyId: signer.keyId, issuedAt: FROM, handles: [{ scheme, value }] });
    expect(isRevoked('MO-A', CODE_ID)).toBe(true);
    expect(isRevoked('MO-B', CODE_ID)).toBe(false);
    expect(isRevoked('MO-C', CODE_ID)).toBe(false);
    expect(isRevoked('MO-A', CODE_ID.replace('0', '1'))).toBe(false);
    expect(isRevoked('MO-A', CODE_ID, 'dcc-uci')).toBe(false);
  });

  it('counts a code withdrawn twice once', () => {
    expect(parseKeySet(spoiled((_, issuer) => issuer.revoked.push(CODE_ID)), 'keys.json').revokedCodes).toBe(1);
  });

  it('tells its number, its time, its origin and its issuers’ names', () => {
    expect(set).toMatchObject({ sequence: 3, issuedAt: FROM, origin: 'keys.json' });
    expect(set.keys.map((key) => key.issuer)).toEqual(['MO-A', 'MO-B']);
    expect(set.issuerNames('MO-A')).toMatchObject({ 'zh-Hant': '甲' });
    expect(set.issuerNames('MO-B')).toBeNull();
    expect(set.issuerNames('MO-C')).toBeNull();
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(set) && Object.isFrozen(set.keys) && set.keys.every((key) => Object.isFrozen(key))).toBe(true);
  });
});
