/** A demo issuer of New Zealand COVID Passes. */
import { DAY_MS, utcMillis } from '../../core/model/units.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import { parseDidDocument } from '../../core/trust/did-document.ts';
import { type IssuerNames, keySetOf } from '../../core/trust/key-set.ts';
import { encodeNzcp, type NzcpSigner } from './encode-nzcp.ts';
import { type ForeignIssuer, type Hand, toFile, withRevoked } from './foreign-issuer.ts';
import { type KeyPair, p256FromSeed } from './p256.ts';
import { createRandom } from './random.ts';

const ISSUER = 'did:web:nzcp.example';
const STRANGER = 'did:web:stranger.example';
const KEY_ID = 'key-1';
const NAMES: IssuerNames = { 'zh-Hant': '演練衞生部', pt: 'Ministério de exercício', en: 'Drill ministry', 'zh-Hans': '演练卫生部' };

export function createNzcpIssuer(seed: string, at: UtcMillis): ForeignIssuer {
  const key = (name: string): KeyPair => p256FromSeed(`${seed}/nzcp/${name}`);
  const good = key('signer');
  const hands: Readonly<Record<Hand, readonly [issuer: string, NzcpSigner]>> = {
    issuer: [ISSUER, { ...good, keyId: KEY_ID }],
    impostor: [ISSUER, { ...key('impostor'), keyId: KEY_ID }],
    stranger: [STRANGER, { ...key('stranger'), keyId: KEY_ID }],
  };
  const revokedId = createRandom(`${seed}/nzcp/revoked`).hex(16);
  const id = `${ISSUER}#${KEY_ID}`;
  const json = {
    '@context': ['https://w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1'],
    id: ISSUER,
    verificationMethod: [{ id, controller: ISSUER, type: 'JsonWebKey2020', publicKeyJwk: good.publicKey.export({ format: 'jwk' }) }],
    assertionMethod: [id],
  };
  const terms = { purposes: ['health-code'], validFrom: utcMillis(at - 365 * DAY_MS), validUntil: utcMillis(at + 365 * DAY_MS) };
  const keySet = keySetOf(parseDidDocument(json, ISSUER, terms, 'demo NZCP'), { sequence: 1, issuedAt: at, origin: 'demo NZCP', names: { [ISSUER]: NAMES } });
  return {
    format: 'NZCP',
    keySet: withRevoked(keySet, ISSUER, revokedId),
    revokedId,
    encode: (claims, hand) => encodeNzcp(claims, ...hands[hand]),
    expiry: 'second',
    strangerReason: 'issuer-unknown',
    ownFaults: [],
    keysFile: { setting: `nzcpIssuers, issuer ${ISSUER}`, content: toFile(json) },
  };
}
