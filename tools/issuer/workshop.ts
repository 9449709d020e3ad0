/**
 * A complete issuer's world made of one seed: good and bad keys and the key set that goes with them. For drills and tests: the keys are no secret.
 */
import { utcMillis } from '../../core/model/units.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import type { KeySetFile } from '../../core/trust/key-set-file.ts';
import { buildKeySet } from './key-set-file.ts';
import { signerFromSeed } from './keys.ts';
import type { Signer } from './keys.ts';
import { createRandom } from './random.ts';

const DAY = 86_400_000;

export interface Workshop {
  readonly issuer: string;
  /** Signs good codes. */
  readonly signer: Signer;
  /** In the set, but for another purpose. */
  readonly badgeSigner: Signer;
  /** In the set, but past its time. */
  readonly expiredSigner: Signer;
  /** In the set, but before its time. */
  readonly futureSigner: Signer;
  /** Of the same issuer, but not in the set. */
  readonly strayKeySigner: Signer;
  /** Of an issuer that the set does not know. */
  readonly strangerSigner: Signer;
  /** A code that the set withdraws. */
  readonly revokedCodeId: string;
  readonly keySet: KeySetFile;
}

/**
 * @param seed - any text; the same one gives the same keys.
 * @param at - the instant around which the keys' validity lies.
 */
export function createWorkshop(seed: string, at: UtcMillis): Workshop {
  const issuer = 'MO-DEMO';
  const key = (name: string): Signer => signerFromSeed(issuer, `${seed}/${name}`);
  const days = (count: number): UtcMillis => utcMillis(at + count * DAY);
  const signer = key('codes');
  const badgeSigner = key('badges');
  const expiredSigner = key('expired');
  const futureSigner = key('future');
  const revokedCodeId = createRandom(`${seed}/revoked`).hex(16);
  return {
    issuer,
    signer,
    badgeSigner,
    expiredSigner,
    futureSigner,
    strayKeySigner: key('stray'),
    strangerSigner: signerFromSeed('XX-UNKNOWN', `${seed}/stranger`),
    revokedCodeId,
    keySet: buildKeySet({
      sequence: 1,
      issuedAt: days(-1),
      names: { [issuer]: { 'zh-Hant': '演練發碼機構', pt: 'Emissor de exercício', en: 'Drill issuer', 'zh-Hans': '演练发码机构' } },
      keys: [
        { ...signer, purposes: ['health-code'], validFrom: days(-30), validUntil: days(365) },
        { ...badgeSigner, purposes: ['staff-badge'], validFrom: days(-30), validUntil: days(365) },
        { ...expiredSigner, purposes: ['health-code'], validFrom: days(-400), validUntil: days(-35) },
        { ...futureSigner, purposes: ['health-code'], validFrom: days(200), validUntil: days(565) },
      ],
      revoked: { [issuer]: [revokedCodeId] },
    }),
  };
}
