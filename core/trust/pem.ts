/** Files of certificates and revocation lists: one in DER, or some in PEM (RFC 7468). Layer: trust. */

const SEQUENCE = 0x30;

/**
 * Reads what a file holds.
 * @param label - as the PEM blocks name it; blocks with other names are passed over.
 * @returns the DER of each, at least one; null when there is none, or more than `max`, or a block is not base64. Never throws on input.
 */
export function readPem(file: Uint8Array, label: 'CERTIFICATE' | 'X509 CRL', max: number): readonly Buffer[] | null {
  if (file[0] === SEQUENCE) return [Buffer.from(file)];
  const text = Buffer.from(file).toString('latin1');
  const [, ...parts] = text.split(`-----BEGIN ${label}-----`);
  if (parts.length === 0 || parts.length > max) return null;
  const blocks = parts.map((part) => {
    const [body = '', ...rest] = part.split(`-----END ${label}-----`);
    const base64 = body.replaceAll(/\s/g, '');
    const der = Buffer.from(base64, 'base64');
    return rest.length === 1 && der.length > 0 && der.toString('base64') === base64 ? der : null;
  });
  return blocks.every((block) => block !== null) ? blocks : null;
}
