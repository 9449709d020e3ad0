/** Demo issuers of ICAO's seals: VDS-NC with the signer's certificate inside, VDS and barcodes of the data structure by certificates that a terminal has. */
import type { Holder } from '../../core/model/facts.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import { DAY_MS, utcMillis } from '../../core/model/units.ts';
import { vdsNcCodeId } from '../../core/codes/vds-nc-facts.ts';
import type { KeySet } from '../../core/trust/key-set.ts';
import { keyFromSeed } from './certificates.ts';
import type { Certified } from './certificates.ts';
import { toMachineReadable } from './encode-hc1.ts';
import { encodeIdb, encodeMaskedDate } from './encode-idb.ts';
import { encodeVds, encodeC40, toTd2Zone } from './encode-vds.ts';
import { encodeVdsNc, testMessage, vaccinationMessage } from './encode-vds-nc.ts';
import { toDay } from './foreign-claims.ts';
import type { ForeignClaims } from './foreign-claims.ts';
import { type ForeignIssuer, type Hand, withRevoked } from './foreign-issuer.ts';
import { createRandom } from './random.ts';
import { createSealWorkshop, type SealWorkshop } from './seal-workshop.ts';

const STRANGER = 'UTX';
/** Document type of an emergency travel document (ICAO 9303 part 8), and the tags under which seal and barcode carry its zone. */
const EMERGENCY_DOCUMENT = '5e03';
const ZONE_TAG = { vds: 2, idb: 0x81 } as const;
const EXPIRY_TAG = 0x84;

/** Who has signed: the certificate's key, or another one. */
const handsOf = (seed: string, own: Certified): Readonly<Record<Exclude<Hand, 'stranger'>, Certified>> => ({ issuer: own, impostor: { ...own, privateKey: keyFromSeed(`${seed}/impostor`) } });

const toHolder = ({ holder }: ForeignClaims): Holder => ({
  nameHan: null,
  nameLatin: `${toMachineReadable(holder.surname)} ${toMachineReadable(holder.forename)}`.replaceAll('<', ' '),
  birthDate: holder.birthDate,
  sex: 'unspecified',
  nationality: null,
});

export function createVdsNcIssuer(seed: string, at: UtcMillis): ForeignIssuer {
  const workshop = createSealWorkshop(`${seed}/seals`, at);
  const { issuer, vdsNcSigner } = workshop;
  const hands = { ...handsOf(`${seed}/vds-nc`, vdsNcSigner), stranger: vdsNcSigner };
  const revokedId = createRandom(`${seed}/vds-nc/revoked`).hex(16);
  return {
    format: 'VDS-NC',
    keySet: ['icao.test', 'icao.vacc'].reduce<KeySet>((set, type) => withRevoked(set, issuer, vdsNcCodeId(type, revokedId)), authoritiesOf(workshop)),
    revokedId,
    encode: (claims, hand) => encodeVdsNc({ hdr: { ...headerOf(claims), is: hand === 'stranger' ? STRANGER : issuer }, msg: messageOf(claims) }, hands[hand]),
    strangerReason: 'issuer-unknown',
    expiry: 'never',
    ownFaults: [],
    keysFile: { setting: `vdsNcAuthorities, issuer ${issuer}`, content: workshop.authorityPem },
  };
}

/** The set without the signers of the other seals, which come with their own formats. */
function authoritiesOf({ keySet }: SealWorkshop): KeySet {
  return Object.freeze({ ...keySet, keys: Object.freeze([]), findKey: () => null, findKeysById: () => [], hasIssuer: (issuer: string) => keySet.findAuthorities(issuer).length > 0 });
}

/** A recovery has no proof of its own among ICAO's: whoever has recovered shows a vaccination. */
const headerOf = ({ statement }: ForeignClaims) => ({ t: statement === 'test' ? 'icao.test' : 'icao.vacc', v: 1 });

function messageOf(claims: ForeignClaims): object {
  const content = { holder: toHolder(claims), documents: [{ type: 'passport', number: claims.id.slice(0, 8).toUpperCase() }] as const };
  if (claims.statement !== 'test') {
    return vaccinationMessage({ ...content, vaccinations: [{ dose: 2, ofDoses: 2, on: toDay(claims.happenedAt), product: 'Comirnaty' }] }, claims.id);
  }
  return testMessage(content, { kind: 'nucleic-acid', sampledAt: claims.happenedAt, reportedAt: claims.issuedAt, result: 'negative', laboratory: 'Utopia Laboratory' }, claims.id);
}

/** What the signers of VDS and of barcodes have in common. */
function sealSignersOf(seed: string, at: UtcMillis): Pick<ForeignIssuer, 'keySet' | 'revokedId' | 'expiry' | 'ownFaults' | 'keysFile'> & { readonly workshop: SealWorkshop } {
  const workshop = createSealWorkshop(`${seed}/seals`, at);
  return {
    workshop,
    keySet: workshop.keySet,
    // The identifier is a hash of what is signed: nothing is withdrawn that has not been written.
    revokedId: null,
    expiry: 'day',
    ownFaults: [],
    keysFile: { setting: 'sealSignersFile', content: workshop.vdsSignerPem },
  };
}

const zoneOf = (claims: ForeignClaims): Buffer =>
  encodeC40(toTd2Zone({ code: 'P', country: 'UTO', holder: toHolder(claims), number: claims.id.slice(0, 8).toUpperCase(), expiresOn: toDay(claims.expiresAt) }));

export function createVdsIssuer(seed: string, at: UtcMillis): ForeignIssuer {
  const { workshop, ...common } = sealSignersOf(seed, at);
  const { signer, reference } = workshop.vdsSigner;
  const hands = { ...handsOf(`${seed}/vds`, workshop.vdsSigner), stranger: workshop.vdsSigner };
  return {
    ...common,
    format: 'VDS',
    encode(claims, hand) {
      const [issuedOn, signedOn] = [toDay(claims.issuedAt), toDay(claims.issuedAt)];
      const content = { version: 3, country: 'UTO', reference, issuedOn, signedOn, documentType: EMERGENCY_DOCUMENT, features: [[ZONE_TAG.vds, zoneOf(claims)]] } as const;
      return encodeVds({ ...content, signer: hand === 'stranger' ? 'UTXX' : signer }, hands[hand].privateKey);
    },
    strangerReason: 'issuer-unknown',
  };
}

export function createIdbIssuer(seed: string, at: UtcMillis): ForeignIssuer {
  const { workshop, ...common } = sealSignersOf(seed, at);
  const stranger = createSealWorkshop(`${seed}/stranger`, utcMillis(at - DAY_MS)).vdsSigner;
  const hands = { ...handsOf(`${seed}/idb`, workshop.vdsSigner), stranger };
  return {
    ...common,
    format: 'IDB',
    encode(claims, hand) {
      const elements = [[ZONE_TAG.idb, zoneOf(claims)], [EXPIRY_TAG, encodeMaskedDate(toDay(claims.expiresAt))]] as const;
      return encodeIdb({ country: 'UTO', signedOn: toDay(claims.issuedAt), elements }, hands[hand]);
    },
    strangerReason: 'key-unknown',
  };
}
