/**
 * Runs Wycheproof's files of signatures: Ed25519, ECDSA over P-256, P-384 and P-521 in both forms, and RSA-PSS. Their shape is their own: groups of tests
 * under one key. Signatures in DER are asked twice: as they are, which the terminal must never take, and turned into r || s.
 */
import * as z from 'zod';
import type { Algorithm } from '../../core/model/format.ts';
import type { KeyEntry } from '../../core/trust/key-set.ts';
import { toP1363 } from './der-signature.ts';
import { entryOf, verdictOn } from './signature-check.ts';
import type { StepResult, SuiteFile, SuiteRunner, Vector } from './suite.ts';

const HEX = z.string().regex(/^(?:[0-9a-fA-F]{2})*$/);
const Test = z.looseObject({ tcId: z.int(), comment: z.string(), msg: HEX, sig: HEX, result: z.enum(['valid', 'invalid', 'acceptable']) });
const Group = z.looseObject({
  type: z.string(),
  publicKeyDer: HEX,
  publicKey: z.looseObject({ curve: z.string().optional() }),
  sha: z.string().optional(),
  mgf: z.string().optional(),
  mgfSha: z.string().optional(),
  sLen: z.int().optional(),
  tests: z.array(Test),
});
const WycheproofFile = z.looseObject({ algorithm: z.string(), schema: z.string(), testGroups: z.array(Group) });

/** Members that only these suites have. */
const KeyOfGroup = Group.omit({ tests: true });
const WycheproofVector = z.looseObject({ key: KeyOfGroup, test: Test });

const SUITE = 'wycheproof';
/** Types of group whose signatures are in DER. */
const DER_TYPE = 'EcdsaVerify';
/** Group's type, curve and digest by the algorithm that a key entry has for them. */
const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  'EddsaVerify edwards25519': 'EdDSA',
  'EcdsaP1363Verify secp256r1 SHA-256': 'ES256',
  'EcdsaP1363Verify secp384r1 SHA-384': 'ES384',
  'EcdsaP1363Verify secp521r1 SHA-512': 'ES512',
  'EcdsaVerify secp256r1 SHA-256': 'ES256',
  'EcdsaVerify secp384r1 SHA-384': 'ES384',
  'EcdsaVerify secp521r1 SHA-512': 'ES512',
  'RsassaPssVerify SHA-256 MGF1 SHA-256 32': 'PS256',
};
/** Bytes of r and of s. */
const WIDTHS: Readonly<Record<string, number>> = { ES256: 32, ES384: 48, ES512: 66 };

/** The file as a suite, one vector a test; null for a file of another shape. */
export function readWycheproof(json: unknown): SuiteFile | null {
  const file = WycheproofFile.safeParse(json);
  if (!file.success) return null;
  const vectors = file.data.testGroups.flatMap(({ tests, ...key }) => tests.map((test): Vector & { test: unknown } => ({ id: `tc${test.tcId}`, description: test.comment, key, test })));
  return { suite: SUITE, vectors };
}

export const wycheproofRunner: SuiteRunner = {
  suites: [SUITE],
  run(vector) {
    const { key: group, test } = WycheproofVector.parse(vector);
    const named = nameOf(group);
    const algorithm = ALGORITHMS[named];
    if (algorithm === undefined) return [{ step: 'VERIFY', outcome: 'not-applicable', detail: `no algorithm of the terminal: ${named}` }];
    const entry = entryOf(algorithm, Buffer.from(group.publicKeyDer, 'hex'));
    if (entry === null) return [{ step: 'VERIFY', outcome: 'not-applicable', detail: 'a key that no key set takes in' }];
    const signature = Buffer.from(test.sig, 'hex');
    const ask = (bytes: Uint8Array) => verdictOf(entry, Buffer.from(test.msg, 'hex'), bytes);
    if (group.type !== DER_TYPE) return [step('VERIFY', test.result, ask(signature))];
    const turned = toP1363(signature, WIDTHS[algorithm] ?? 0);
    return [step('DER', 'invalid', ask(signature)), step('VERIFY', test.result, turned === null ? 'not strict DER' : ask(turned))];
  },
};

function nameOf({ type, publicKey, sha, mgf, mgfSha, sLen }: z.infer<typeof KeyOfGroup>): string {
  const parts = type === 'EddsaVerify' ? [publicKey.curve] : [publicKey.curve, sha, mgf, mgfSha, sLen];
  return [type, ...parts.filter((part) => part !== undefined)].join(' ');
}

function verdictOf(key: KeyEntry, signedBytes: Uint8Array, signature: Uint8Array): string {
  return verdictOn(key, { claimedAlgorithm: key.algorithm, signedBytes, signature });
}

/** `acceptable` leaves it to the implementation: either answer is right. */
function step(name: string, expected: 'valid' | 'invalid' | 'acceptable', came: string): StepResult {
  const agrees = expected === 'acceptable' || (came === 'valid') === (expected === 'valid');
  return { step: name, outcome: agrees ? 'correct' : 'wrong', detail: agrees ? '' : `expected ${expected}, came ${came}` };
}
