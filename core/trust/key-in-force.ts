import type { UtcMillis } from '../model/units.ts';
import type { KeySet } from './key-set.ts';

/**
 * Whether any code could be proved at an instant: a key in force for more than one purpose alone (that of badges, which say nothing of travellers),
 * or an authority, whose signers come inside their codes.
 * @param except - the purpose that does not count.
 */
export function hasKeyInForce({ keys, authorities }: Pick<KeySet, 'keys' | 'authorities'>, except: string, at: UtcMillis): boolean {
  const inForce = ({ validFrom, validUntil }: { readonly validFrom: UtcMillis; readonly validUntil: UtcMillis }): boolean => validFrom <= at && at < validUntil;
  return keys.some((key) => inForce(key) && key.purposes.some((purpose) => purpose !== except)) || authorities.some(({ certificate }) => inForce(certificate));
}
