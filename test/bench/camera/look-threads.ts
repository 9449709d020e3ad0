/** Looks at many pictures with all of the machine's processors. */
import { once } from 'node:events';
import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { LookReply, LookRequest } from './look-worker.ts';

/** @throws whatever a thread threw. */
export async function lookAtAll(requests: readonly LookRequest[]): Promise<readonly { readonly request: LookRequest; readonly looked: LookReply }[]> {
  const waiting = requests.values();
  const replies: { request: LookRequest; looked: LookReply }[] = [];
  await Promise.all(
    Array.from({ length: Math.min(cpus().length, requests.length) }, async () => {
      const worker = new Worker(new URL('./look-worker.ts', import.meta.url));
      try {
        for (const request of waiting) {
          const reply = once(worker, 'message');
          worker.postMessage(request);
          const [looked] = (await reply) as [LookReply];
          replies.push({ request, looked });
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
  return replies;
}
