/**
 * What the terminal trusts now: what a scan is proved with, what a record is sealed to, and how old that is. From files to begin with; a signed set replaces
 * all of it at once, between two scans. Composes.
 */
import { parseSealingKey, type SealingKey } from '../convert/seal.ts';
import type { EngineParts } from '../engine-parts.ts';
import type { TerminalSet } from '../set-content.ts';
import { openSignedTrust, type SignedTrust, type SignedTrustParts } from '../signed-trust.ts';
import { combineKeySets } from '../trust/combine-key-sets.ts';
import type { KeySet } from '../trust/key-set.ts';
import { NO_TRUST, type TrustSource } from '../trust/trust-source.ts';

export interface TrustInForce extends TrustSource {
  readonly keys: () => KeySet;
  /** Null where nothing is converted. */
  readonly sealingKey: () => SealingKey | null;
  /** The signed repository; null where trust comes from files, and before it is open. */
  readonly signed: () => SignedTrust | null;
  /**
   * Opens the signed repository. Its listener is told of a set once that is in force.
   * @throws PortasFault `config-invalid`, `data-dir-unusable`.
   */
  open(parts: SignedTrustParts): Promise<void>;
}

/** @throws PortasFault `config-invalid` for a sealing key that is none. */
export function createTrustInForce({ keys, keysBesideSet, trust, settings }: Pick<EngineParts, 'keys' | 'keysBesideSet' | 'trust' | 'settings'>): TrustInForce {
  const ownSealingKey = settings.gateway === null ? null : parseSealingKey(settings.gateway.sealingKey);
  let inForce: { readonly keys: KeySet; readonly sealingKey: SealingKey | null } = { keys, sealingKey: ownSealingKey };
  let signed: SignedTrust | null = null;
  const source = (): TrustSource => (signed !== null && signed.trustAge() !== null ? signed : (trust ?? NO_TRUST));
  const install = (set: TerminalSet): void => {
    inForce = {
      keys: keysBesideSet === undefined ? set.keys : combineKeySets([set.keys, keysBesideSet], set.keys.origin),
      sealingKey: ownSealingKey === null ? null : (set.sealingKey ?? ownSealingKey),
    };
  };
  return {
    keys: () => inForce.keys,
    sealingKey: () => inForce.sealingKey,
    signed: () => signed,
    trustAge: () => source().trustAge(),
    policy: () => source().policy(),
    async open(parts) {
      signed = await openSignedTrust({
        ...parts,
        listener: {
          ...parts.listener,
          installed(set) {
            install(set);
            parts.listener.installed(set);
          },
        },
      });
    },
  };
}
