/**
 * The world of ICAO's seals made of one seed: an authority, its signer of VDS-NC seals and its signer of VDS seals, and the key set that a terminal makes
 * of them. For drills and tests: the keys are no secret.
 */
import type { UtcMillis } from '../../core/model/units.ts';
import { parseAuthorities } from '../../core/trust/authority.ts';
import { keySetOf } from '../../core/trust/key-set.ts';
import type { KeySet } from '../../core/trust/key-set.ts';
import { parseSealSigners } from '../../core/trust/seal-signers.ts';
import { extensions, keyFromSeed, makeCertificate, toPem } from './certificates.ts';
import type { Certified, CertificateName } from './certificates.ts';

const DAY = 86_400_000;
const YEAR = 365 * DAY;
const PURPOSES = ['health-code'];
/** Extended key usage of signers of VDS-NC seals. */
const VDS_NC_USAGE = '2.23.136.1.1.14.2';

export interface SealWorkshop {
  /** As VDS-NC seals name it: Utopia, the specimen country of ICAO 9303. */
  readonly issuer: string;
  readonly authorityName: CertificateName;
  readonly authority: Certified;
  /** Signs proofs of test and of vaccination. */
  readonly vdsNcSigner: Certified;
  /** Signs VDS seals, which name it by `signer` and `reference`. */
  readonly vdsSigner: Certified & { readonly signer: string; readonly reference: string };
  /** Files as the settings name them. */
  readonly authorityPem: string;
  readonly vdsSignerPem: string;
  readonly keySet: KeySet;
}

/**
 * @param seed - any text; the same one gives the same keys.
 * @param at - the instant around which the certificates' validity lies.
 */
export function createSealWorkshop(seed: string, at: UtcMillis): SealWorkshop {
  const issuer = 'UTO';
  const authorityName = { country: 'UT', common: 'Utopia Drill CSCA' };
  const authorityKey = keyFromSeed(`${seed}/csca`);
  const authority = {
    privateKey: authorityKey,
    certificate: makeCertificate(
      {
        serial: '01',
        subject: authorityName,
        issuer: authorityName,
        validFrom: at - YEAR,
        validUntil: at + 10 * YEAR,
        extensions: [extensions.authority(), extensions.signsCertificates(), extensions.ownKey(authorityKey), extensions.issuersKey(authorityKey)],
      },
      authorityKey,
      authorityKey,
    ),
  };
  const certify = (serial: string, common: string, own: readonly Buffer[]): Certified => {
    const privateKey = keyFromSeed(`${seed}/${common}`);
    const terms = { serial, subject: { country: 'UT', common }, issuer: authorityName, validFrom: at - 30 * DAY, validUntil: at + 2 * YEAR };
    return { privateKey, certificate: makeCertificate({ ...terms, extensions: [extensions.issuersKey(authorityKey), ...own] }, privateKey, authorityKey) };
  };
  const vdsNcSigner = certify('2a', 'NC', [extensions.usage(VDS_NC_USAGE), extensions.documentTypes('NT', 'NV')]);
  const vdsSigner = { ...certify('1b', 'DS', [extensions.documentTypes('ID')]), signer: 'UTDS', reference: '1b' };
  const [authorityPem, vdsSignerPem] = [toPem(authority.certificate), toPem(vdsSigner.certificate)];
  const source = { sequence: 1, issuedAt: at, origin: 'seals' };
  const keys = parseSealSigners(Buffer.from(vdsSignerPem), PURPOSES, 'seals').keys;
  const keySet = keySetOf(keys, source, parseAuthorities(Buffer.from(authorityPem), { issuer, purposes: PURPOSES }, 'seals'));
  return { issuer, authorityName, authority, vdsNcSigner, vdsSigner, authorityPem, vdsSignerPem, keySet };
}
