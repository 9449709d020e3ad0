import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PORT_DENIED, PORT_HELD } from '../../../core/scan/serialport-driver.ts';
import { until } from '../../support/until.ts';
import { openPortUser, PORT_PATH } from '../guest/port-user.ts';
import type { Scenario } from '../guest/scenario.ts';
import { serialIdentity } from '../guest/scanners.ts';
import type { SerialOrder, SerialTold } from '../guest/serial-denied-child.ts';

export const serialHeld: Scenario = {
  name: 'serial-held',
  title: 'a serial port without rights, one that another program has for itself and one that it has locked are each told with their remedy; the port is read once it is free',
  short: false,
  control: 'the terminal runs as root',
  async run({ serialPlayer, root }, control) {
    await serialPlayer.scanner.plug(serialIdentity);
    await until(() => existsSync(PORT_PATH));
    chmodSync(PORT_PATH, 0o600);
    const child = fork(fileURLToPath(new URL('serial-denied-child.js', import.meta.url)), [control ? 'root' : 'nobody', join(root, 'resources/device-profiles.json')], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const ask = async (order: SerialOrder): Promise<SerialTold> => {
      const answer = once(child, 'message');
      child.send(order);
      return ((await answer) as [SerialTold])[0];
    };
    const broken: string[] = [];
    const expect = (when: string, { state, detail }: SerialTold, remedy: string | null): void => {
      if (state !== (remedy === null ? 'ready' : 'denied')) broken.push(`${when}: the state is ${state}`);
      else if (detail !== remedy) broken.push(`${when}: what is told is ${detail ?? 'nothing'}`);
    };
    expect('without rights', await ask('try'), PORT_DENIED);
    chmodSync(PORT_PATH, 0o666);
    const exclusive = await openPortUser('exclusive');
    expect('opened by another program for itself', await ask('try'), PORT_HELD);
    await exclusive.end();
    const lock = await openPortUser('lock');
    expect('locked by another program', await ask('open'), PORT_HELD);
    await lock.end();
    expect('free again', await ask('ready'), null);
    const exited = once(child, 'exit');
    child.disconnect();
    await exited;
    return { figure: `${4 - broken.length} of 4 told rightly`, broken };
  },
};
