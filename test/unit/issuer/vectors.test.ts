import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeBase45 } from '../../../core/codes/base45.ts';
import { readCode } from '../../../core/codes/read-code.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { parseKeySet } from '../../../core/trust/key-set.ts';
import { verifyEnvelope } from '../../../core/trust/verify-envelope.ts';
import { BAD_CODE_NAMES } from '../../../tools/issuer/bad-codes.ts';
import type { Mo1VectorFile } from '../../../tools/issuer/vectors.ts';
import { buildVectors } from '../../../tools/issuer/vectors.ts';

const file = JSON.parse(readFileSync(new URL('../../vectors/mo1/mo1.json', import.meta.url), 'utf8')) as Mo1VectorFile;
const keys = parseKeySet(file.keySet, 'mo1.json');
const at = utcMillis(Date.parse(file.validationClock));

describe('MO1 vectors', () => {
  it.each(file.vectors.map((vector) => [vector.id, vector] as const))('%s has its result at each stage', (_, { code, expected, facts, layers }) => {
    const read = readCode(code);
    expect(read.ok ? 'ok' : read.reason).toBe(expected.read);
    if (!read.ok) return;
    const verification = verifyEnvelope(read.envelope, keys, file.purpose, at);
    expect(verification.status === 'valid' ? 'ok' : verification.reason).toBe(expected.verify);
    if (verification.status !== 'valid') return;
    const understood = read.format.toFacts(read.envelope);
    expect(understood.ok ? 'ok' : understood.reason).toBe(expected.understand);
    expect(understood.ok ? understood.value : null).toEqual(facts);
    if (layers === null) return;
    const compressed = decodeBase45(code, 4);
    expect(compressed.ok && inflateSync(compressed.value).toString('hex')).toBe(layers.coseHex);
    expect(layers.coseHex).toContain(layers.payloadHex);
  });

  it('hold every bad kind', () => {
    const ids = file.vectors.map((vector) => vector.id);
    expect(BAD_CODE_NAMES.filter((name) => !ids.includes(name))).toEqual([]);
  });

  it('are what the encoder still writes, down to the signature', () => {
    const built = buildVectors();
    const stable = ({ keySet, vectors }: Mo1VectorFile) => ({ keySet, vectors: vectors.map(({ id, layers, expected, facts }) => ({ id, layers, expected, facts })) });
    expect(JSON.parse(JSON.stringify(stable(built)))).toEqual(stable(file));
  });
});
