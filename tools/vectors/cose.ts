/**
 * Runs the COSE working group's examples, one to a file. COSE_Sign1 messages go the desk's way: reading, the bytes to be signed, the signature. The terminal
 * reads no other kind of message; of those with several signers each signature is still asked over the bytes that the example gives.
 */
import type { JsonWebKey } from 'node:crypto';
import { decode } from 'cborg';
import * as z from 'zod';
import { isCborMap } from '../../core/codes/cbor.ts';
import { HEADER, algorithmName, headerParameter, parseCoseSign1, toSigStructure } from '../../core/codes/cose-sign1.ts';
import type { CoseSign1 } from '../../core/codes/cose-sign1.ts';
import type { Parsed } from '../../core/model/envelope.ts';
import type { Algorithm } from '../../core/model/format.ts';
import type { KeyEntry } from '../../core/trust/key-set.ts';
import { entryOf, spkiOf, verdictOn } from './signature-check.ts';
import type { StepResult, SuiteFile, SuiteRunner } from './suite.ts';

const HEX = z.string().regex(/^(?:[0-9a-fA-F]{2})*$/);
/** Members of a key are text: base64url, or hex where the name ends so. */
const Key = z.record(z.string(), z.string());
const Example = z.looseObject({
  title: z.string(),
  fail: z.boolean().optional(),
  input: z.looseObject({
    plaintext: z.string().optional(),
    plaintext_hex: HEX.optional(),
    sign0: z.looseObject({ key: Key, alg: z.string().optional(), external: HEX.optional() }).optional(),
    sign: z.looseObject({ signers: z.array(z.looseObject({ key: Key })) }).optional(),
  }),
  intermediates: z.looseObject({ ToBeSign_hex: HEX.optional(), signers: z.array(z.looseObject({ ToBeSign_hex: HEX })).optional() }).optional(),
  output: z.looseObject({ cbor: HEX }),
});
type Example = z.infer<typeof Example>;

const SUITE = 'cose-wg';

/** The example as a suite of one vector; null for a file of another shape. */
export function readCoseExample(json: unknown): SuiteFile | null {
  const example = Example.safeParse(json);
  return example.success ? { suite: SUITE, vectors: [{ id: example.data.title, codeHex: example.data.output.cbor, payload: example.data }] } : null;
}

export const coseRunner: SuiteRunner = {
  suites: [SUITE],
  run(vector) {
    const example = Example.parse(vector.payload);
    const { sign0, sign } = example.input;
    const message = parseCoseSign1(Buffer.from(example.output.cbor, 'hex'));
    if (sign0 !== undefined) return runSign1(example, sign0, message);
    const refused = step('REFUSE', !message.ok, 'a message of another kind is read as COSE_Sign1');
    return sign === undefined ? [refused] : [refused, ...runSigners(example, sign.signers)];
  },
};

type Sign1 = NonNullable<Example['input']['sign0']>;

function runSign1({ fail, input, intermediates }: Example, { key, external = '' }: Sign1, message: Parsed<CoseSign1>): readonly StepResult[] {
  if (!message.ok) return [step('READ', fail === true, message.detail)];
  const signedBytes = toSigStructure(message.value, Buffer.from(external, 'hex'));
  const algorithm = algorithmName(headerParameter(message.value, HEADER.algorithm));
  const verify = judge(key, algorithm, signedBytes, message.value.signature, fail !== true);
  if (fail === true) return [verify];
  const plaintext = input.plaintext_hex === undefined ? Buffer.from(input.plaintext ?? '') : Buffer.from(input.plaintext_hex, 'hex');
  return [
    step('PAYLOAD', plaintext.equals(message.value.payload), 'another payload than was put in'),
    step('TOBESIGNED', Buffer.from(signedBytes).equals(Buffer.from(intermediates?.ToBeSign_hex ?? '', 'hex')), 'other bytes to be signed than the example gives'),
    verify,
  ];
}

/** COSE_Sign (RFC 9052 clause 4.1): tag 98, whose fourth element holds a header, a header and a signature a signer. */
const Signers = z.tuple([z.unknown(), z.unknown(), z.unknown(), z.array(z.tuple([z.instanceof(Uint8Array), z.unknown(), z.instanceof(Uint8Array)]))]);
const SIGN_TAG = { 98: (content: () => unknown) => content() };

function runSigners({ output, intermediates }: Example, signers: readonly { readonly key: Readonly<Record<string, string>> }[]): readonly StepResult[] {
  const [, , , signatures] = Signers.parse(decode(Buffer.from(output.cbor, 'hex'), { useMaps: true, tags: SIGN_TAG }));
  const counted = step('SIGNERS', signatures.length === signers.length, `${signatures.length} signatures, ${signers.length} expected`);
  const verified = signatures.map(([header, , signature], index) => {
    const parameters: unknown = decode(header, { useMaps: true });
    const signedBytes = Buffer.from(intermediates?.signers?.[index]?.ToBeSign_hex ?? '', 'hex');
    return judge(signers[index]?.key ?? {}, algorithmName(isCborMap(parameters) ? parameters.get(HEADER.algorithm) : undefined), signedBytes, signature, true);
  });
  return [counted, ...verified];
}

/**
 * Whether a signature is taken. The strictness of key sets goes before the example: a curve has one digest, and curves and digests that no key entry can have
 * are not accepted. Such an example must then be refused, and is counted apart.
 */
function judge(key: Readonly<Record<string, string>>, algorithm: string, signedBytes: Uint8Array, signature: Uint8Array, expected: boolean): StepResult {
  const entry = entryFor(key);
  const came = entry === null ? 'a key that no key set takes in' : verdictOn(entry, { claimedAlgorithm: algorithm, signedBytes, signature });
  const isOurs = entry?.algorithm === algorithm;
  if (expected && !isOurs && came !== 'valid') return { step: 'VERIFY', outcome: 'not-applicable', detail: `not accepted here: ${key.crv ?? key.kty ?? 'a key'} with ${algorithm}` };
  return step('VERIFY', (came === 'valid') === expected, `expected ${expected ? 'valid' : 'a refusal'}, came ${came}`);
}

const CURVES: Readonly<Record<string, Algorithm>> = { Ed25519: 'EdDSA', 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' };

function entryFor(key: Readonly<Record<string, string>>): KeyEntry | null {
  const algorithm = key.kty === 'RSA' ? 'PS256' : CURVES[key.crv ?? ''];
  const spki = spkiOf(toJwk(key));
  return algorithm === undefined || spki === null ? null : entryOf(algorithm, spki);
}

/** Public members alone; `x_hex` is `x` in hex. */
function toJwk(key: Readonly<Record<string, string>>): JsonWebKey {
  const member = (name: string) => (key[`${name}_hex`] === undefined ? key[name] : Buffer.from(key[`${name}_hex`] ?? '', 'hex').toString('base64url'));
  const members = ['kty', 'crv', 'x', 'y', 'n', 'e'].map((name) => [name, member(name)] as const);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

function step(name: string, holds: boolean, detail: string): StepResult {
  return { step: name, outcome: holds ? 'correct' : 'wrong', detail: holds ? '' : detail };
}
