/** Certificates for TLS, made in the test that needs them: an authority, servers and terminals, in force or not. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { extensions, makeCertificate, toPem } from '../../tools/issuer/certificates.ts';

/** PEM pair. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

export interface TlsTerms {
  readonly validFrom?: number;
  readonly validUntil?: number;
  /** Hosts that a server's certificate names; 127.0.0.1 and localhost unless given. */
  readonly hosts?: readonly string[];
}

export interface TlsAuthority {
  /** Its own certificate, PEM. */
  readonly ca: string;
  server(terms?: TlsTerms): TlsPair;
  terminal(terms?: TlsTerms): TlsPair;
  /** Its own certificate and key: as a server that has signed for itself. */
  own(): TlsPair;
}

const DAY_MS = 86_400_000;
/** RFC 5280 clause 4.2.1.12. */
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const toKeyPem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

export function makeTlsAuthority(common = 'Portas test authority'): TlsAuthority {
  const key = newKey();
  const issuer = { country: 'MO', common };
  let serial = 1;
  const make = (subject: string, subjectKey: KeyObject, terms: TlsTerms, own: readonly Buffer[]): string => {
    const { validFrom = Date.now() - DAY_MS, validUntil = Date.now() + DAY_MS } = terms;
    return toPem(
      makeCertificate(
        { serial: (serial++).toString(16), subject: { country: 'MO', common: subject }, issuer, validFrom, validUntil, extensions: [...own, extensions.ownKey(subjectKey)] },
        subjectKey,
        key,
      ),
    );
  };
  const leaf = (subject: string, usage: string, terms: TlsTerms, own: readonly Buffer[]): TlsPair => {
    const subjectKey = newKey();
    return { cert: make(subject, subjectKey, terms, [extensions.signs(), extensions.usage(usage), extensions.issuersKey(key), ...own]), key: toKeyPem(subjectKey) };
  };
  const ca = make(common, key, {}, [extensions.authority(), extensions.signsCertificates()]);
  return {
    ca,
    own: () => ({ cert: ca, key: toKeyPem(key) }),
    server: (terms = {}) => leaf('gateway', SERVER_AUTH, terms, [extensions.hosts(...(terms.hosts ?? ['127.0.0.1', 'localhost']))]),
    terminal: (terms = {}) => leaf('terminal', CLIENT_AUTH, terms, []),
  };
}
