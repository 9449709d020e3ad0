import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PortasFault } from '../../../core/model/fault.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { parseDidDocument } from '../../../core/trust/did-document.ts';
import type { SuiteFile } from '../../../tools/vectors/suite.ts';

interface Method {
  readonly publicKeyJwk: object;
}
const suite = JSON.parse(readFileSync(new URL('../../vectors/nzcp/nzcp.json', import.meta.url), 'utf8')) as SuiteFile;
const { didDocument } = suite.vectors[0]?.key as { readonly didDocument: { readonly id: string; readonly verificationMethod: readonly [Method]; readonly assertionMethod: readonly string[] } };
const [method] = didDocument.verificationMethod;
const TERMS = { purposes: ['health-code'], validFrom: utcMillis(0), validUntil: utcMillis(1) };
const withMethod = (change: object) => ({ ...didDocument, verificationMethod: [{ ...method, ...change }] });
const withJwk = (change: object) => withMethod({ publicKeyJwk: { ...method.publicKeyJwk, ...change } });

function faultOf(json: unknown, issuer = didDocument.id): string {
  try {
    parseDidDocument(json, issuer, TERMS);
    return 'none';
  } catch (fault) {
    if (fault instanceof PortasFault && fault.code === 'key-set-invalid') return fault.message;
    throw fault;
  }
}

describe('an issuer\'s DID document', () => {
  it.each([
    ['nothing', null, /verificationMethod and/],
    ['no keys that may sign', { ...didDocument, assertionMethod: [] }, /assertionMethod/],
    ['a key that stands nowhere', { ...didDocument, assertionMethod: [`${didDocument.id}#key-2`] }, /each to be one/],
    ['a key named twice', { ...didDocument, assertionMethod: [...didDocument.assertionMethod, ...didDocument.assertionMethod] }, /twice/],
    ['two keys of one name', { ...didDocument, verificationMethod: [method, method] }, /each to be one/],
    ['a key of somebody else', withMethod({ controller: 'did:web:other.example' }), /issuer itself/],
    ['another type of key', withMethod({ type: 'Ed25519VerificationKey2018' }), /JsonWebKey2020/],
    ['another curve', withJwk({ crv: 'P-384' }), /P-256/],
    ['a point off the curve', withJwk({ y: 'A'.repeat(43) }), /point of P-256/],
    ['a private key', withJwk({ d: 'A'.repeat(43) }), /private/],
  ])('is refused for %s', (_, json, message) => {
    expect(faultOf(json)).toMatch(message);
  });

  it('is refused when it is about another issuer', () => {
    expect(faultOf(didDocument, 'did:web:other.example')).toMatch(/about the issuer/);
  });

  it('gives entries of the keys that may sign', () => {
    expect(parseDidDocument(didDocument, didDocument.id, TERMS)).toMatchObject([{ issuer: didDocument.id, keyId: 'key-1', algorithm: 'ES256', purposes: ['health-code'], usages: null }]);
  });
});
