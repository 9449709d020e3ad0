/**
 * ICAO's seals in the benchmark `verify`: the published ones whose signers are published too, and of VDS and barcodes some of the demo issuers' own, since the
 * published one had expired before it was signed. No installable peer verifies them.
 */
import { readCode } from '../../../core/codes/read-code.ts';
import { TRAVELLER_PURPOSE } from '../../../core/desk/examine.ts';
import { utcMillis } from '../../../core/model/units.ts';
import type { UtcMillis } from '../../../core/model/units.ts';
import { parseAuthorities } from '../../../core/trust/authority.ts';
import { readCertificate } from '../../../core/trust/certificate.ts';
import { keySetOf } from '../../../core/trust/key-set.ts';
import { parseSealSigners } from '../../../core/trust/seal-signers.ts';
import { createIdbIssuer, createVdsIssuer } from '../../../tools/issuer/foreign-seals.ts';
import { sampleForeignClaims } from '../../../tools/issuer/foreign-workshop.ts';
import { createRandom } from '../../../tools/issuer/random.ts';
import type { Vector } from '../../../tools/vectors/suite.ts';
import type { VdsNcTrust, VdsTrust } from './trust.ts';
import { readVectors } from './vectors.ts';
import type { Case, Format } from './verifier.ts';

const SOURCE = { origin: 'vectors', sequence: 1, issuedAt: utcMillis(0) };
const PURPOSES = [TRAVELLER_PURPOSE];
const OWN_AT = utcMillis(Date.parse('2022-06-01T00:00:00Z'));
const OWN_CODES = 6;

export const vdsNcFormat: Format<VdsNcTrust> = {
  name: 'VDS-NC',
  cases: readVectors('vds-nc/vds-nc.json').flatMap(toVdsNcCase),
  join: ([first]) => first ?? { issuer: '', authorityPem: '' },
  toKeySet: ({ issuer, authorityPem }) => keySetOf([], SOURCE, parseAuthorities(Buffer.from(authorityPem), { issuer, purposes: PURPOSES }, 'vectors')),
  peers: [],
};

function toVdsNcCase(vector: Vector & { readonly issuerGroup?: string }): readonly Case<VdsNcTrust>[] {
  const { valid } = vector.expected as { valid?: boolean };
  const { cscaX509Pem } = (vector.key ?? {}) as { cscaX509Pem?: string };
  if (valid === undefined || cscaX509Pem === undefined || typeof vector.code !== 'string') return [];
  const trust = { issuer: vector.issuerGroup ?? '', authorityPem: cscaX509Pem };
  return [{ id: vector.id, text: vector.code, at: instantOf(vector.code), trust, stated: { verify: valid } }];
}

/** The first instant of the signer's certificate: the suite states no clock. */
function instantOf(text: string): UtcMillis {
  const read = readCode(text);
  const carried = read.ok ? read.envelope.carried : undefined;
  return utcMillis((carried === undefined ? null : readCertificate(carried.der))?.validFrom ?? 0);
}

export const vdsFormat: Format<VdsTrust> = {
  name: 'VDS',
  cases: [...readVectors('vds/vds.json').flatMap(toVdsCase), ...ownCases()],
  join: (trusts) => [...new Set(trusts)].join('\n'),
  toKeySet: (pem) => keySetOf(parseSealSigners(Buffer.from(pem), PURPOSES, 'vectors').keys, SOURCE),
  peers: [],
};

function toVdsCase(vector: Vector): readonly Case<VdsTrust>[] {
  const { verify } = vector.expected as { verify?: boolean };
  const { x509Pem } = (vector.key ?? {}) as { x509Pem?: string };
  if (verify === undefined || x509Pem === undefined) return [];
  const [key] = parseSealSigners(Buffer.from(x509Pem), PURPOSES, 'vectors').keys;
  const text = vector.code ?? Buffer.from(vector.codeHex ?? '', 'hex').toString('latin1');
  const read = readCode(text);
  const facts = read.ok ? read.format.toFacts(read.envelope) : null;
  // The suite states no clock: the first instant at which certificate and seal are both good.
  const at = utcMillis(Math.max(key?.validFrom ?? 0, facts?.ok === true ? facts.value.issuedAt : 0));
  return [{ id: vector.id, text, at, trust: x509Pem, stated: { verify } }];
}

function ownCases(): readonly Case<VdsTrust>[] {
  const random = createRandom('bench seals');
  return [createVdsIssuer('bench', OWN_AT), createIdbIssuer('bench', OWN_AT)].flatMap((issuer) =>
    Array.from({ length: OWN_CODES }, (_, index): Case<VdsTrust> => {
      const text = issuer.encode(sampleForeignClaims(random, OWN_AT), 'issuer');
      return { id: `own ${issuer.format} ${index}`, text, at: OWN_AT, trust: issuer.keysFile?.content ?? '', stated: { verify: true } };
    }),
  );
}
