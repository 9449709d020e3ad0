/**
 * A TCP proxy that spoils connections by seed and rate, as a bad line, a dying load balancer or a firewall does: between a terminal and its gateway in
 * tests. It sees bytes and nothing of what they mean.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createRandom } from '../../tools/issuer/random.ts';

export const LINE_FAULTS = [
  /** Reset as soon as it was accepted. */
  'refuse',
  /** Reset after so many bytes of the request, or of the answer. */
  'reset',
  /** Ended in order after so many bytes, in the middle of what was being said. */
  'cut',
  /** Open, and from then on nothing moves. */
  'stall',
  /** From then on a few bytes at a time. */
  'drip',
  /** Every piece comes late. */
  'delay',
  /** From then on other bytes than those that were sent. */
  'garbage',
] as const;
export type LineFault = (typeof LINE_FAULTS)[number];

export interface LineOptions {
  readonly seed: string;
  /** Share of connections with a fault, 0 to 1. */
  readonly badShare: number;
  /** Faults strike after fewer bytes than this, of the request or of the answer. */
  readonly withinBytes: number;
  /** A sound connection ends after about so many bytes, so that others come: a line that is never renewed would be good for ever. */
  readonly lifeBytes: number;
}

export interface Line {
  readonly port: number;
  /** Connections so far, by what was wrong with them. */
  counts(): Readonly<Record<LineFault | 'sound', number>>;
  /** Where connections go from now on; null refuses them. */
  target(port: number | null): void;
  /** Share of bad connections from now on. */
  badShare(share: number): void;
  close(): Promise<void>;
}

const DRIP_BYTES = 16;
const DRIP_EVERY_MS = 40;
const DELAY_MS = 60;

/** What is to happen to one connection. */
interface Fate {
  readonly fault: LineFault | null;
  readonly of: 'request' | 'answer';
  readonly afterBytes: number;
}

/** Listens on a free port of 127.0.0.1; connections go on to 127.0.0.1. */
export async function openLine(options: LineOptions): Promise<Line> {
  const random = createRandom(`line ${options.seed}`);
  const counts: Record<LineFault | 'sound', number> = { sound: 0, refuse: 0, reset: 0, cut: 0, stall: 0, drip: 0, delay: 0, garbage: 0 };
  const open = new Set<Socket>();
  let target: number | null = null;
  let share = options.badShare;

  const draw = (): Fate => {
    const bad = random.below(1_000_000) < share * 1_000_000;
    const of = random.pick<'request' | 'answer'>(['request', 'answer']);
    const within = of === 'request' ? options.withinBytes : Math.ceil(options.withinBytes / 10);
    return { fault: bad ? random.pick(LINE_FAULTS) : null, of, afterBytes: random.below(within) };
  };

  const server = createServer((client) => {
    const fate = draw();
    counts[target === null ? 'refuse' : (fate.fault ?? 'sound')] += 1;
    client.on('error', () => client.destroy());
    if (target === null || fate.fault === 'refuse') return void client.resetAndDestroy();
    const gateway = connect(target, '127.0.0.1');
    gateway.on('error', () => client.resetAndDestroy());
    const both = [client, gateway] as const;
    for (const socket of both) {
      socket.setNoDelay(true);
      open.add(socket);
      socket.on('close', () => {
        open.delete(socket);
        for (const other of both) other.destroy();
      });
    }
    carry(client, gateway, fate.of === 'request' ? fate : null, both);
    carry(gateway, client, fate.of === 'answer' ? fate : null, both);
    if (fate.fault !== null) return;
    let passed = 0;
    const life = options.lifeBytes / 2 + random.below(options.lifeBytes);
    client.on('data', (chunk: Buffer) => (passed += chunk.length));
    gateway.on('data', () => {
      if (passed > life) for (const socket of both) socket.end();
    });
  });
  const garbage = (length: number): Buffer => Buffer.from(random.hex(Math.min(length, 64)), 'hex');

  /** Carries what one side says to the other, till the fault strikes. */
  function carry(from: Socket, to: Socket, fate: Fate | null, both: readonly Socket[]): void {
    let passed = 0;
    let late: Promise<void> = Promise.resolve();
    const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    const drip = async (chunk: Buffer): Promise<void> => {
      for (let at = 0; at < chunk.length && !to.destroyed; at += DRIP_BYTES) {
        to.write(chunk.subarray(at, at + DRIP_BYTES));
        await wait(DRIP_EVERY_MS);
      }
    };
    const strike = (fault: LineFault, sound: Buffer, spoilt: Buffer): void => {
      if (sound.length > 0) to.write(sound);
      switch (fault) {
        case 'reset':
          for (const socket of both) socket.resetAndDestroy();
          break;
        case 'cut':
          for (const socket of both) socket.end();
          break;
        case 'garbage':
          to.write(garbage(spoilt.length));
          break;
        case 'drip':
          late = late.then(() => drip(spoilt));
          break;
        case 'delay':
          late = late.then(() => wait(DELAY_MS)).then(() => {
            if (!to.destroyed) to.write(spoilt);
          });
          break;
        case 'stall':
        case 'refuse':
          break;
      }
    };
    from.on('data', (chunk: Buffer) => {
      const left = fate === null ? chunk.length : Math.max(0, fate.afterBytes - passed);
      passed += chunk.length;
      const fault = left < chunk.length ? (fate?.fault ?? null) : null;
      if (fault === null) to.write(chunk);
      else strike(fault, chunk.subarray(0, left), chunk.subarray(left));
    });
    from.on('end', () => {
      if (fate?.fault !== 'stall') to.end();
    });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    counts: () => ({ ...counts }),
    target: (port) => (target = port),
    badShare: (next) => (share = next),
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      });
    },
  };
}
