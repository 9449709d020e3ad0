/** Peers that verify HC1 codes, each as its own documentation uses it. None takes a time, checks a schema or asks what a key may state. */
import { X509Certificate } from 'node:crypto';
import type { webcrypto } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import type { Dsc, Hc1Trust } from '../verify/trust.ts';
import type { Peer } from '../verify/verifier.ts';
import { answerWith } from './local-fetch.ts';
import { PATHCHECK_REGISTRY } from './registry.ts';

interface DccSdk {
  addCachedCerts(certificates: Readonly<Record<string, string>>): void;
  unpackAndVerify(text: string): Promise<{ readonly status?: string } | undefined>;
}
interface DccUtils {
  readonly DCC: {
    fromRaw(text: string): Promise<{
      readonly kid: string;
      checkSignatureWithCertificate(pem: string): Promise<unknown>;
      checkSignatureWithKeysList(keys: Readonly<Record<string, object>>): Promise<unknown>;
    }>;
  };
}
interface Cosette {
  readonly sign: {
    verify(message: Uint8Array, key: (kid: Uint8Array) => Promise<{ readonly key: webcrypto.CryptoKey }>): Promise<Uint8Array>;
    /** Its own implementation: it takes no keys of another one. */
    readonly webcrypto: webcrypto.Crypto;
    readonly cbor: { decodeFirstSync(bytes: Uint8Array): unknown };
  };
}
interface Base45 {
  readonly default: { decode(text: string): Uint8Array };
}

const PREFIX = 'HC1:';
const isRsa = (certificate: X509Certificate): boolean => certificate.publicKey.asymmetricKeyType === 'rsa';
const parseCertificate = ({ certificate }: Dsc): X509Certificate => new X509Certificate(Buffer.from(certificate, 'base64'));
const toSpki = (certificate: X509Certificate): Buffer => certificate.publicKey.export({ type: 'spki', format: 'der' });
const algorithmOf = (certificate: X509Certificate): webcrypto.EcKeyImportParams | webcrypto.RsaHashedImportParams =>
  isRsa(certificate) ? { name: 'RSA-PSS', hash: 'SHA-256' } : { name: 'ECDSA', namedCurve: { prime256v1: 'P-256', secp384r1: 'P-384' }[certificate.publicKey.asymmetricKeyDetails?.namedCurve ?? ''] ?? 'P-521' };

export const hc1Peers: readonly Peer<Hc1Trust>[] = [
  {
    name: '@pathcheck/dcc-sdk',
    package: '@pathcheck/dcc-sdk',
    note: 'its published entry does not load on Node 20 and later: bundled from its module entry',
    async load(packages) {
      const sdk = (await packages.importBundled('@pathcheck/dcc-sdk', 'lib/main.js')) as DccSdk;
      const known = new Set<string>();
      return (trust) => {
        answerWith(new Map([PATHCHECK_REGISTRY]));
        // Its list can only be added to: what an earlier trust list had is made unusable.
        sdk.addCachedCerts({ ...Object.fromEntries([...known].map((kid) => [kid, ''])), ...Object.fromEntries(trust.map(({ kid, certificate }) => [kid, certificate])) });
        for (const { kid } of trust) known.add(kid);
        return async (text) => ((await sdk.unpackAndVerify(text))?.status === 'verified' ? 'accepted' : 'verify');
      };
    },
  },
  {
    name: 'dcc-utils, certificates',
    package: 'dcc-utils',
    async load(packages) {
      const { DCC } = (await packages.import('dcc-utils')) as DccUtils;
      return (trust) => {
        const certificates = new Map(trust.map((dsc) => [dsc.kid, parseCertificate(dsc).toString()]));
        return async (text) => {
          const code = await DCC.fromRaw(text);
          const certificate = certificates.get(code.kid);
          if (certificate === undefined) return 'verify';
          return (await code.checkSignatureWithCertificate(certificate)) ? 'accepted' : 'verify';
        };
      };
    },
  },
  {
    name: 'dcc-utils, key list',
    package: 'dcc-utils',
    async load(packages) {
      const { DCC } = (await packages.import('dcc-utils')) as DccUtils;
      return (trust) => {
        const keys = Object.fromEntries(
          trust.map((dsc) => {
            const certificate = parseCertificate(dsc);
            return [dsc.kid, { kid: dsc.kid, publicKeyPem: toSpki(certificate).toString('base64'), publicKeyAlgorithm: algorithmOf(certificate) }];
          }),
        );
        return async (text) => ((await (await DCC.fromRaw(text)).checkSignatureWithKeysList(keys)) ? 'accepted' : 'verify');
      };
    },
  },
  {
    name: 'cosette, with base45 and node:zlib',
    package: 'cosette',
    note: 'a COSE library: reading the text and keeping imported keys is added',
    async load(packages) {
      const { sign } = (await packages.import('cosette')) as Cosette;
      const { default: base45 } = (await packages.import('base45')) as Base45;
      return (trust) => {
        const keys = new Map(
          trust.map((dsc) => {
            const certificate = parseCertificate(dsc);
            return [dsc.kid, sign.webcrypto.subtle.importKey('spki', toSpki(certificate), algorithmOf(certificate), true, ['verify'])] as const;
          }),
        );
        return async (text) => {
          if (!text.startsWith(PREFIX)) return 'verify';
          const message = inflateSync(base45.decode(text.slice(PREFIX.length)));
          const payload = await sign.verify(message, async (kid) => {
            const key = keys.get(Buffer.from(kid).toString('base64'));
            if (key === undefined) throw new Error('no such key');
            return { key: await key };
          });
          return sign.cbor.decodeFirstSync(payload) instanceof Map ? 'accepted' : 'verify';
        };
      };
    },
  },
];
