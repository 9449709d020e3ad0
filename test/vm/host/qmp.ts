/** Commands to a running QEMU over its QMP socket (QEMU Machine Protocol, docs/interop/qmp-spec). One at a time, in order. */
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import * as z from 'zod';

export interface QmpCommand {
  readonly execute: string;
  readonly arguments?: Readonly<Record<string, unknown>> | undefined;
}

export interface Qmp {
  /** @throws Error with QEMU's own words when it refuses. */
  run(command: QmpCommand): Promise<void>;
  close(): void;
}

const Reply = z.union([z.object({ return: z.unknown() }), z.object({ error: z.object({ desc: z.string() }) })]);

/** Connects as soon as QEMU has made its socket. @throws Error when it has not by the limit. */
export async function connectQmp(path: string, limitMs = 10_000): Promise<Qmp> {
  const socket = await connectSoon(path, performance.now() + limitMs);
  const waiting: { resolve: () => void; reject: (cause: Error) => void }[] = [];
  socket.on('error', () => undefined);
  socket.on('close', () => {
    for (const each of waiting.splice(0)) each.reject(new Error('QEMU ended'));
  });
  createInterface({ input: socket }).on('line', (line) => {
    // The greeting and events are neither replies.
    const reply = Reply.safeParse(parseOrNull(line));
    if (!reply.success) return;
    const each = waiting.shift();
    if ('error' in reply.data) each?.reject(new Error(reply.data.error.desc));
    else each?.resolve();
  });
  const send = (command: QmpCommand): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      socket.write(`${JSON.stringify(command)}\n`);
    });
  await send({ execute: 'qmp_capabilities' });
  return { run: send, close: () => void socket.destroy() };
}

async function connectSoon(path: string, deadline: number): Promise<Socket> {
  for (;;) {
    try {
      return await new Promise<Socket>((resolve, reject) => {
        const socket = connect(path, () => resolve(socket));
        socket.once('error', reject);
      });
    } catch (cause) {
      if (performance.now() > deadline) throw new Error('QEMU did not open its QMP socket', { cause });
      await pause(20);
    }
  }
}

function parseOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
