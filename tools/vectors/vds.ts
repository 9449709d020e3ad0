/** Runs the published vectors of visible digital seals and of ICAO's data structure for barcodes (`vds`). */
import * as z from 'zod';
import { decodeIdb } from '../../core/codes/idb-barcode.ts';
import { idb } from '../../core/codes/idb.ts';
import { readCode } from '../../core/codes/read-code.ts';
import { decodeVds } from '../../core/codes/vds-seal.ts';
import type { Parsed } from '../../core/model/envelope.ts';
import { utcMillis } from '../../core/model/units.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import { beginningOf } from '../../core/codes/seal-days.ts';
import { keySetOf } from '../../core/trust/key-set.ts';
import type { KeyEntry } from '../../core/trust/key-set.ts';
import { parseSealSigners } from '../../core/trust/seal-signers.ts';
import { verifyEnvelope } from '../../core/trust/verify-envelope.ts';
import { instantFrom } from './instant.ts';
import type { StepResult, SuiteFile, SuiteRunner, Vector } from './suite.ts';

const PURPOSE = 'health-code';

const Seal = z.looseObject({
  code: z.string().optional(),
  codeHex: z.hex().optional(),
  key: z.looseObject({ x509Pem: z.string().optional() }).nullish(),
  validationClock: z.string().nullish(),
  expected: z.record(z.string(), z.unknown()).default({}),
});
type Seal = z.infer<typeof Seal>;
const Suite = z.looseObject({ allCertificates: z.record(z.string(), z.string()).default({}) });

/** Words of the suite that state nothing to check. */
const REMARKS: readonly string[] = ['note', 'why', 'from'];

/** What a seal's text came to. */
interface Road {
  readonly text: string;
  readonly decoded: Parsed<{ readonly signedOn: string | null; readonly signer: string }>;
  readonly keys: readonly KeyEntry[];
  readonly clock: UtcMillis | null;
}

export const vdsRunner: SuiteRunner = {
  suites: ['vds'],
  run(vector: Vector, suite: SuiteFile) {
    const seal = Seal.parse(vector);
    const text = seal.code ?? Buffer.from(seal.codeHex ?? '', 'hex').toString('latin1');
    const road = { text, decoded: decode(text), keys: keysOf(seal, suite), clock: instantFrom(seal.validationClock) };
    const stated = Object.entries(seal.expected).filter(([step]) => !REMARKS.includes(step));
    return [...stated.map(([step, value]) => judgeStep(road, step, value)), ...judgeFacts(road)];
  },
};

/** Structure alone: the suite has drafts that nobody signed. */
function decode(text: string): Road['decoded'] {
  if (idb.recognises(text)) {
    const barcode = decodeIdb(text);
    return barcode.ok ? { ok: true, value: { signedOn: barcode.value.signedOn, signer: barcode.value.reference } } : barcode;
  }
  const seal = decodeVds(text);
  if (!seal.ok) return seal;
  const { signer, reference, issuedOn, signedOn } = seal.value.header;
  return { ok: true, value: { signedOn: signedOn ?? issuedOn, signer: `${signer}${reference}`.toUpperCase() } };
}

/** The vector's certificate, else all that the suite has. */
function keysOf({ key }: Seal, suite: SuiteFile): readonly KeyEntry[] {
  const pem = key?.x509Pem ?? Object.values(Suite.parse(suite).allCertificates).join('\n');
  return pem === '' ? [] : parseSealSigners(Buffer.from(pem), [PURPOSE], 'vector').keys;
}

function judgeStep(road: Road, step: string, expected: unknown): StepResult {
  const { decoded } = road;
  const said = decoded.ok ? 'decoded' : decoded.detail;
  if (step === 'decode') return result(step, decoded.ok === expected, `expected ${String(expected)}, came ${said}`);
  if (step === 'signerCertRef') return result(step, decoded.ok && decoded.value.signer === expected, `expected ${String(expected)}, came ${decoded.ok ? decoded.value.signer : said}`);
  if (step !== 'verify') return { step, outcome: 'wrong', detail: 'this expectation is not known' };
  const came = verify(road);
  return result(step, (came === 'valid') === expected, `expected ${String(expected)}, came ${came}`);
}

/** At the suite's clock; where it states none, at the first instant at which the certificate is in its time and the seal is signed. */
function verify({ text, decoded, keys, clock }: Road): string {
  const read = readCode(text);
  if (!read.ok || !decoded.ok) return read.ok ? 'nothing' : read.reason;
  const { issuer, keyId } = read.envelope;
  const named = keys.find((key) => key.keyId === keyId && (issuer === null || key.issuer === issuer));
  const at = clock ?? utcMillis(Math.max(named?.validFrom ?? 0, beginningOf(decoded.value.signedOn ?? '') ?? 0));
  const verification = verifyEnvelope(read.envelope, keySetOf(keys, { sequence: 1, issuedAt: at, origin: 'vector' }), PURPOSE, at);
  return verification.status === 'valid' ? 'valid' : verification.reason;
}

/** Whoever signed it: a seal of a document type that is read has facts. */
function judgeFacts({ text }: Road): readonly StepResult[] {
  const read = readCode(text);
  if (!read.ok) return [];
  const facts = read.format.toFacts(read.envelope);
  if (!facts.ok && facts.reason === 'recognised-not-accepted') return [{ step: 'facts', outcome: 'not-applicable', detail: facts.detail }];
  return [result('facts', facts.ok, facts.ok ? '' : facts.detail)];
}

function result(step: string, holds: boolean, detail: string): StepResult {
  return { step, outcome: holds ? 'correct' : 'wrong', detail: holds ? '' : detail };
}
