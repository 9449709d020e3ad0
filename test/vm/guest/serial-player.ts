/** The worker thread that plays the serial scanners: a thread of its own for the reason that uhid-player.ts gives. */
import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { openFarEnd } from './far-end.ts';
import { SERIAL_ENDS, type SerialEnd } from './serial-ends.ts';
import { sharedNow } from './shared-clock.ts';
import { connectGadget, disconnectGadget, FAR_END, type GadgetIdentity, makeGadget } from './usb-gadget.ts';
import type { OrderAnswer } from './worker-orders.ts';

/** Bytes that leave one end at once. */
export interface SerialStep {
  readonly end: SerialEnd;
  readonly chunk: Uint8Array;
}

export type ToSerialPlayer =
  | { readonly kind: 'plug'; readonly id: number; readonly identity: GadgetIdentity }
  | { readonly kind: 'unplug'; readonly id: number }
  /** Takes hold of the far end of a line, once and for all. */
  | { readonly kind: 'take'; readonly id: number; readonly end: Exclude<SerialEnd, 'scanner'> }
  /** Sends all in order, with a pause after each; `unplug` pulls the scanner out right after the last one. */
  | { readonly kind: 'send'; readonly id: number; readonly steps: readonly SerialStep[]; readonly spacingMs: number; readonly unplug: boolean }
  /** Sends some, then a break, then some more. */
  | { readonly kind: 'break'; readonly id: number; readonly before: Uint8Array; readonly after: Uint8Array };

export type FromSerialPlayer =
  /** `longestPauseMs`: between two chunks, whatever was asked for. */
  | (Extract<OrderAnswer, { readonly kind: 'done' }> & { readonly longestPauseMs: number })
  | Extract<OrderAnswer, { readonly kind: 'failed' }>
  /** Bytes that the terminal sent to a scanner. */
  | { readonly kind: 'heard'; readonly end: SerialEnd; readonly bytes: number };

/** How often it is looked whether the terminal sends something, and whether the line takes more. */
const LISTEN_MS = 5;
/** Longer than any scenario blocks the terminal. */
const HELD_LIMIT_MS = 30_000;
/** 0x5427 and 0x5428 are TIOCSBRK and TIOCCBRK (asm-generic/ioctls.h). The pauses keep the order: a break goes another way over the bus than bytes do. */
const BREAK_SCRIPT = `
use strict;
my ($path, @parts) = @ARGV;
open(my $line, '+<', $path) or die "open: $!";
my ($before, $after) = map { pack('H*', $_) } @parts;
sub pause { select(undef, undef, undef, 0.02) }
syswrite($line, $before) == length $before or die "write: $!";
pause;
ioctl($line, 0x5427, 0) or die "break: $!";
pause;
ioctl($line, 0x5428, 0) or die "break: $!";
pause;
syswrite($line, $after) == length $after or die "write: $!";
`;

/** @param sent - counts the bytes that left each end, in the order of SERIAL_ENDS. */
function runPlayer(port: NonNullable<typeof parentPort>, sent: Int32Array): void {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  const sleep = (ms: number): unknown => Atomics.wait(clock, 0, 0, ms);
  const post = (message: FromSerialPlayer): void => port.postMessage(message);
  const open = new Map<SerialEnd, number>();
  let longestPauseMs = 0;
  let busyAt = 0;
  /** Between two looks at the line; how long the line takes nothing is the terminal's affair, and no pause of the machine. */
  const note = (): void => {
    const now = sharedNow();
    longestPauseMs = Math.max(longestPauseMs, now - busyAt);
    busyAt = now;
  };

  const plug = (identity: GadgetIdentity): number => {
    // A terminal at first edits lines and echoes; it keeps what it is set to.
    if (makeGadget()) run('stty', ['-F', FAR_END, 'raw', '-echo']);
    const atMs = sharedNow();
    connectGadget(identity);
    open.set('scanner', openSync(FAR_END, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK));
    return atMs;
  };
  /** @returns the instant before, as that of uhid-player.ts. */
  const unplug = (): number => {
    const atMs = sharedNow();
    disconnectGadget();
    const fd = open.get('scanner');
    if (fd !== undefined) closeSync(fd);
    open.delete('scanner');
    return atMs;
  };
  /** @throws Error when the line takes nothing for too long. */
  const write = ({ end, chunk }: SerialStep): void => {
    for (let taken = 0, lastAt = sharedNow(); taken < chunk.length; ) {
      const count = tryOrNull(() => writeSync(open.get(end) ?? -1, chunk, taken)) ?? 0;
      taken += count;
      Atomics.add(sent, SERIAL_ENDS.indexOf(end), count);
      if (count > 0) lastAt = sharedNow();
      else if (sharedNow() - lastAt > HELD_LIMIT_MS) throw new Error(`the line took nothing for ${HELD_LIMIT_MS} ms`);
      else sleep(1);
      note();
    }
  };
  const send = ({ steps, spacingMs }: Extract<ToSerialPlayer, { readonly kind: 'send' }>): void => {
    for (const step of steps) {
      write(step);
      if (spacingMs > 0) sleep(spacingMs);
      note();
    }
  };
  /** Node cannot ask a terminal for a break; Perl is part of every Debian. It writes too: it takes longer to start than a code may pause. */
  const sendAroundBreak = (before: Uint8Array, after: Uint8Array): void => {
    run('perl', ['-e', BREAK_SCRIPT, FAR_END, Buffer.from(before).toString('hex'), Buffer.from(after).toString('hex')]);
    note();
  };
  const act = (message: ToSerialPlayer): number => {
    switch (message.kind) {
      case 'plug':
        return plug(message.identity);
      case 'unplug':
        return unplug();
      case 'take':
        if (!open.has(message.end)) open.set(message.end, openFarEnd(message.end));
        return sharedNow();
      case 'send':
        send(message);
        return message.unplug ? unplug() : sharedNow();
      case 'break':
        sendAroundBreak(message.before, message.after);
        return sharedNow();
    }
  };

  port.on('message', (message: ToSerialPlayer) => {
    try {
      longestPauseMs = 0;
      busyAt = sharedNow();
      const atMs = act(message);
      post({ kind: 'done', id: message.id, atMs, longestPauseMs });
    } catch (cause) {
      post({ kind: 'failed', id: message.id, message: cause instanceof Error ? `${cause.message} ${cause.cause instanceof Error ? cause.cause.message : ''}` : String(cause) });
    }
  });
  const heard = Buffer.alloc(4_096);
  setInterval(() => {
    for (const [end, fd] of open) {
      const bytes = tryOrNull(() => readSync(fd, heard));
      if (bytes !== null && bytes > 0) post({ kind: 'heard', end, bytes });
    }
  }, LISTEN_MS);
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ended with code ${status ?? '?'}: ${stderr}`);
}

/** @returns null when the line has nothing, or takes nothing, for now. */
function tryOrNull<T>(attempt: () => T): T | null {
  try {
    return attempt();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EAGAIN') return null;
    throw cause;
  }
}

if (parentPort !== null) runPlayer(parentPort, workerData as Int32Array);
