/** A real serial line without a scanner: a pseudo terminal of the kernel, whose far end a small Perl program holds (Perl is part of every Debian). */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, symlink } from 'node:fs/promises';
import { platform } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface SerialLineEnd {
  /** Where a terminal finds the scanner; nothing is there while it is unplugged. */
  readonly path: string;
  /** Plugs it in: another pseudo terminal each time. */
  plug(): Promise<void>;
  /** Resolves when the kernel has taken the bytes. */
  send(bytes: Uint8Array): Promise<void>;
  unplug(): Promise<void>;
  stop(): Promise<void>;
}

/** Why there is no serial line here; null when there is. */
export function whyNoSerialLine(): string | null {
  if (platform() !== 'linux') return 'pseudo terminals are made for Linux here';
  if (!existsSync('/dev/ptmx')) return 'no /dev/ptmx';
  return spawnSync('perl', ['-v']).status === 0 ? null : 'no perl';
}

/** @param path - in a folder of the test's own. */
export function openSerialLine(path: string): SerialLineEnd {
  const child: ChildProcess = spawn('perl', [fileURLToPath(new URL('pty-master.pl', import.meta.url))], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('expected pipes');
  const answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ask = async (request: string): Promise<string> => {
    stdin.write(`${request}\n`);
    const answer = await answers.next();
    if (answer.done === true) throw new Error(`the far end is gone: ${request.slice(0, 8)}`);
    return answer.value;
  };
  return {
    path,
    async plug() {
      await symlink(await ask('open'), path);
    },
    async send(bytes) {
      await ask(`send ${Buffer.from(bytes).toString('hex')}`);
    },
    async unplug() {
      await rm(path);
      await ask('close');
    },
    async stop() {
      stdin.end();
      await ended;
    },
  };
}
