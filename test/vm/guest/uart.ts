/** What the kernel tells of its UARTs, and of who has a port open. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The UART whose far end is played: the third of the machine. The kernel's console has the first, the results the second, and no UART is in the fourth's place. */
export const UART_PATH = '/dev/ttyS2';
export const UART_PATHS: readonly string[] = ['/dev/ttyS0', '/dev/ttyS1', UART_PATH];

export interface UartCounts {
  /** Such as 16550A. */
  readonly type: string;
  /** Bytes received and sent; breaks; bytes that came when the UART's or the kernel's memory was full. */
  readonly rx: number;
  readonly tx: number;
  readonly breaks: number;
  readonly overruns: number;
}

/** By the line of the port in /proc/tty/driver/serial (drivers/tty/serial/serial_core.c, uart_line_info). @throws Error when there is none. */
export function countsOfUart(path = UART_PATH): UartCounts {
  const line = readFileSync('/proc/tty/driver/serial', 'utf8').split('\n').find((each) => each.startsWith(`${path.replace('/dev/ttyS', '')}:`));
  if (line === undefined) throw new Error(`the kernel has no UART at ${path}`);
  const count = (name: string): number => Number(new RegExp(` ${name}:(\\d+)`).exec(line)?.[1] ?? 0);
  return { type: /uart:(\S+)/.exec(line)?.[1] ?? '', rx: count('rx'), tx: count('tx'), breaks: count('brk'), overruns: count('oe') + count('bo') };
}

/** Which of these settings, in the words of stty(1), a line does not have. */
export function missingSettings(path: string, wanted: readonly string[]): readonly string[] {
  const { stdout, stderr, status } = spawnSync('stty', ['-F', path, '-a'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`stty: ${stderr}`);
  const settings = ` ${stdout.replace(/[\s;]+/g, ' ')} `;
  return wanted.filter((each) => !settings.includes(` ${each} `));
}

/** Whether this process has a file open. */
export const hasOpen = (path: string): boolean =>
  readdirSync('/proc/self/fd').some((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      // The folder's own.
      return false;
    }
  });
