/** SMART Health Cards in the benchmark `verify`: the cards of the suite that one symbol holds, all as a scanner hands them over. */
import { shc } from '../../../core/codes/shc.ts';
import { member } from '../../../core/codes/bounded-json.ts';
import { TRAVELLER_PURPOSE } from '../../../core/desk/examine.ts';
import { utcMillis } from '../../../core/model/units.ts';
import type { UtcMillis } from '../../../core/model/units.ts';
import { parseJwks } from '../../../core/trust/jwks.ts';
import { keySetOf } from '../../../core/trust/key-set.ts';
import { toClock } from '../../../tools/vectors/shc.ts';
import type { Vector } from '../../../tools/vectors/suite.ts';
import { shcPeers } from '../peers/shc.ts';
import type { ShcIssuer, ShcTrust } from './trust.ts';
import { readVectors } from './vectors.ts';
import type { Case, Format } from './verifier.ts';

/** Errors of the suite that say nothing against a card's seal. */
const NOT_OF_THE_SEAL = ['FHIR_SCHEMA_ERROR', 'REVOCATION_ERROR', 'ISSUER_NOT_TRUSTED'];
const FOREVER = { validFrom: utcMillis(0), validUntil: utcMillis(4_102_444_800_000) };

export const shcFormat: Format<ShcTrust> = {
  name: 'SHC',
  cases: readVectors('shc/shc.json').flatMap(toCases),
  join: (trusts) => [...new Map(trusts.flat().map((issuer) => [issuer.iss, issuer])).values()],
  toKeySet: (trust) =>
    keySetOf(
      trust.flatMap(({ iss, jwks }) => parseJwks(jwks, iss, { issuer: iss, purposes: [TRAVELLER_PURPOSE], ...FOREVER })),
      { origin: 'vectors', sequence: 1, issuedAt: utcMillis(0) },
    ),
  peers: shcPeers,
};

function toCases(vector: Vector & { readonly type?: string }): readonly Case<ShcTrust>[] {
  const code: unknown = vector.code;
  const text = typeof code !== 'string' ? null : vector.type === 'jws' ? toSymbol(code) : vector.type?.startsWith('qr') === true ? code : null;
  if (text === null) return [];
  const { errors = [] } = vector.expected as { errors?: readonly string[] };
  const { iss, jwks } = vector.key as ShcIssuer;
  // The examples were signed anew when the certificate of their key was out of its time: the keys count alone.
  const keys = jwks.keys.map((key) => Object.fromEntries(Object.entries(key).filter(([name]) => name !== 'x5c')));
  const seal = errors.every((error) => NOT_OF_THE_SEAL.includes(error) || /^\d+ errors$/.test(error));
  return [{ id: vector.id, text, at: instantOf(text, toClock(vector.validationClock)), trust: [{ iss, jwks: { keys } }], stated: { verify: seal } }];
}

/** The text of a symbol that holds a JWS; null where one could not. */
function toSymbol(jws: string): string | null {
  return /^[-.\w]+$/.test(jws) ? `shc:/${Array.from(jws, (character) => String(character.charCodeAt(0) - 45).padStart(2, '0')).join('')}` : null;
}

/** The examples were signed after the clock that the suite still states: the later of the two. */
function instantOf(text: string, clock: UtcMillis): UtcMillis {
  const parsed = shc.parse(text);
  const begins = parsed.ok ? member(parsed.value.claims, 'nbf') : undefined;
  return typeof begins === 'number' ? utcMillis(Math.max(clock, begins * 1_000)) : clock;
}
