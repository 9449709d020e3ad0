/** Runs another program in the place of this one: same terminal, its exit code is ours. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Exit code for a signal, by the shells' custom. */
const SIGNAL_BASE = 128;

/**
 * Settles with the exit code when the program has ended. Ctrl-C reaches it by itself (one process group); SIGTERM is passed on.
 * @throws Error when it cannot be started.
 */
export function runChild(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit' });
    const ignore = (): void => undefined;
    const pass = (): void => void child.kill('SIGTERM');
    process.on('SIGINT', ignore);
    process.on('SIGTERM', pass);
    const end = (): void => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', pass);
    };
    child.on('error', (error) => {
      end();
      reject(error);
    });
    child.on('exit', (code, signal) => {
      end();
      resolve(code ?? SIGNAL_BASE + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
