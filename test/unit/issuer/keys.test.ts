import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { generateSigner, readKeyFile, signerFromSeed, writeKeyFile } from '../../../tools/issuer/keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'portas-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const fresh = () => join(folder, `${++files}.json`);
const changed = (change: Record<string, unknown>): string => {
  const path = fresh();
  writeKeyFile(path, generateSigner('MO-A'));
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...change }));
  return path;
};

describe('issuer key files', () => {
  it('refuses to overwrite a key', () => {
    const path = fresh();
    writeKeyFile(path, generateSigner('MO-A'));
    expect(() => writeKeyFile(path, generateSigner('MO-A'))).toThrow(/EEXIST/);
  });

  it.each([
    ['a key of another type', { privateKey: generateKeyPairSync('x25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64') }, /expected an Ed25519 key/],
    ['bytes that are no key', { privateKey: 'AAAA' }, /expected PKCS #8/],
    ['an identifier of another key', { keyId: '0011223344556677' }, /keyId: expected/],
    ['an unknown field', { more: 1 }, /expected an issuer key file/],
    ['an issuer that breaks a line', { issuer: 'A\nB' }, /issuer: expected/],
  ])('refuses %s', (_, change, message) => {
    expect(() => readKeyFile(changed(change))).toThrow(message);
  });

  it('refuses what is not JSON', () => {
    const path = fresh();
    writeFileSync(path, 'no');
    expect(() => readKeyFile(path)).toThrow(/expected a readable JSON file/);
  });

  it('are readable by their owner alone', () => {
    const path = fresh();
    writeKeyFile(path, generateSigner('MO-A'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('give the key back', () => {
    const path = fresh();
    const signer = generateSigner('MO-A');
    writeKeyFile(path, signer);
    const back = readKeyFile(path);
    expect(back.keyId).toBe(signer.keyId);
    expect(back.privateKey.equals(signer.privateKey)).toBe(true);
  });

  it('identify a key by the first 8 bytes of the SHA-256 of its 32 bytes', () => {
    const signer = signerFromSeed('MO-A', 'seed');
    const raw = Buffer.from(signer.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
    expect(signer.keyId).toBe(createHash('sha256').update(raw).digest('hex').slice(0, 16));
    expect(signerFromSeed('MO-A', 'seed').keyId).toBe(signerFromSeed('MO-B', 'seed').keyId);
    expect(signerFromSeed('MO-A', 'seed').keyId).not.toBe(signerFromSeed('MO-A', 'other').keyId);
  });
});
