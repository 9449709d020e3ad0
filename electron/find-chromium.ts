/** Finds a Chromium on this machine, for the Chromium shell and for the end-to-end tests. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

/** Names of a Chromium on the search path, best first: Debian's, Google's. */
const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const USUAL_PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['/usr/bin/chromium', '/usr/bin/google-chrome-stable', '/usr/bin/google-chrome', '/opt/google/chrome/chrome', '/snap/bin/chromium'],
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe'],
};

/** What the search depends on, so that tests can lay out a machine of their own. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  isExecutable(path: string): boolean;
  /** Where playwright keeps its own Chromium, fetched or not; null when it has none for this system. */
  playwrightPath(): string | null;
}

const thisMachine: Machine = {
  platform: process.platform,
  env: process.env,
  isExecutable(path) {
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch (cause) {
      if (cause instanceof Error) return false;
      throw cause;
    }
  },
  playwrightPath() {
    try {
      return chromium.executablePath();
    } catch (cause) {
      if (cause instanceof Error) return null;
      throw cause;
    }
  },
};

/**
 * The executable of a Chromium: the one that PORTAS_CHROMIUM names, else Debian's, Google's or playwright's own.
 * @returns null when there is none; a PORTAS_CHROMIUM that is not executable hides all others, so that a wrong setting shows.
 */
export function findChromium(machine: Machine = thisMachine): string | null {
  const named = machine.env.PORTAS_CHROMIUM;
  if (named !== undefined && named !== '') return machine.isExecutable(named) ? named : null;
  const onPath = (machine.env.PATH ?? '').split(delimiter).filter((dir) => dir !== '');
  const candidates = [
    ...(USUAL_PLACES[machine.platform] ?? []),
    ...(machine.platform === 'win32' ? [] : COMMANDS.flatMap((command) => onPath.map((dir) => join(dir, command)))),
    machine.playwrightPath(),
  ];
  return candidates.find((path): path is string => path !== null && machine.isExecutable(path)) ?? null;
}

/** What to do where there is none. */
export const CHROMIUM_HINT = 'install one (Debian: apt-get install chromium) or name one in PORTAS_CHROMIUM';
