/** One run of the virtual machine: starts QEMU, does what the guest asks of it, and collects the results. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { FromGuest, type Result } from '../protocol.ts';
import { HOST_TAG } from './initramfs.ts';
import { SERIAL_LINES, UART_LINE } from '../serial-lines.ts';
import { connectQmp, type Qmp, type QmpCommand } from './qmp.ts';

export interface MachineParts {
  readonly kernel: string;
  readonly initramfs: string;
  /** The run is given up after this time. */
  readonly limitMs: number;
  readonly onResult: (result: Result) => void;
  readonly say: (line: string) => void;
}

/** Of the console, when the machine stops before its end. */
const CONSOLE_LINES_TOLD = 15;
const TRY_AGAIN_MS = 20;
const MAX_TRIES = 500;

/**
 * Software emulation on purpose: it is there on every machine, CI included, and always the same.
 * @returns once the guest has told its end.
 * @throws Error with the console's last lines when the machine stops before that.
 */
export async function runMachine(parts: MachineParts): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'portas-vm-'));
  const consoleFile = join(dir, 'console.log');
  const qmpSocket = join(dir, 'qmp');
  const qemu = spawn('qemu-system-x86_64', arguments_(parts, dir, consoleFile, qmpSocket), { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  qemu.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const state = { ended: false, why: 'the machine stopped' };
  let qmp: Promise<Qmp> | null = null;
  let order: Promise<void> = Promise.resolve();
  const limit = setTimeout(() => {
    state.why = `the machine took longer than ${parts.limitMs / 1_000} s`;
    qemu.kill('SIGKILL');
  }, parts.limitMs);
  const exited = new Promise<void>((resolve) => {
    qemu.once('error', (cause) => {
      state.why = `QEMU did not start: ${cause.message}`;
      resolve();
    });
    qemu.once('close', () => resolve());
  });
  createInterface({ input: qemu.stdout }).on('line', (line) => {
    const message = FromGuest.safeParse(parseOrNull(line));
    if (!message.success) return;
    switch (message.data.kind) {
      case 'result':
        return parts.onResult(message.data);
      case 'say':
        return parts.say(message.data.text);
      case 'qmp': {
        const { execute, arguments: args } = message.data;
        qmp ??= connectQmp(qmpSocket);
        const connected = qmp;
        order = order.then(async () => runOnceFree(await connected, { execute, arguments: args })).catch((cause: unknown) => parts.say(`${execute}: ${String(cause)}`));
        return;
      }
      case 'end':
        state.ended = true;
        qemu.kill('SIGTERM');
        return;
    }
  });
  try {
    await exited;
    if (!state.ended) throw new Error(`${state.why}; its last words:\n${lastLines(consoleFile, errors)}`);
  } finally {
    clearTimeout(limit);
    // Where QEMU is gone its socket may never have been there: the promise rejects, and nobody waits for it.
    (qmp as Promise<Qmp> | null)?.then((open) => open.close(), () => undefined);
    rmSync(dir, { recursive: true, force: true });
  }
}

/** QEMU lets go of an adapter's line a little after the adapter is gone. @throws Error with QEMU's own words when it refuses for another reason, or for long. */
async function runOnceFree(qmp: Qmp, command: QmpCommand): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await qmp.run(command);
    } catch (cause) {
      if (tries === MAX_TRIES || !(cause instanceof Error) || !cause.message.includes('is in use')) throw cause;
      await pause(TRY_AGAIN_MS);
    }
  }
}

function arguments_({ kernel, initramfs }: MachineParts, dir: string, consoleFile: string, qmpSocket: string): string[] {
  return [
    ...['-M', 'q35', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '1024'],
    ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none'],
    // The first serial port is the kernel's console, the second carries results.
    ...['-serial', `file:${consoleFile}`, '-serial', 'stdio'],
    ...['-qmp', `unix:${qmpSocket},server=on,wait=off`],
    ...['-device', 'qemu-xhci,id=xhci', '-device', 'usb-kbd,id=kbd0,bus=xhci.0,port=1'],
    ...['-device', 'virtio-serial-pci'],
    ...SERIAL_LINES.flatMap((name) => [
      ...['-chardev', `socket,id=${name},path=${join(dir, name)},server=on,wait=off`, '-chardev', `socket,id=${name}-far,path=${join(dir, name)}`],
      ...['-device', `virtserialport,chardev=${name}-far,name=${name}`],
    ]),
    // The third port, at its usual address; its usual interrupt is the first one's.
    ...['-device', `isa-serial,chardev=${UART_LINE},index=2,iobase=0x3e8,irq=5`],
    ...['-virtfs', `local,path=/,mount_tag=${HOST_TAG},security_model=none,readonly=on,multidevs=remap`],
    // On a host that is too busy an emulated timer ticks late: the kernel would take it for broken, and stop.
    ...['-kernel', kernel, '-initrd', initramfs, '-append', 'console=ttyS0 quiet panic=-1 no_timer_check'],
  ];
}

function lastLines(consoleFile: string, errors: string): string {
  let text = errors;
  try {
    text += readFileSync(consoleFile, 'utf8');
  } catch (cause) {
    text += String(cause);
  }
  return text.trim().split('\n').slice(-CONSOLE_LINES_TOLD).join('\n');
}

function parseOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
