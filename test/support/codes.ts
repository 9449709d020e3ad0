import { createHash } from 'node:crypto';
import { type UtcMillis, utcMillis } from '../../core/model/units.ts';
import { type KeySet, parseKeySet } from '../../core/trust/key-set.ts';
import { encodeMo1, type Mo1Claims } from '../../tools/issuer/encode-mo1.ts';
import { buildKeySet } from '../../tools/issuer/key-set-file.ts';
import { type Signer, signerFromSeed } from '../../tools/issuer/keys.ts';

/** A quiet morning: 2021-09-01 10:00 in Macau. */
export const MORNING = utcMillis(Date.parse('2021-09-01T02:00:00Z'));
const HOUR = 3_600_000;

const signer: Signer = signerFromSeed('MO-TEST', 'test issuer');
/** Signs, but is in no key set. */
export const stranger: Signer = signerFromSeed('MO-TEST', 'somebody else');

/** A code id made of a name. */
export const codeId = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 32);

/** Claims of a traveller who passes and can be converted. */
export function goodClaims(change: Partial<Mo1Claims> = {}, at: UtcMillis = MORNING): Mo1Claims {
  return {
    issuer: 'MO-TEST',
    codeId: codeId('good'),
    issuedAt: utcMillis(at - HOUR),
    expiresAt: utcMillis(at + 5 * HOUR),
    colour: 'green',
    subCode: null,
    holder: { nameHan: '樣本', nameLatin: 'IEONG BUN', birthDate: '1980-02-29', sex: 'female', nationality: 'CHN' },
    documents: [
      { type: 'bir', number: '12345678' },
      { type: 'mainland-permit', number: 'M12345678' },
    ],
    declaration: { symptoms: [], contact: 'no', riskAreaStay: 'no', travel: [] },
    tests: [{ kind: 'nucleic-acid', sampledAt: utcMillis(at - 9 * HOUR), reportedAt: utcMillis(at - 3 * HOUR), result: 'negative', laboratory: 'Lab 1' }],
    vaccinations: [],
    ...change,
  };
}

export const goodCode = (change: Partial<Mo1Claims> = {}, at?: UtcMillis): string => encodeMo1(goodClaims(change, at), signer);

/** A key set with the test issuer's key. */
export function testKeySet(revoked: readonly string[] = []): KeySet {
  const file = buildKeySet({
    sequence: 1,
    issuedAt: utcMillis(MORNING - 2 * HOUR),
    keys: [{ ...signer, purposes: ['health-code'], validFrom: utcMillis(MORNING - 1_000 * HOUR), validUntil: utcMillis(MORNING + 1_000 * HOUR) }],
    revoked: { 'MO-TEST': revoked },
  });
  return parseKeySet(file, 'test');
}
