/** A demo issuer of SMART Health Cards. */
import { shcCodeId } from '../../core/codes/shc-facts.ts';
import { DAY_MS, utcMillis } from '../../core/model/units.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import { parseJwks } from '../../core/trust/jwks.ts';
import { type IssuerNames, keySetOf } from '../../core/trust/key-set.ts';
import { encodeShc, type ShcSigner, toRevocationId, toThumbprint } from './encode-shc.ts';
import { type ForeignIssuer, type Hand, toFile, withRevoked } from './foreign-issuer.ts';
import { type KeyPair, p256FromSeed } from './p256.ts';
import { createRandom } from './random.ts';

const ISSUER = 'https://issuer.example/shc';
const STRANGER = 'https://stranger.example/shc';
const NAMES: IssuerNames = { 'zh-Hant': '演練診所', pt: 'Clínica de exercício', en: 'Drill clinic', 'zh-Hans': '演练诊所' };

export function createShcIssuer(seed: string, at: UtcMillis): ForeignIssuer {
  const key = (name: string): KeyPair => p256FromSeed(`${seed}/shc/${name}`);
  const good = key('signer');
  const keyId = toThumbprint(good.publicKey);
  const hands: Readonly<Record<Hand, readonly [issuer: string, ShcSigner]>> = {
    issuer: [ISSUER, { ...good, keyId }],
    impostor: [ISSUER, { ...key('impostor'), keyId }],
    stranger: [STRANGER, { ...key('stranger'), keyId: toThumbprint(key('stranger').publicKey) }],
  };
  const revokedId = createRandom(`${seed}/shc/revoked`).hex(16);
  const json = { keys: [{ ...good.publicKey.export({ format: 'jwk' }), kid: keyId, use: 'sig', alg: 'ES256' }] };
  const terms = { issuer: ISSUER, purposes: ['health-code'], validFrom: utcMillis(at - 365 * DAY_MS), validUntil: utcMillis(at + 365 * DAY_MS) };
  const keySet = keySetOf(parseJwks(json, 'demo SHC', terms), { sequence: 1, issuedAt: at, origin: 'demo SHC', names: { [ISSUER]: NAMES } });
  return {
    format: 'SHC',
    keySet: withRevoked(keySet, ISSUER, shcCodeId(keyId, toRevocationId(revokedId))),
    revokedId,
    encode: (claims, hand) => encodeShc(claims, ...hands[hand]),
    expiry: 'second',
    strangerReason: 'issuer-unknown',
    ownFaults: [],
    keysFile: { setting: `shcIssuers, issuer ${ISSUER}`, content: toFile(json) },
  };
}
