/** Demo document signers of HC1 codes: one that may sign every kind of statement, and one whose certificate is limited to tests. */
import { createHash } from 'node:crypto';
import { DAY_MS, utcMillis } from '../../core/model/units.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import { type KeyEntry, keySetOf } from '../../core/trust/key-set.ts';
import { encodeHc1, type Hc1Signer, toHc1CodeId } from './encode-hc1.ts';
import { type ForeignIssuer, type Hand, withRevoked } from './foreign-issuer.ts';
import { p256FromSeed } from './p256.ts';
import { createRandom } from './random.ts';

const COUNTRY = 'PT';
const KEY_ID_BYTES = 8;

export function createHc1Issuer(seed: string, at: UtcMillis): ForeignIssuer {
  const [good, testsOnly, impostor, stranger] = ['signer', 'tests', 'impostor', 'stranger'].map((name) => createSigner(`${seed}/hc1/${name}`)) as [Signer, Signer, Signer, Signer];
  const hands: Readonly<Record<Hand, Hc1Signer>> = { issuer: good, impostor: { ...impostor, keyId: good.keyId }, stranger };
  const revokedId = createRandom(`${seed}/hc1/revoked`).hex(16);
  const entry = ({ keyId, publicKey }: Signer, usages: KeyEntry['usages']): KeyEntry => ({
    issuer: COUNTRY,
    keyId,
    algorithm: 'ES256',
    publicKey,
    purposes: ['health-code'],
    usages,
    validFrom: utcMillis(at - 365 * DAY_MS),
    validUntil: utcMillis(at + 365 * DAY_MS),
  });
  const keySet = keySetOf([entry(good, null), entry(testsOnly, ['test'])], { sequence: 1, issuedAt: at, origin: 'demo HC1' });
  return {
    format: 'HC1',
    // No names: a country has one in every language already.
    keySet: withRevoked(keySet, COUNTRY, toHc1CodeId(revokedId, COUNTRY)),
    revokedId,
    encode: (claims, hand) => encodeHc1(claims, COUNTRY, hands[hand]),
    expiry: 'second',
    strangerReason: 'key-unknown',
    ownFaults: [{ name: 'wrong-usage', reason: 'key-purpose-mismatch', make: (claims) => encodeHc1({ ...claims, statement: 'vaccination' }, COUNTRY, testsOnly) }],
    keysFile: null,
  };
}

type Signer = Hc1Signer & { readonly publicKey: KeyEntry['publicKey'] };

/** Key identifiers are eight bytes of the certificate's hash (hcert clause 3.3.2); a demo key without certificate goes by its own. */
function createSigner(seed: string): Signer {
  const { privateKey, publicKey } = p256FromSeed(seed);
  const hash = createHash('sha256').update(publicKey.export({ format: 'der', type: 'spki' })).digest();
  return { keyId: hash.subarray(0, KEY_ID_BYTES).toString('hex'), algorithm: 'ES256', privateKey, publicKey };
}
