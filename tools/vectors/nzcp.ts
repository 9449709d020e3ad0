/** Runs the published vectors of New Zealand passes (`nzcp`). */
import * as z from 'zod';
import { nzcp } from '../../core/codes/nzcp.ts';
import { utcMillis } from '../../core/model/units.ts';
import { parseDidDocument } from '../../core/trust/did-document.ts';
import { keySetOf } from '../../core/trust/key-set.ts';
import { verifyEnvelope } from '../../core/trust/verify-envelope.ts';
import type { SuiteRunner, Vector } from './suite.ts';

const PURPOSE = 'health-code';
const TERMS = { purposes: [PURPOSE], validFrom: utcMillis(0), validUntil: utcMillis(Date.parse('2100-01-01T00:00:00Z')) };

/** Sections that the suite names as violated, and how that shows here. Others must show somehow. */
const VIOLATIONS: Readonly<Record<string, RegExp>> = {
  3: /^signature-mismatch$/,
  '2.1.0.3.3': /^code-not-yet-valid$/,
  '2.1.0.4.3': /^code-expired$/,
};

const Pass = z.looseObject({
  code: z.string(),
  key: z.looseObject({ didDocument: z.unknown() }),
  trustedIssuers: z.array(z.string()),
  validationClock: z.iso.datetime(),
  expected: z.looseObject({ success: z.boolean(), violatesSection: z.string().nullable() }),
});
type Pass = z.infer<typeof Pass>;

export const nzcpRunner: SuiteRunner = {
  suites: ['nzcp'],
  run(vector: Vector) {
    const pass = Pass.parse(vector);
    const came = judge(pass);
    const { success, violatesSection } = pass.expected;
    const fitting = success ? /^good$/ : (VIOLATIONS[violatesSection ?? ''] ?? /^(?!good$)/);
    const agrees = fitting.test(came);
    return [{ step: 'pass', outcome: agrees ? 'correct' : 'wrong', detail: agrees ? '' : `expected ${success ? 'a good pass' : `section ${violatesSection ?? '?'} violated`}, came ${came}` }];
  },
};

function judge({ code, key, trustedIssuers, validationClock }: Pass): string {
  const at = utcMillis(Date.parse(validationClock));
  const keys = keySetOf(
    trustedIssuers.flatMap((issuer) => parseDidDocument(key.didDocument, issuer, TERMS)),
    { sequence: 1, issuedAt: at, origin: 'vector' },
  );
  const envelope = nzcp.parse(code);
  if (!envelope.ok) return envelope.reason;
  const verification = verifyEnvelope(envelope.value, keys, PURPOSE, at);
  if (verification.status !== 'valid') return verification.reason;
  const facts = nzcp.toFacts(envelope.value);
  if (!facts.ok) return facts.reason;
  if (at < facts.value.issuedAt) return 'code-not-yet-valid';
  return at >= facts.value.expiresAt ? 'code-expired' : 'good';
}
