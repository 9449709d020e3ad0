/** Peers that verify SMART Health Cards. */
import { inflateRawSync } from 'node:zlib';
import type { ShcTrust } from '../verify/trust.ts';
import type { Peer } from '../verify/verifier.ts';
import { answerWith } from './local-fetch.ts';
import { PATHCHECK_REGISTRY } from './registry.ts';

interface ShcSdk {
  unpackAndVerify(text: string): Promise<object | undefined>;
}
type KeyOf = (header: object, token: object) => Promise<unknown>;
interface Jose {
  createLocalJWKSet(jwks: object): KeyOf;
  compactVerify(jws: string, key: KeyOf, options: { readonly algorithms: readonly string[] }): Promise<{ readonly payload: Uint8Array; readonly protectedHeader: { readonly zip?: unknown } }>;
}

const SYMBOL = /^shc:\/(?:1\/1\/)?(\d+)$/;
const CHARACTER_OFFSET = 45;
const ZERO = 0x30;
/** Well above the largest example, so that the glue is no softer than it has to be. */
const MAX_JSON_BYTES = 1_000_000;

export const shcPeers: readonly Peer<ShcTrust>[] = [
  {
    name: '@pathcheck/shc-sdk',
    package: '@pathcheck/shc-sdk',
    note: 'bundled as @pathcheck/dcc-sdk; it fetches the issuer’s key set for every card, here from memory',
    async load(packages) {
      const sdk = (await packages.importBundled('@pathcheck/shc-sdk', 'lib/main.js')) as ShcSdk;
      return (trust) => {
        answerWith(new Map([PATHCHECK_REGISTRY, ...trust.map(({ iss, jwks }) => [`${iss}/.well-known/jwks.json`, jwks] as const)]));
        return async (text) => ((await sdk.unpackAndVerify(text)) === undefined ? 'verify' : 'accepted');
      };
    },
  },
  {
    name: 'jose, with node:zlib',
    package: 'jose',
    note: 'a JOSE library: digits, inflation and the choice of the key set by issuer are added',
    async load(packages) {
      const jose = (await packages.import('jose')) as Jose;
      return (trust) => {
        const keys = new Map(trust.map(({ iss, jwks }) => [iss, jose.createLocalJWKSet(jwks)]));
        return async (text) => {
          const jws = toJws(text);
          const [, compressed = ''] = jws.split('.');
          const claims = readClaims(Buffer.from(compressed, 'base64url'));
          const key = keys.get(String(claims.iss));
          if (key === undefined) return 'verify';
          const { protectedHeader } = await jose.compactVerify(jws, key, { algorithms: ['ES256'] });
          return protectedHeader.zip === 'DEF' ? 'accepted' : 'verify';
        };
      };
    },
  },
];

function toJws(text: string): string {
  const digits = SYMBOL.exec(text)?.[1];
  if (digits === undefined || digits.length % 2 !== 0) throw new Error('no card');
  const characters = Buffer.alloc(digits.length / 2);
  for (let at = 0; at < characters.length; at++) characters[at] = 10 * digits.charCodeAt(2 * at) + digits.charCodeAt(2 * at + 1) - 11 * ZERO + CHARACTER_OFFSET;
  return characters.toString('latin1');
}

function readClaims(compressed: Uint8Array): { readonly iss?: unknown } {
  return JSON.parse(inflateRawSync(compressed, { maxOutputLength: MAX_JSON_BYTES }).toString('utf8')) as { iss?: unknown };
}
