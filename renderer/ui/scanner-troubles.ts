/** Which scanners cannot read now. Pure. */
import type { ScannerRole, Status } from '../../core/contract.ts';

export interface ScannerTrouble {
  readonly state: Exclude<Status['scanner'], 'ready' | 'opening'>;
  /** Side of the desk; null where the desk has no sides. */
  readonly role: ScannerRole | null;
}

/** Each side of a desk for itself, so that a ready scanner hides no lost one. */
export function scannerTroubles({ scanner, scannerRoles }: Pick<Status, 'scanner' | 'scannerRoles'>): readonly ScannerTrouble[] {
  const places = scannerRoles.length === 0 ? [{ role: null, state: scanner }] : scannerRoles;
  return places.flatMap(({ role, state }) => (state === 'ready' || state === 'opening' ? [] : [{ role, state }]));
}
