/** This project's own verifier, and the floor below every verifier: the bare signature check. */
import { X509Certificate, constants, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readCode } from '../../../core/codes/read-code.ts';
import { TRAVELLER_PURPOSE, mayState } from '../../../core/desk/examine.ts';
import type { CarriedCertificate, Envelope } from '../../../core/model/envelope.ts';
import type { Algorithm } from '../../../core/model/format.ts';
import { judgeValidity } from '../../../core/rules/judge.ts';
import type { KeyEntry, KeySet } from '../../../core/trust/key-set.ts';
import { toDerSignature } from '../../../core/trust/ecdsa-der.ts';
import { toPssKey } from '../../../core/trust/pss-key.ts';
import { verifyEnvelope } from '../../../core/trust/verify-envelope.ts';
import type { Verify } from './verifier.ts';

/** The desk's road as far as it is the same for every rule set: text to Facts, whether the key may state them, revocation and time. */
export function portas(keys: KeySet): Verify {
  return (text, at) => {
    const read = readCode(text);
    if (!read.ok) return 'verify';
    const verification = verifyEnvelope(read.envelope, keys, TRAVELLER_PURPOSE, at);
    if (verification.status !== 'valid') return 'verify';
    const facts = read.format.toFacts(read.envelope);
    if (!facts.ok) return 'schema';
    if (!mayState(verification.usages, facts.value)) return 'usage';
    const { issuer, keyId } = verification;
    const handles = read.format.toRevocationHandles(read.envelope, facts.value);
    const isCurrent = !keys.isRevoked({ issuer, keyId, issuedAt: facts.value.issuedAt, handles }) && judgeValidity(facts.value, at).length === 0;
    return isCurrent ? 'accepted' : 'current';
  };
}

/** A check by key and signature alone, and what has to be done for it beforehand. */
export interface PlainCheck {
  readonly how: string;
  readonly check: () => boolean;
}

/** A code's signed bytes with the one key that they verify by. */
export interface Signed {
  readonly algorithm: Algorithm;
  /** With the signature as the code carries it. */
  readonly check: () => boolean;
  /** The same without an object of options, which `node:crypto` checks faster than any other form; null where there are none anyhow. */
  readonly plain: PlainCheck | null;
}

/** @returns null for what cannot be read, or is signed by no key of the set. */
export function signedPart(text: string, keys: KeySet): Signed | null {
  const read = readCode(text);
  if (!read.ok) return null;
  const { envelope } = read;
  if (envelope.carried !== undefined) return carriedPart(envelope, envelope.carried);
  const named = envelope.issuer === null ? keys.findKeysById(envelope.keyId) : [keys.findKey(envelope.issuer, envelope.keyId)];
  return (
    named
      .filter((key): key is KeyEntry => key !== null)
      .map(({ algorithm, publicKey }) => ({ algorithm, check: bareCheck(envelope, algorithm, publicKey), plain: plainCheck(envelope, algorithm, publicKey) }))
      .find(({ check }) => check()) ?? null
  );
}

/** A code that carries its signer's certificate: one check of two, since the authority's over the certificate is the other. */
function carriedPart(envelope: Envelope, { der }: CarriedCertificate): Signed | null {
  const algorithm = (['ES256', 'ES384', 'ES512'] as const).find((name) => name === envelope.claimedAlgorithm);
  const { publicKey } = new X509Certificate(der);
  return algorithm === undefined ? null : { algorithm, check: bareCheck(envelope, algorithm, publicKey), plain: plainCheck(envelope, algorithm, publicKey) };
}

const DIGESTS: Readonly<Record<Algorithm, string | null>> = {
  EdDSA: null,
  ES256: 'sha256',
  ES384: 'sha384',
  ES512: 'sha512',
  PS256: 'sha256',
  ESB224: 'sha224',
  ESB256: 'sha256',
  ESB384: 'sha384',
  ESB512: 'sha512',
};

/** The call of `node:crypto` alone, with the key at hand and its options made. */
function bareCheck({ signedBytes, signature }: Envelope, algorithm: Algorithm, key: KeyObject): () => boolean {
  const options =
    algorithm === 'PS256'
      ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : algorithm === 'EdDSA'
        ? key
        : ({ key, dsaEncoding: 'ieee-p1363' } as const);
  return () => verify(DIGESTS[algorithm], signedBytes, options, signature);
}

function plainCheck({ signedBytes, signature }: Envelope, algorithm: Algorithm, key: KeyObject): PlainCheck | null {
  if (algorithm.startsWith('ES')) {
    const der = toDerSignature(signature);
    return { how: 'signature made DER before', check: () => verify(DIGESTS[algorithm], signedBytes, key, der) };
  }
  const pssKey = algorithm === 'PS256' ? toPssKey(key) : null;
  return pssKey === null ? null : { how: 'key bound to PSS before', check: () => verify(DIGESTS[algorithm], signedBytes, pssKey, signature) };
}
