/**
 * The MO1 test vectors of test/vectors/mo1: good codes with every layer, and each bad kind, with what is expected at each stage.
 * All of it follows from the seed below, but for the compressed bytes, which another zlib may write differently.
 */
import { createRandom } from './random.ts';
import { readCode } from '../../core/codes/read-code.ts';
import type { Facts } from '../../core/model/facts.ts';
import { utcMillis } from '../../core/model/units.ts';
import type { KeySetFile } from '../../core/trust/key-set-file.ts';
import { parseKeySet } from '../../core/trust/key-set.ts';
import { verifyEnvelope } from '../../core/trust/verify-envelope.ts';
import { BAD_CODE_NAMES, expectedReason, makeBadCode } from './bad-codes.ts';
import { encodeCanonical, signCose, toClaimMap, wrapMo1 } from './encode-mo1.ts';
import type { Mo1Claims } from './encode-mo1.ts';
import { sampleTraveller } from './sample-travellers.ts';
import { createWorkshop } from './workshop.ts';

/** What a stage says: `ok`, a reason, or null when the road ended before it. */
type StageResult = string | null;

export interface Mo1Vector {
  readonly id: string;
  readonly code: string;
  /** Only of good codes. */
  readonly layers: { readonly payloadHex: string; readonly coseHex: string } | null;
  readonly expected: { readonly read: StageResult; readonly verify: StageResult; readonly understand: StageResult; readonly current: StageResult };
  readonly facts: Facts | null;
}

export interface Mo1VectorFile {
  readonly suite: 'mo1';
  readonly validationClock: string;
  readonly purpose: 'health-code';
  /** PKCS #8, base64, of the key that signs the good codes: a test key, so that other issuers' tools can be tried. */
  readonly testPrivateKey: string;
  readonly keySet: KeySetFile;
  readonly vectors: readonly Mo1Vector[];
}

const SEED = 'mo1-vectors';
const VECTOR_CLOCK = '2022-06-19T04:00:00Z';

export function buildVectors(): Mo1VectorFile {
  const at = utcMillis(Date.parse(VECTOR_CLOCK));
  const workshop = createWorkshop(SEED, at);
  const traveller = (name: string): Mo1Claims => sampleTraveller(createRandom(`${SEED}/${name}`), { issuer: workshop.issuer, at });
  const good: Record<string, Mo1Claims> = {
    ...Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`good-${i + 1}`, traveller(`${i + 1}`)])),
    'good-unknown-colour': { ...traveller('colour'), colour: 'ultra-violet-2', subCode: 'uv' },
    'good-smallest': {
      ...traveller('smallest'),
      subCode: null,
      holder: { nameHan: null, nameLatin: 'X', birthDate: null, sex: 'unspecified', nationality: null },
      documents: [],
      declaration: null,
      tests: [],
      vaccinations: [],
    },
  };
  const keys = parseKeySet(workshop.keySet, 'vectors');
  const stages = (code: string): Pick<Mo1Vector, 'expected' | 'facts'> => {
    const read = readCode(code);
    if (!read.ok) return { expected: { read: read.reason, verify: null, understand: null, current: null }, facts: null };
    const verification = verifyEnvelope(read.envelope, keys, 'health-code', at);
    if (verification.status !== 'valid') return { expected: { read: 'ok', verify: verification.reason, understand: null, current: null }, facts: null };
    const facts = read.format.toFacts(read.envelope);
    if (!facts.ok) return { expected: { read: 'ok', verify: 'ok', understand: facts.reason, current: null }, facts: null };
    const { issuer, keyId } = verification;
    const isRevoked = keys.isRevoked({ issuer, keyId, issuedAt: facts.value.issuedAt, handles: read.format.toRevocationHandles(read.envelope, facts.value) });
    return { expected: { read: 'ok', verify: 'ok', understand: 'ok', current: isRevoked ? 'code-revoked' : currency(facts.value) }, facts: facts.value };
  };
  const currency = (facts: Facts): string => {
    if (at < facts.issuedAt) return 'code-not-yet-valid';
    return at >= facts.expiresAt ? 'code-expired' : 'ok';
  };
  const goodVectors = Object.entries(good).map(([id, claims]): Mo1Vector => {
    const payload = encodeCanonical(toClaimMap(claims));
    const message = signCose(payload, workshop.signer);
    const code = wrapMo1(message);
    return { id, code, layers: { payloadHex: hex(payload), coseHex: hex(message) }, ...stages(code) };
  });
  const badVectors = BAD_CODE_NAMES.map((name): Mo1Vector => {
    const code = makeBadCode(name, workshop, traveller('bad'), at);
    const vector = { id: name, code, layers: null, ...stages(code) };
    // The list of kinds says what is expected; a vector that says otherwise is never written.
    if (!Object.values(vector.expected).includes(expectedReason(name))) throw new Error(`${name}: expected ${expectedReason(name)}`);
    return vector;
  });
  return {
    suite: 'mo1',
    validationClock: VECTOR_CLOCK,
    purpose: 'health-code',
    testPrivateKey: workshop.signer.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    keySet: workshop.keySet,
    vectors: [...goodVectors, ...badVectors],
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
