/** Whether the virtual machine can be had here; installs and downloads what is missing where that is ours to do. */
import { installPackages } from '../../support/browser.ts';
import { fetchPackages, VmUnavailable, vmObstacle } from './packages.ts';

/** @returns why it cannot, in words for a summary; null when it can. */
export function makeVmAvailable(say: (line: string) => void): string | null {
  if (vmObstacle() !== null) installPackages(['qemu-system-x86'], say);
  const obstacle = vmObstacle();
  if (obstacle !== null) return obstacle;
  try {
    fetchPackages(say);
    return null;
  } catch (cause) {
    if (cause instanceof VmUnavailable) return cause.message;
    throw cause;
  }
}
