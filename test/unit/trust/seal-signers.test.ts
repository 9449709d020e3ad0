import { createHash, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PortasFault } from '../../../core/model/fault.ts';
import { parseSealSigners } from '../../../core/trust/seal-signers.ts';
import { extensions, keyFromSeed, makeCertificate, toPem } from '../../../tools/issuer/certificates.ts';

const NOW = Date.UTC(2022, 5, 1);
const DAY = 86_400_000;
const key = keyFromSeed('seals');
interface Change {
  readonly subject?: { readonly country: string; readonly common: string };
  readonly own?: readonly Buffer[];
  readonly ownKey?: KeyObject;
}
const certificateOf = ({ subject = { country: 'UT', common: 'DS' }, own = [], ownKey = key }: Change = {}) =>
  makeCertificate({ serial: '8b', subject, issuer: { country: 'UT', common: 'CSCA' }, validFrom: NOW, validUntil: NOW + DAY, extensions: own }, ownKey, key);
const parse = (...certificates: readonly Uint8Array[]) => parseSealSigners(Buffer.from(certificates.map((each) => toPem(each)).join('')), ['health-code'], 'signers.pem');
const reference = (der: Uint8Array) => createHash('sha1').update(der).digest('hex').slice(-10);

describe('a list of signers of seals', () => {
  it('is refused when it holds no certificates', () => {
    expect(() => parseSealSigners(Buffer.from('[]'), [], 'signers.pem')).toThrow(PortasFault);
    expect(() => parseSealSigners(Buffer.from('[]'), [], 'signers.pem')).toThrow(/signers\.pem: expected 1 to 1000 certificates/);
  });

  it.each([
    ['bytes that are none', Buffer.from('302a', 'hex'), /X\.509/],
    ['a name of three characters', certificateOf({ subject: { country: 'UT', common: 'DSX' } }), /common name of two characters/],
    ['no two-letter country', certificateOf({ subject: { country: 'UTO', common: 'DS' } }), /country/],
    ['an authority', certificateOf({ own: [extensions.authority()] }), /certificate of a signer/],
    ['a critical extension that is unknown', certificateOf({ own: [extensions.unknownCritical()] }), /certificate of a signer/],
    ['an RSA key', certificateOf({ ownKey: generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey }), /curve/],
    ['a curve of 192 bits', certificateOf({ ownKey: generateKeyPairSync('ec', { namedCurve: 'prime192v1' }).privateKey }), /curve/],
  ])('leaves out %s, and no other', (_, bad, why) => {
    const good = certificateOf();
    const { keys, refused } = parse(bad, good);
    expect(refused).toMatchObject([{ keyId: reference(bad), why: expect.stringMatching(why) as unknown }]);
    expect(keys.map(({ issuer, keyId, formats }) => [issuer, keyId, formats])).toEqual([
      ['UTDS', '8b', ['VDS']],
      ['UTDS', reference(good), ['IDB']],
    ]);
  });

  it('gives each key the time of its certificate, its curve’s algorithm and nothing else', () => {
    expect(parse(certificateOf()).keys[0]).toMatchObject({ algorithm: 'ES256', purposes: ['health-code'], usages: null, validFrom: NOW, validUntil: NOW + DAY + 1_000 });
    const { allCertificates } = JSON.parse(readFileSync(new URL('../../vectors/vds/vds.json', import.meta.url), 'utf8')) as { allCertificates: Record<string, string> };
    const { keys, refused } = parseSealSigners(Buffer.from(Object.values(allCertificates).join('')), ['health-code'], 'vds.json');
    expect(refused).toEqual([]);
    expect(keys.filter(({ formats }) => formats?.includes('VDS')).map(({ issuer, keyId, algorithm }) => `${issuer}${keyId} ${algorithm}`)).toEqual(['DETS32 ESB224', 'UTTS5b ESB256', 'DETS27 ESB256']);
  });
});
