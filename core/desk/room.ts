/** Room for records. Layer: desk. */
import type { DiskState } from '../model/disk.ts';

/** To be asked before each record. @throws Error when the disk is full: what is written then could be lost. */
export function needRoom(disk: DiskState): void {
  if (disk === 'full') throw new Error('no room on the disk: a record could not be kept for certain');
}
