/** Sees to it that the end-to-end tests have a Chromium, and node-hid the library it links. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { findChromium } from '../../electron/find-chromium.ts';

/** Where Linux distributions keep the USB library that node-hid's binary links. */
const LIBUSB_PLACES = ['/usr/lib/*/libusb-1.0.so.0', '/lib/*/libusb-1.0.so.0', '/usr/lib/libusb-1.0.so.0', '/usr/lib64/libusb-1.0.so.0'];

const hasLibusb = (): boolean => process.platform !== 'linux' || globSync(LIBUSB_PLACES).length > 0;

/** Debian's names of what is missing. */
function missingPackages(): string[] {
  return [...(findChromium() === null ? ['chromium'] : []), ...(hasLibusb() ? [] : ['libusb-1.0-0'])];
}

/** The one command that mends it. */
export const installCommand = (packages: readonly string[]): string => `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;

/** Whether this process may install packages: root on a Debian-like system. */
const mayInstall = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** Installs packages where that is ours to do; elsewhere it does nothing. */
export function installPackages(packages: readonly string[], say: (line: string) => void): void {
  if (!mayInstall()) return;
  say(`installing ${packages.join(' and ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const result = spawnSync('sh', ['-c', installCommand(packages)], { stdio: ['ignore', 'ignore', 'inherit'], env });
  if (result.status !== 0) say(`the installation ended with code ${result.status ?? '?'}`);
}

/**
 * Installs what is missing where that is ours to do.
 * @returns what is still missing.
 */
export function ensurePackages(say: (line: string) => void): string[] {
  const missing = missingPackages();
  // A named Chromium that is not there is a wrong setting: no package mends it.
  if (missing.length === 0 || (process.env.PORTAS_CHROMIUM ?? '') !== '') return missing;
  installPackages(missing, say);
  return missingPackages();
}
