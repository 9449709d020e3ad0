/** Runs the published vectors of VDS-NC seals (`vds-nc`) with the authority and the revocation list that each vector gives. */
import * as z from 'zod';
import { readCode } from '../../core/codes/read-code.ts';
import type { ReadCode } from '../../core/codes/read-code.ts';
import { utcMillis } from '../../core/model/units.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import type { Verification } from '../../core/model/verification.ts';
import { parseAuthorities, withRevocationList } from '../../core/trust/authority.ts';
import type { Authority } from '../../core/trust/authority.ts';
import { readCertificate } from '../../core/trust/certificate.ts';
import { keySetOf } from '../../core/trust/key-set.ts';
import { ECDSA_ALGORITHMS, isOnCurveOf, signatureHolds } from '../../core/trust/signature.ts';
import { verifyEnvelope } from '../../core/trust/verify-envelope.ts';
import { instantFrom } from './instant.ts';
import type { StepResult, SuiteRunner, Vector } from './suite.ts';

const PURPOSE = 'health-code';

const Seal = z.looseObject({
  code: z.string(),
  issuerGroup: z.string(),
  key: z.looseObject({ cscaX509Pem: z.string().optional(), crlB64: z.base64().optional() }).nullish(),
  validationClock: z.string().nullish(),
  expected: z.record(z.string(), z.unknown()).default({}),
  /** What whoever extracted the suite saw of the seal's own signature and of its certificate's. */
  observedSignatureCheck: z.union([z.boolean(), z.string()]).optional(),
  observedChain: z.boolean().optional(),
});
type Seal = z.infer<typeof Seal>;

/** Words of the suite that state nothing to check. */
const REMARKS: readonly string[] = ['note', 'why', 'from'];

export const vdsNcRunner: SuiteRunner = {
  suites: ['vds-nc'],
  run(vector: Vector) {
    const seal = Seal.parse(vector);
    const read = readCode(seal.code);
    const verification = read.ok ? verify(read, seal) : null;
    const stated = Object.entries(seal.expected).filter(([step]) => !REMARKS.includes(step));
    return [...stated.map(([step, value]) => judgeStep(step, value, read, verification)), ...judgeObserved(seal, read, verification)];
  },
};

function verify(read: ReadCode & { readonly ok: true }, seal: Seal): Verification {
  const { envelope } = read;
  const authorities = authoritiesOf(seal);
  const at = instantOf(seal, authorities, envelope.carried?.der);
  return verifyEnvelope(envelope, keySetOf([], { sequence: 1, issuedAt: at, origin: 'vector' }, authorities), PURPOSE, at);
}

function authoritiesOf({ key, issuerGroup }: Seal): readonly Authority[] {
  if (key?.cscaX509Pem === undefined) return [];
  const authorities = parseAuthorities(Buffer.from(key.cscaX509Pem), { issuer: issuerGroup, purposes: [PURPOSE] }, 'vector');
  return key.crlB64 === undefined ? authorities : withRevocationList(authorities, Buffer.from(key.crlB64, 'base64'), 'vector');
}

/** The suite's clock; where it states none, the first instant at which both certificates are in their time. */
function instantOf({ validationClock }: Seal, authorities: readonly Authority[], der: Uint8Array | undefined): UtcMillis {
  const signer = der === undefined ? null : readCertificate(der);
  const first = Math.max(signer?.validFrom ?? 0, ...authorities.map(({ certificate }) => certificate.validFrom));
  return instantFrom(validationClock) ?? utcMillis(first);
}

function judgeStep(step: string, expected: unknown, read: ReadCode, verification: Verification | null): StepResult {
  if (step !== 'valid' || typeof expected !== 'boolean') return { step, outcome: 'wrong', detail: 'this expectation is not known' };
  const facts = read.ok ? read.format.toFacts(read.envelope) : null;
  const came = !read.ok ? read.reason : verification?.status !== 'valid' ? verification?.reason : facts?.ok === true ? 'good' : facts?.detail;
  return result(step, (came === 'good') === expected, `expected ${String(expected)}, came ${came ?? 'nothing'}`);
}

/** Steps of one seal's road, as far as the suite's observations speak of them; a text is an error of another reader's. */
function judgeObserved({ observedSignatureCheck, observedChain }: Seal, read: ReadCode, verification: Verification | null): readonly StepResult[] {
  const steps: StepResult[] = [];
  if (typeof observedSignatureCheck === 'boolean') steps.push(result('signature', holdsUnderOwn(read) === observedSignatureCheck, `expected ${String(observedSignatureCheck)}`));
  if (observedChain !== undefined) {
    // A chain to an authority that is given: whatever else is wrong, the issuer is known.
    const chains = verification !== null && !(verification.status === 'indeterminate' && verification.reason === 'issuer-unknown');
    steps.push(result('chain', chains === observedChain, `expected ${String(observedChain)}`));
  }
  return steps;
}

/** Whether the seal is signed by the key of the certificate it carries, whoever that is. */
function holdsUnderOwn(read: ReadCode): boolean {
  const certificate = read.ok && read.envelope.carried !== undefined ? readCertificate(read.envelope.carried.der) : null;
  if (!read.ok || certificate === null) return false;
  const algorithm = ECDSA_ALGORITHMS.find((candidate) => isOnCurveOf(candidate, certificate.x509.publicKey));
  return algorithm !== undefined && signatureHolds(algorithm, certificate.x509.publicKey, read.envelope);
}

function result(step: string, holds: boolean, detail: string): StepResult {
  return { step, outcome: holds ? 'correct' : 'wrong', detail: holds ? '' : detail };
}
