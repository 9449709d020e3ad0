/** How fast waiting records leave: by the store alone, and by uploader, signatures and HTTP to a gateway that answers at once. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { HOUR_MS, utcMillis } from '../../../core/model/units.ts';
import type { Store } from '../../../core/store/open-store.ts';
import { systemClock } from '../../../core/system-clock.ts';
import { createGatewayClient } from '../../../core/uplink/gateway-client.ts';
import { createUploader } from '../../../core/uplink/uploader.ts';
import { rssMib } from '../measure.ts';

const BATCH = 100;

export interface Drain {
  readonly perSecond: number;
  /** Resident memory at each tenth of the way, MiB; the gateway's thread is part of it. */
  readonly rssMib: readonly number[];
}

/** Claims and settles until nothing waits. @returns records a second. */
export function drainStore({ outbox }: Pick<Store, 'outbox'>): number {
  const start = performance.now();
  let drained = 0;
  for (;;) {
    const now = utcMillis(Date.now());
    const leased = outbox.lease(BATCH, now, utcMillis(now + HOUR_MS));
    if (leased.length === 0) break;
    outbox.settle(
      leased.map(({ recordId }) => ({ recordId, result: 'delivered' })),
      now,
    );
    drained += leased.length;
  }
  return (drained / (performance.now() - start)) * 1_000;
}

/** @throws Error when a record is left. */
export async function drainOverHttp({ outbox }: Pick<Store, 'outbox'>): Promise<Drain> {
  const total = outbox.counts().pending;
  const gateway = new Worker(new URL('./instant-gateway.ts', import.meta.url));
  const [port] = (await once(gateway, 'message')) as [number];
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const keyId = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('hex').slice(0, 16);
  const client = createGatewayClient({ url: `http://127.0.0.1:${port}`, terminalId: 'BENCH-01', signer: { keyId, privateKey }, clock: systemClock });
  const memory: number[] = [];
  let ended = (): void => undefined;
  const end = new Promise<void>((resolve) => (ended = resolve));
  const uploader = createUploader({
    outbox,
    client,
    clock: systemClock,
    onReceipt: () => undefined,
    onChange: () => {
      const { pending, leased } = outbox.counts();
      const left = pending + leased;
      if (total - left >= (memory.length * total) / 10) memory.push(rssMib());
      if (left === 0) ended();
    },
    onAlarm: (alarm) => {
      throw new Error(`the uploader raised an alarm: ${alarm.kind}`, { cause: alarm.kind === 'fault' ? alarm.cause : alarm.error });
    },
  });
  const start = performance.now();
  uploader.start();
  await end;
  const seconds = (performance.now() - start) / 1_000;
  await uploader.stop();
  await client.close();
  await gateway.terminate();
  if (outbox.counts().delivered < total) throw new Error(`${total - outbox.counts().delivered} records were not delivered`);
  return { perSecond: total / seconds, rssMib: memory };
}
