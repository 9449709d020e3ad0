import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toP1363 } from '../../../tools/vectors/der-signature.ts';
import { readSuiteFile, runSuite } from '../../../tools/vectors/run-suite.ts';
import type { SuiteReport } from '../../../tools/vectors/run-suite.ts';

const folder = (name: string) => new URL(`../../vectors/${name}/`, import.meta.url);
const read = (suite: string, name: string): unknown => JSON.parse(readFileSync(new URL(name, folder(suite)), 'utf8'));
function report(json: unknown): SuiteReport {
  const file = readSuiteFile(json);
  if (typeof file === 'string') throw new Error(file);
  const done = runSuite(file);
  if (done === null) throw new Error(file.suite);
  return done;
}

describe('Wycheproof', () => {
  it.each([
    ['ed25519_test.json', 151],
    ['ecdsa_secp256r1_sha256_p1363_test.json', 262],
    // In DER: refused as it is, and its verdict holds for r || s: two steps a vector.
    ['ecdsa_secp256r1_sha256_test.json', 968],
    ['rsa_pss_2048_sha256_mgf1_32_test.json', 108],
    ['rsa_pss_3072_sha256_mgf1_32_test.json', 108],
  ])('%s: every vector has its result', (name, correct) => {
    expect(report(read('wycheproof', name))).toEqual({ suite: 'wycheproof', correct, wrong: [], notApplicable: 0 });
  });

  const der = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const spki = der.publicKey.export({ format: 'der', type: 'spki' }).toString('hex');
  const group = { type: 'EcdsaVerify', publicKey: { curve: 'secp256r1' }, publicKeyDer: spki, sha: 'SHA-256' };
  const good = { tcId: 1, comment: '', msg: 'aa', sig: sign('sha256', Buffer.of(0xaa), der.privateKey).toString('hex'), result: 'valid' };
  const one = (changedGroup: object, changedTest: object) => report({ algorithm: 'ECDSA', schema: 'x', testGroups: [{ ...group, ...changedGroup, tests: [{ ...good, ...changedTest }] }] });

  it('notices a result that is not the stated one', () => {
    expect(one({}, {}).wrong).toEqual([]);
    expect(one({}, { result: 'invalid' }).wrong).toMatchObject([{ vector: 'tc1', step: 'VERIFY', detail: 'expected invalid, came valid' }]);
    expect(one({}, { msg: 'ab' }).wrong).toMatchObject([{ detail: 'expected valid, came signature-mismatch' }]);
    expect(one({}, { sig: `${good.sig}00` }).wrong).toMatchObject([{ detail: 'expected valid, came not strict DER' }]);
    expect(one({}, { sig: '00', result: 'acceptable' }).wrong).toEqual([]);
  });

  it('counts apart what no key set can hold', () => {
    expect(one({ publicKey: { curve: 'secp256k1' } }, {})).toMatchObject({ correct: 0, wrong: [], notApplicable: 1 });
    expect(one({ publicKeyDer: '3000' }, {})).toMatchObject({ correct: 0, wrong: [], notApplicable: 1 });
  });
});

describe('COSE working group examples', () => {
  const names = readdirSync(folder('cose-wg')).filter((name) => name.endsWith('.json'));
  it.each(names)('%s comes out as stated', (name) => {
    expect(report(read('cose-wg', name)).wrong).toEqual([]);
  });

  it('are all here; those that only another strictness would take are these', () => {
    const apart = names.filter((name) => report(read('cose-wg', name)).notApplicable > 0);
    expect(names).toHaveLength(29);
    // A curve has one digest (ecdsa-04, ecdsa-sig-04); Ed448 (eddsa-02, eddsa-sig-02) and RSA-PSS with longer digests (rsa-pss-02, rsa-pss-03) are in no key set.
    expect(apart.map((name) => name.replace('.json', ''))).toEqual(['ecdsa-04', 'ecdsa-sig-04', 'eddsa-02', 'eddsa-sig-02', 'rsa-pss-02', 'rsa-pss-03']);
  });

  const pass = read('cose-wg', 'sign-pass-01.json') as { fail?: boolean; input: object; output: { cbor: string }; intermediates: object };
  it.each([
    ['a good message that is stated to be bad', { ...pass, fail: true }, 'VERIFY'],
    ['a bad message that is stated to be good', { ...pass, output: { cbor: pass.output.cbor.replace(/4F$/, '4E') } }, 'VERIFY'],
    ['bytes that are no message', { ...pass, output: { cbor: 'D284' } }, 'READ'],
    ['another payload', { ...pass, input: { ...pass.input, plaintext: 'other' } }, 'PAYLOAD'],
    ['other bytes to be signed', { ...pass, intermediates: { ToBeSign_hex: '00' } }, 'TOBESIGNED'],
    ['a single signer where another kind of message is stated', { ...pass, input: {} }, 'REFUSE'],
  ])('notice %s', (_, example, wrongStep) => {
    expect(report(example).wrong.map(({ step }) => step)).toEqual([wrongStep]);
  });
});

describe('a DER signature', () => {
  const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
  it.each([
    ['two small integers', '3006 0201 01 0201 02', '00000001 00000002'],
    ['an integer padded because of its first bit', '3008 0202 00ff 0202 00fe', '000000ff 000000fe'],
    ['zero', '3006 0201 00 0201 00', '00000000 00000000'],
  ])('becomes r || s: %s', (_, der, expected) => {
    expect(toP1363(hex(der), 4)).toEqual(hex(expected));
  });

  it('of 128 bytes and more has a length of two', () => {
    const integer = `0240${'11'.repeat(64)}`;
    expect(toP1363(hex(`308184${integer}${integer}`), 64)).toEqual(Buffer.alloc(128, 0x11));
    expect(toP1363(hex(`30820084${integer}${integer}`), 64)).toBeNull();
  });

  it.each([
    ['nothing', ''],
    ['another tag', '3106 0201 01 0201 02'],
    ['a long length where a short one does', '308106 0201 01 0201 02'],
    ['an indefinite length', '3080 0201 01 0201 02 0000'],
    ['a length beyond the end', '3007 0201 01 0201 02'],
    ['bytes behind', '3006 0201 01 0201 02 00'],
    ['bytes behind, inside', '3007 0201 01 0201 02 00'],
    ['one integer', '3003 0201 01'],
    ['an empty integer', '3005 0200 0201 02'],
    ['a negative integer', '3006 0201 81 0201 02'],
    ['a padded integer', '3007 0202 0001 0201 02'],
    ['an integer that does not fit', '300a 0205 0101010101 0201 02'],
    ['other contents', '3006 0401 01 0201 02'],
  ])('is refused: %s', (_, der) => {
    expect(toP1363(hex(der), 4)).toBeNull();
  });
});
