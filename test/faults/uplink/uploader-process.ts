import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { UploaderSettings } from './child.ts';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));

/**
 * Runs the uploader and kills it.
 * @param killAfterMs - after it began; it may be done before.
 * @param begun - called when it begins.
 * @returns whether nothing waited any more. @throws Error when it ended by itself before that.
 */
export async function uploadAndKill(settings: UploaderSettings, killAfterMs: number, begun: (child: ChildProcess) => void = () => undefined): Promise<boolean> {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let timer: NodeJS.Timeout | undefined;
  let done = false;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'ready') {
      begun(child);
      timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    }
    if (line === 'done') done = true;
  }
  clearTimeout(timer);
  const [code, signal] = await exit;
  if (!done && signal !== 'SIGKILL') throw new Error(`the uploader ended by itself: ${code ?? signal ?? ''}`);
  return done;
}
