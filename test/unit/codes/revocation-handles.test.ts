import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCode } from '../../../core/codes/read-code.ts';
import { shcCodeId } from '../../../core/codes/shc-facts.ts';
import type { Envelope } from '../../../core/model/envelope.ts';
import { workshop, traveller } from '../issuer/road.ts';
import { encodeMo1 } from '../../../tools/issuer/encode-mo1.ts';
import { TEST, code, certificate } from './hc1-maker.ts';
import { KEY_ID, claims, patient, signCard, toText } from './shc-cards.ts';

/** The names of a code by scheme; `change` is made to its envelope. */
function handlesOf(text: string, change: Partial<Envelope> = {}): Readonly<Record<string, string>> {
  const read = readCode(text);
  if (!read.ok) throw new Error(read.detail);
  const envelope = { ...read.envelope, ...change };
  const facts = read.format.toFacts(envelope);
  if (!facts.ok) throw new Error(facts.detail);
  return Object.fromEntries(read.format.toRevocationHandles(envelope, facts.value).map(({ scheme, value }) => [scheme, value]));
}
const hash = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex').slice(0, 32);

interface HashVector {
  readonly description: string;
  readonly barcodeData: string;
  readonly expUCI: string;
  readonly expCOUNTRYCODEUCI: string;
  readonly expSIGNATURE: string;
}
const published = JSON.parse(readFileSync(new URL('../../vectors/revocation/dcc-hashes.json', import.meta.url), 'utf8')) as readonly HashVector[];

describe('the names under which codes are withdrawn', () => {
  it.each(published)('HC1: $description has the published hashes', ({ barcodeData, expUCI, expCOUNTRYCODEUCI, expSIGNATURE }) => {
    expect(handlesOf(barcodeData)).toMatchObject({ 'dcc-uci': expUCI, 'dcc-country-uci': expCOUNTRYCODEUCI, 'dcc-signature': expSIGNATURE });
  });

  it('HC1: an ECDSA signature counts by its first half, an RSA signature whole', () => {
    const text = code(certificate());
    const signature = new Uint8Array(64).map((_, index) => index);
    const twin = signature.with(63, 0);
    const elliptic = (bytes: Uint8Array) => handlesOf(text, { claimedAlgorithm: 'ES256', signature: bytes })['dcc-signature'];
    expect(elliptic(signature)).toBe(hash(signature.subarray(0, 32)));
    expect(elliptic(twin)).toBe(elliptic(signature));
    expect(elliptic(signature.with(31, 0))).not.toBe(elliptic(signature));
    const rsa = (bytes: Uint8Array) => handlesOf(text, { claimedAlgorithm: 'PS256', signature: bytes })['dcc-signature'];
    expect(rsa(signature)).toBe(hash(signature));
    expect(rsa(twin)).not.toBe(rsa(signature));
  });

  it('HC1: identifier and country are hashed as the code has them', () => {
    const names = handlesOf(code(certificate(), new Map([[1, 'AT']])));
    expect(names).toMatchObject({ 'code-id': TEST.ci, 'dcc-uci': hash(TEST.ci), 'dcc-country-uci': hash(`AT${TEST.ci}`) });
  });

  it('SHC: a card has its revocation identifier, if it has a lawful one', () => {
    const card = (rid?: string) => handlesOf(toText(signCard(claims([patient], {}, rid))));
    expect(card('abc-_9')).toEqual({ 'code-id': shcCodeId(KEY_ID, 'abc-_9'), 'shc-rid': 'abc-_9' });
    for (const rid of [undefined, '', 'a'.repeat(25), 'abc.1', 'a b']) expect(card(rid)).not.toHaveProperty('shc-rid');
  });

  it('MO1: a code has its identifier alone', () => {
    const own = traveller('handles');
    expect(handlesOf(encodeMo1(own, workshop.signer))).toEqual({ 'code-id': own.codeId });
  });
});
