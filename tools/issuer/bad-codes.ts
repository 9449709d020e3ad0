/**
 * Every way a code can be bad, by name, each with the reason a terminal must give for it.
 */
import { deflateSync } from 'node:zlib';
import type { ReasonCode } from '../../core/model/reasons.ts';
import { utcMillis } from '../../core/model/units.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import { CLAIM, HOLDER, MO1_PREFIX, STATEMENT } from '../../core/codes/mo1-layout.ts';
import { encodeBase45 } from './base45.ts';
import { assembleCose, encodeCanonical, encodeMo1, protectedHeader, signCose, toClaimMap, wrapMo1 } from './encode-mo1.ts';
import type { Mo1Claims } from './encode-mo1.ts';
import type { Workshop } from './workshop.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Ground {
  readonly workshop: Workshop;
  /** A good traveller's claims. */
  readonly claims: Mo1Claims;
  readonly at: UtcMillis;
}

interface Recipe {
  readonly reason: ReasonCode;
  readonly make: (ground: Ground) => string;
}

const shifted = (claims: Mo1Claims, issued: number, expires: number): Mo1Claims => ({
  ...claims,
  issuedAt: utcMillis(wholeSecond(issued)),
  expiresAt: utcMillis(wholeSecond(expires)),
  tests: [],
});
const wholeSecond = (at: number): number => Math.floor(at / 1_000) * 1_000;
const good = ({ workshop, claims }: Ground): string => encodeMo1(claims, workshop.signer);
/** A code whose claims map was changed before it was signed by the good key. */
const withClaims = ({ workshop, claims }: Ground, change: (map: Map<number, unknown>) => void): string => {
  const map = toClaimMap(claims);
  change(map);
  return signed(workshop, encodeCanonical(map));
};
const withStatement = (ground: Ground, change: (map: Map<number, unknown>) => void): string =>
  withClaims(ground, (map) => change(map.get(CLAIM.statement) as Map<number, unknown>));
const withHolder = (ground: Ground, change: (map: Map<number, unknown>) => void): string =>
  withStatement(ground, (map) => change(map.get(STATEMENT.holder) as Map<number, unknown>));
const signed = (workshop: Workshop, payload: Uint8Array): string => wrapMo1(signCose(payload, workshop.signer));
const message = ({ workshop, claims }: Ground): Uint8Array => signCose(encodeCanonical(toClaimMap(claims)), workshop.signer);
const compressed = (bytes: Uint8Array): string => MO1_PREFIX + encodeBase45(bytes);
/** A map written entry by entry, so that it can have what an encoder would not write. */
const rawMap = (entries: Iterable<readonly [unknown, unknown]>): Uint8Array => {
  const parts = [...entries].map(([key, value]) => Buffer.concat([encodeCanonical(key), encodeCanonical(value)]));
  return Buffer.concat([Uint8Array.of(0xa0 + parts.length), ...parts]);
};
const flipped = (bytes: Uint8Array, index: number): Uint8Array => bytes.map((byte, i) => (i === index ? byte ^ 1 : byte));

const RECIPES = {
  // What is no MO1 code at all.
  empty: { reason: 'format-unknown', make: () => '' },
  garbage: { reason: 'format-unknown', make: () => 'https://example.org/menu' },
  foreign: { reason: 'recognised-not-accepted', make: (ground) => good(ground).replace(MO1_PREFIX, 'LT1:') },
  'wrong-version': { reason: 'version-unsupported', make: (ground) => good(ground).replace(MO1_PREFIX, 'MO2:') },
  // The layers of the envelope.
  'too-large': { reason: 'code-too-large', make: (ground) => good(ground).padEnd(4_400, '0') },
  'larger-than-any-symbol': { reason: 'code-too-large', make: () => '7'.repeat(7_090) },
  'prefix-only': { reason: 'code-malformed', make: () => MO1_PREFIX },
  'not-base45': { reason: 'code-malformed', make: (ground) => good(ground).replace(/.{3}$/, 'ab#') },
  'base45-overflow': { reason: 'code-malformed', make: (ground) => good(ground).replace(/:.{3}/, '::::') },
  truncated: { reason: 'code-malformed', make: (ground) => good(ground).slice(0, -30) },
  'not-compressed': { reason: 'code-malformed', make: (ground) => compressed(message(ground)) },
  'zip-bomb': { reason: 'code-too-large', make: () => compressed(deflateSync(Buffer.alloc(1_000_000), { level: 9 })) },
  'trailing-bytes': { reason: 'code-malformed', make: (ground) => compressed(Buffer.concat([deflateSync(message(ground)), Buffer.from('more')])) },
  'trailing-cbor': { reason: 'code-malformed', make: (ground) => wrapMo1(Buffer.concat([message(ground), Uint8Array.of(0xf6)])) },
  'cbor-bomb-depth': { reason: 'code-malformed', make: () => wrapMo1(Buffer.alloc(4_000, 0x81)) },
  'cbor-bomb-items': { reason: 'code-malformed', make: () => wrapMo1(Buffer.concat([Uint8Array.of(0x99, 0x0f, 0x00), Buffer.alloc(0x0f00, 0xf6)])) },
  'cbor-bomb-length': { reason: 'code-malformed', make: () => wrapMo1(Uint8Array.of(0x84, 0x5b, 0x00, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe)) },
  'indefinite-length': { reason: 'code-malformed', make: (ground) => wrapMo1(Buffer.concat([Uint8Array.of(0x9f), message(ground).subarray(2), Uint8Array.of(0xff)])) },
  'wrong-tag': { reason: 'code-malformed', make: (ground) => wrapMo1(Buffer.concat([Uint8Array.of(0xd1), message(ground).subarray(1)])) },
  // Headers.
  'wrong-algorithm': {
    reason: 'algorithm-mismatch',
    make: ({ workshop, claims }) => wrapMo1(signCose(encodeCanonical(toClaimMap(claims)), workshop.signer, protectedHeader(workshop.signer.keyId, -7))),
  },
  'no-algorithm': {
    reason: 'code-malformed',
    make: ({ workshop, claims }) => {
      const header = encodeCanonical(new Map([[4, Buffer.from(workshop.signer.keyId, 'hex')]]));
      return wrapMo1(signCose(encodeCanonical(toClaimMap(claims)), workshop.signer, header));
    },
  },
  'unprotected-parameter': {
    reason: 'code-malformed',
    make: ({ workshop, claims }) => wrapMo1(assembleCose(protectedHeader(workshop.signer.keyId), encodeCanonical(toClaimMap(claims)), new Uint8Array(64), new Map([[3, 0]]))),
  },
  'critical-parameter': {
    reason: 'code-malformed',
    make: ({ workshop, claims }) => {
      const header = encodeCanonical(new Map<number, unknown>([[1, -8], [2, [-70_000]], [4, Buffer.from(workshop.signer.keyId, 'hex')], [-70_000, true]]));
      return wrapMo1(signCose(encodeCanonical(toClaimMap(claims)), workshop.signer, header));
    },
  },
  // Who signed.
  'unknown-issuer': {
    reason: 'issuer-unknown',
    make: ({ workshop, claims }) => encodeMo1({ ...claims, issuer: workshop.strangerSigner.issuer }, workshop.strangerSigner),
  },
  'unknown-key': { reason: 'key-unknown', make: ({ workshop, claims }) => encodeMo1(claims, workshop.strayKeySigner) },
  forged: {
    reason: 'signature-mismatch',
    make: ({ workshop, claims }) => encodeMo1(claims, { keyId: workshop.signer.keyId, privateKey: workshop.strangerSigner.privateKey }),
  },
  'forged-under-expired-key': {
    reason: 'signature-mismatch',
    make: ({ workshop, claims }) => encodeMo1(claims, { keyId: workshop.expiredSigner.keyId, privateKey: workshop.strangerSigner.privateKey }),
  },
  'bit-flipped': {
    reason: 'signature-mismatch',
    make: (ground) => wrapMo1(flipped(message(ground), message(ground).length - 40)),
  },
  'colour-repainted': {
    reason: 'signature-mismatch',
    make: (ground) => {
      const red = signCose(encodeCanonical(toClaimMap({ ...ground.claims, colour: 'red' })), ground.workshop.signer);
      const text = Buffer.from(red).toString('latin1').replace('cred', 'cxed');
      return wrapMo1(Buffer.from(text, 'latin1'));
    },
  },
  'wrong-purpose': { reason: 'key-purpose-mismatch', make: ({ workshop, claims }) => encodeMo1(claims, workshop.badgeSigner) },
  'key-expired': { reason: 'key-expired', make: ({ workshop, claims }) => encodeMo1(claims, workshop.expiredSigner) },
  'key-not-yet-valid': { reason: 'key-not-yet-valid', make: ({ workshop, claims }) => encodeMo1(claims, workshop.futureSigner) },
  revoked: { reason: 'code-revoked', make: ({ workshop, claims }) => encodeMo1({ ...claims, codeId: workshop.revokedCodeId }, workshop.signer) },
  // When.
  expired: { reason: 'code-expired', make: ({ workshop, claims, at }) => encodeMo1(shifted(claims, at - 2 * DAY, at - HOUR), workshop.signer) },
  'not-yet-valid': { reason: 'code-not-yet-valid', make: ({ workshop, claims, at }) => encodeMo1(shifted(claims, at + HOUR, at + DAY), workshop.signer) },
  'expiry-before-issue': { reason: 'code-malformed', make: ({ workshop, claims, at }) => encodeMo1(shifted(claims, at, at - HOUR), workshop.signer) },
  'lives-too-long': { reason: 'code-malformed', make: ({ workshop, claims, at }) => encodeMo1(shifted(claims, at, at + 15 * DAY), workshop.signer) },
  'times-in-milliseconds': { reason: 'code-malformed', make: (ground) => withClaims(ground, (map) => map.set(CLAIM.issuedAt, Number(ground.claims.issuedAt))) },
  'float-time': { reason: 'code-malformed', make: (ground) => withClaims(ground, (map) => map.set(CLAIM.issuedAt, 1_700_000_000.5)) },
  'test-after-issue': {
    reason: 'code-malformed',
    make: ({ workshop, claims }) => encodeMo1({ ...claims, tests: claims.tests.map((test) => ({ ...test, sampledAt: utcMillis(claims.issuedAt + HOUR) })) }, workshop.signer),
  },
  // What it says.
  'claims-not-a-map': { reason: 'code-malformed', make: ({ workshop }) => signed(workshop, encodeCanonical(['MO-DEMO'])) },
  'missing-issuer': { reason: 'code-malformed', make: (ground) => withClaims(ground, (map) => map.delete(CLAIM.issuer)) },
  'missing-claim': { reason: 'code-malformed', make: (ground) => withClaims(ground, (map) => map.delete(CLAIM.codeId)) },
  'missing-statement': { reason: 'code-malformed', make: (ground) => withClaims(ground, (map) => map.delete(CLAIM.statement)) },
  'unknown-claim': { reason: 'code-malformed', make: (ground) => withClaims(ground, (map) => map.set(5, 1_900_000_000)) },
  'unknown-statement-key': { reason: 'code-malformed', make: (ground) => withStatement(ground, (map) => map.set(8, 'x')) },
  'duplicate-keys': {
    reason: 'code-malformed',
    make: ({ workshop, claims }) => signed(workshop, rawMap([...toClaimMap(claims), [CLAIM.issuer, claims.issuer]])),
  },
  'nameless': {
    reason: 'code-malformed',
    make: (ground) =>
      withHolder(ground, (map) => {
        map.delete(HOLDER.nameHan);
        map.delete(HOLDER.nameLatin);
      }),
  },
  'control-characters-in-name': { reason: 'code-malformed', make: (ground) => withHolder(ground, (map) => map.set(HOLDER.nameLatin, 'CHAN\r\nPASS')) },
  'direction-override-in-name': { reason: 'code-malformed', make: (ground) => withHolder(ground, (map) => map.set(HOLDER.nameLatin, 'CHAN \u202eSSAP')) },
  'name-too-long': { reason: 'code-malformed', make: (ground) => withHolder(ground, (map) => map.set(HOLDER.nameHan, '陳'.repeat(33))) },
  'no-such-birthday': { reason: 'code-malformed', make: (ground) => withHolder(ground, (map) => map.set(HOLDER.birthDate, 19_990_230)) },
  'colour-malformed': { reason: 'code-malformed', make: (ground) => withStatement(ground, (map) => map.set(STATEMENT.colour, 'GREEN!')) },
  'permit-malformed': { reason: 'code-malformed', make: (ground) => withStatement(ground, (map) => map.set(STATEMENT.documents, [[2, 'M1234567']])) },
} as const satisfies Record<string, Recipe>;

export type BadCodeName = keyof typeof RECIPES;
export const BAD_CODE_NAMES = Object.keys(RECIPES) as readonly BadCodeName[];

/** The reason a terminal must give for a kind. */
export function expectedReason(name: BadCodeName): ReasonCode {
  return RECIPES[name].reason;
}

/**
 * One bad code.
 * @param claims - a good traveller's claims at `at`, issued by the workshop's issuer.
 */
export function makeBadCode(name: BadCodeName, workshop: Workshop, claims: Mo1Claims, at: UtcMillis): string {
  const recipe: Recipe = RECIPES[name];
  return recipe.make({ workshop, claims, at });
}
