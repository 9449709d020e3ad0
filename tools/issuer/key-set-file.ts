/**
 * Builds key set files (docs/formats/key-set.md) from signers.
 */
import type { KeyObject } from 'node:crypto';
import type { KeySetFile } from '../../core/trust/key-set-file.ts';
import { KEY_SET_VERSION } from '../../core/trust/key-set-file.ts';
import type { UtcMillis } from '../../core/model/units.ts';

/** One key to publish. */
export interface KeyToPublish {
  readonly issuer: string;
  readonly keyId: string;
  readonly publicKey: KeyObject;
  readonly algorithm?: 'EdDSA' | 'ES256';
  readonly purposes: readonly string[];
  readonly validFrom: UtcMillis;
  readonly validUntil: UtcMillis;
}

export interface KeySetContent {
  readonly sequence: number;
  readonly issuedAt: UtcMillis;
  readonly keys: readonly KeyToPublish[];
  /** Withdrawn codes by issuer, lower-case hex. */
  readonly revoked?: Readonly<Record<string, readonly string[]>>;
  readonly names?: Readonly<Record<string, NonNullable<KeySetFile['issuers'][number]['names']>>>;
}

/** The file's content; write it as JSON. Keys of one issuer are gathered under it, in the order given. */
export function buildKeySet(content: KeySetContent): KeySetFile {
  const issuers = [...new Set(content.keys.map((key) => key.issuer))];
  return {
    type: 'portas-key-set',
    version: KEY_SET_VERSION,
    sequence: content.sequence,
    issuedAt: toText(content.issuedAt),
    issuers: issuers.map((issuer) => {
      const names = content.names?.[issuer];
      return {
        issuer,
        ...(names === undefined ? {} : { names }),
        keys: content.keys
          .filter((key) => key.issuer === issuer)
          .map((key) => ({
            keyId: key.keyId,
            algorithm: key.algorithm ?? 'EdDSA',
            publicKey: key.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
            purposes: [...key.purposes],
            validFrom: toText(key.validFrom),
            validUntil: toText(key.validUntil),
          })),
        revoked: [...(content.revoked?.[issuer] ?? [])],
      };
    }),
  };
}

/** UTC to the second. */
function toText(at: UtcMillis): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
