/**
 * The files that TLS needs: the gateway's authorities, the terminal's own certificate and its key. Read again whenever they change on disk, so that they
 * are renewed without a restart; what cannot be used leaves in force what was there. Layer: uplink.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { PortasFault } from '../model/fault.ts';
import { type UtcMillis, utcMillis } from '../model/units.ts';

/** Paths; each may be left out. */
export interface TlsFiles {
  /** PEM, one certificate or more: while the gateway changes its authority, the old and the new one. */
  readonly caFile?: string | undefined;
  /** PEM, the terminal's own and what leads to its authority. */
  readonly clientCertificateFile?: string | undefined;
  readonly clientKeyFile?: string | undefined;
}

/** PEM, as TLS takes it. */
export interface TlsMaterial {
  /** When given, the only authorities trusted. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface TlsSource {
  /** The same object as long as nothing has changed. */
  read(): TlsMaterial;
}

/** A bundle of a hundred authorities takes 200 KB. */
const MAX_PEM_BYTES = 256 * 1024;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * @param onChange - told of files that were taken up after a change (null), or of why they were not (once for each state of the files).
 * @throws PortasFault `config-invalid` when the files cannot be used to begin with: names the setting and the fault.
 */
export function openTlsFiles(files: TlsFiles, onChange: (fault: PortasFault | null) => void): TlsSource {
  let seen = stampOf(files);
  let current = load(files);
  return {
    read() {
      const stamp = stampOf(files);
      if (stamp === seen) return current;
      seen = stamp;
      try {
        current = load(files);
        onChange(null);
      } catch (cause) {
        onChange(cause as PortasFault);
      }
      return current;
    },
  };
}

/** When the terminal's own certificate is over; null where there is none. */
export function ownCertificateUntil({ cert }: TlsMaterial): UtcMillis | null {
  return cert === undefined ? null : utcMillis(new X509Certificate(cert).validToDate.getTime());
}

/** Which files there are, and in which state: another one when one was written, replaced or removed. */
function stampOf({ caFile, clientCertificateFile, clientKeyFile }: TlsFiles): string {
  return [caFile, clientCertificateFile, clientKeyFile]
    .map((file) => {
      const stat = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
      return stat === undefined ? '-' : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
    })
    .join(', ');
}

function load({ caFile, clientCertificateFile, clientKeyFile }: TlsFiles): TlsMaterial {
  if ((clientCertificateFile === undefined) !== (clientKeyFile === undefined)) {
    throw new PortasFault('config-invalid', 'gateway.clientCertificateFile and gateway.clientKeyFile: expected both or none');
  }
  const material: TlsMaterial = {
    ...(caFile === undefined ? {} : { ca: readPem(caFile, 'gateway.caFile', true) }),
    ...(clientCertificateFile === undefined ? {} : { cert: readPem(clientCertificateFile, 'gateway.clientCertificateFile', true) }),
    ...(clientKeyFile === undefined ? {} : { key: readPem(clientKeyFile, 'gateway.clientKeyFile', false) }),
  };
  try {
    // Tells of a key that is none, or of another certificate: as of files that were replaced one after the other.
    createSecureContext(material);
  } catch (cause) {
    throw new PortasFault('config-invalid', `gateway.clientKeyFile: expected the key of gateway.clientCertificateFile (${codeOf(cause)})`, { cause });
  }
  return material;
}

function readPem(file: string, setting: string, certificates: boolean): string {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > MAX_PEM_BYTES) throw new Error(`larger than ${MAX_PEM_BYTES} bytes`);
    const text = bytes.toString('utf8');
    const found = text.match(CERTIFICATE) ?? [];
    if (certificates && found.length === 0) throw new Error('expected PEM certificates, found none');
    for (const each of found) new X509Certificate(each);
    return text;
  } catch (cause) {
    throw new PortasFault('config-invalid', `${setting}: ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

const codeOf = (cause: unknown): string => (cause instanceof Error && 'code' in cause ? String(cause.code) : 'not usable');
