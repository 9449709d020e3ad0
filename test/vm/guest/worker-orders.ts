/** Orders to a worker thread that plays devices: each is answered once, in whatever order. */
import type { Worker } from 'node:worker_threads';

export type OrderAnswer =
  /** Done at `atMs` of the shared clock; of a plug, the instant just before. */
  | { readonly kind: 'done'; readonly id: number; readonly atMs: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

/** The same message without the number that its answer will carry. */
export type Order<Message extends { readonly id: number }> = Message extends unknown ? Omit<Message, 'id'> : never;

export interface Orders<Message extends { readonly id: number }, Answer extends OrderAnswer> {
  /** @throws Error with the worker's own words when it could not. */
  give(message: Order<Message>): Promise<Extract<Answer, { readonly kind: 'done' }>>;
  /** To be told of each answer. */
  settle(answer: Answer): void;
}

export function createOrders<Message extends { readonly id: number }, Answer extends OrderAnswer>(worker: Worker): Orders<Message, Answer> {
  type Done = Extract<Answer, { readonly kind: 'done' }>;
  const waiting = new Map<number, { resolve: (done: Done) => void; reject: (cause: Error) => void }>();
  let given = 0;
  return {
    give: (message) =>
      new Promise((resolve, reject) => {
        const id = ++given;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ ...message, id });
      }),
    settle(answer) {
      const each = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (answer.kind === 'failed') each?.reject(new Error(answer.message));
      else each?.resolve(answer as Done);
    },
  };
}
