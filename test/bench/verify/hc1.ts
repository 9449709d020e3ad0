/** HC1 in the benchmark `verify`: the EU's reference data, and the certificates it gives. */
import { readCode } from '../../../core/codes/read-code.ts';
import { TRAVELLER_PURPOSE } from '../../../core/desk/examine.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { parseDccTrustList } from '../../../core/trust/dcc-trust-list.ts';
import { keySetOf } from '../../../core/trust/key-set.ts';
import { instantOf } from '../../../tools/vectors/hc1.ts';
import type { Vector } from '../../../tools/vectors/suite.ts';
import { hc1Peers } from '../peers/hc1.ts';
import type { Hc1Trust } from './trust.ts';
import { readVectors } from './vectors.ts';
import type { Case, Format } from './verifier.ts';

const FOREVER = { validFrom: utcMillis(0), validUntil: utcMillis(4_102_444_800_000) };
const DECODING = ['EXPECTEDUNPREFIX', 'EXPECTEDB45DECODE', 'EXPECTEDCOMPRESSION', 'EXPECTEDDECODE'];

export const hc1Format: Format<Hc1Trust> = {
  name: 'HC1',
  cases: ['hc1/dgc-testdata.json', 'hc1/dgc-testdata-more.json', 'hc1/dcc-qa.json'].flatMap(readVectors).flatMap(toCases),
  // Of two certificates under one identifier the first is taken: peers know one each.
  join: (trusts) => [...new Map(trusts.flat().reverse().map((dsc) => [dsc.kid, dsc])).values()],
  toKeySet(trust) {
    const source = { origin: 'vectors', sequence: 1, issuedAt: utcMillis(0), purpose: TRAVELLER_PURPOSE };
    const { keys } = parseDccTrustList(trust.map((dsc) => ({ ...dsc, country: 'XX' })), source).keySet;
    // The suite has its clock asked of the code alone, not of the certificate; no peer looks at a certificate's time.
    return keySetOf(keys.map((key) => ({ ...key, ...FOREVER })), source);
  },
  peers: hc1Peers,
};

function toCases(vector: Vector): readonly Case<Hc1Trust>[] {
  const text = vector.code ?? '';
  const key = vector.key as { kidOfCert?: unknown; x509Pem?: unknown } | null;
  if (typeof key?.kidOfCert !== 'string' || typeof key.x509Pem !== 'string') return [];
  const trust = [{ kid: key.kidOfCert, certificate: key.x509Pem.replaceAll(/-----[A-Z ]+-----|\s/g, '') }];
  const at = instantOf(vector, readCode(text)) ?? utcMillis(0);
  return [{ id: vector.id, text, at, trust, stated: statedBy(vector.expected as Readonly<Record<string, boolean>>) }];
}

/** The suite's steps as those of a whole verifier. The pictures' own suite states that all of its codes verify. */
function statedBy(expected: Readonly<Record<string, boolean>>): Case<Hc1Trust>['stated'] {
  const { EXPECTEDVERIFY, EXPECTEDSCHEMAVALIDATION, EXPECTEDKEYUSAGE, DECODE } = expected;
  const isUnreadable = DECODING.some((step) => expected[step] === false);
  const verify = isUnreadable ? false : (EXPECTEDVERIFY ?? DECODE);
  const inTime = expected.EXPECTEDEXPIRATIONCHECK ?? expected.EXPTECTEDEXPIRED;
  const stated = { verify, schema: EXPECTEDSCHEMAVALIDATION, usage: EXPECTEDKEYUSAGE, current: inTime };
  return Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined));
}
