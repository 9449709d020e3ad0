/** Writes VDS-NC seals (docs/formats/vds-nc.md): a header, a message, a signature over their canonical form, and the signer's certificate. */
import { sign } from 'node:crypto';
import { canonicalise } from '../../core/codes/canonical-json.ts';
import type { Facts, TestRecord } from '../../core/model/facts.ts';
import { toMacauIso } from '../../core/model/macau-time.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import type { Certified } from './certificates.ts';

export interface VdsNcData {
  readonly hdr: { readonly t: string; readonly v: number; readonly is: string };
  readonly msg: unknown;
}

/** @returns the text of the symbol: canonical JSON. */
export function encodeVdsNc(content: VdsNcData, { certificate, privateKey }: Certified): string {
  // Members that are undefined are no members.
  const data: unknown = JSON.parse(JSON.stringify(content));
  const sigvl = sign('sha256', Buffer.from(canonicalise(data) ?? '', 'utf8'), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  return canonicalise({ data, sig: { alg: 'ES256', cer: certificate.toString('base64url'), sigvl } }) ?? '';
}

/** What a proof says of its holder and their doses or test. */
export type ProofContent = Pick<Facts, 'holder' | 'documents'>;

/** Message of a proof of vaccination. */
export function vaccinationMessage({ holder, documents, vaccinations }: ProofContent & Pick<Facts, 'vaccinations'>, identifier: string): object {
  const products = Map.groupBy(vaccinations, ({ product }) => product);
  const sex = holder.sex === 'unspecified' ? {} : { sex: holder.sex === 'male' ? 'M' : 'F' };
  return {
    uvci: identifier,
    pid: { n: holder.nameLatin ?? '', ...(holder.birthDate === null ? {} : { dob: holder.birthDate }), ...sex, ...(documents[0] === undefined ? {} : { i: documents[0].number }) },
    ve: [...products].map(([product, doses]) => ({
      des: 'XM68M6',
      nam: product ?? 'COVID-19 vaccine',
      dis: 'RA01.0',
      vd: doses.map(({ dose, on }) => ({ dvc: on, seq: dose, ctr: 'UTO', adm: 'Clinic', lot: 'L1' })),
    })),
  };
}

const RESULTS = { negative: 'negative', positive: 'positive', inconclusive: 'abnormal' } as const;

/** Message of a proof of testing. */
export function testMessage({ holder, documents }: ProofContent, test: TestRecord, identifier: string): object {
  const [document] = documents;
  const time = (at: UtcMillis): string => toMacauIso(at) ?? '';
  return {
    utci: identifier,
    pid: {
      n: holder.nameLatin ?? '',
      ...(holder.birthDate === null ? {} : { dob: holder.birthDate }),
      dt: document?.type === 'passport' ? 'P' : 'I',
      dn: document?.number ?? '',
    },
    sp: { spn: test.laboratory ?? 'Laboratory', ctr: 'UTO', cd: { p: '+1000000' } },
    dat: { sc: time(test.sampledAt), ri: time(test.reportedAt ?? test.sampledAt) },
    tr: { tc: test.kind === 'antigen' ? 'antigen' : 'molecular(PCR)', r: RESULTS[test.result] },
  };
}
