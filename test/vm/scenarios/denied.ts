import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Scenario } from '../guest/scenario.ts';
import { genericScanner } from '../guest/scanners.ts';

export const denied: Scenario = {
  name: 'denied',
  title: 'a terminal without rights on the device node says that it is denied, and how to mend it',
  short: false,
  control: 'the terminal runs as root',
  async run({ player }, control) {
    const scanner = player.device(genericScanner());
    await scanner.plug();
    const child = fork(fileURLToPath(new URL('denied-child.js', import.meta.url)), [control ? 'root' : 'nobody'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const told = await new Promise<unknown>((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', (code) => reject(new Error(`the child ended with code ${code ?? '?'}`)));
    });
    const { state, detail, uid } = told as { state: string; detail: string | null; uid: number };
    const broken: string[] = [];
    if (state !== 'denied') broken.push(`the state is ${state}`);
    if (detail?.includes('udev') !== true) broken.push('no remedy is told');
    return { figure: `as user ${uid}: ${state}`, broken };
  },
};
