/**
 * Reads codes out of pictures, in a worker of its own so that the window never waits. Layer: renderer/reader.
 * No picture is kept: each is handed over, looked at and given up.
 */
import type { FoundCode } from './found-code.ts';
import type { Effort } from './read-picture.ts';
import type { ReaderImage, ReadReply, ReadRequest } from './reader-messages.ts';

export interface Reading {
  readonly codes: readonly FoundCode[];
  /** Grabbing the pixels, milliseconds. */
  readonly grabMs: number;
  /** Grabbing them and looking at them, milliseconds. */
  readonly elapsedMs: number;
}

export interface Reader {
  /** A picture is being looked at; a further one would be dropped. */
  readonly busy: boolean;
  /**
   * Looks at one picture, which is given away: it is closed or detached afterwards, whatever comes of it.
   * @returns null when the picture was dropped, because another is in flight or the reader was closed.
   * @throws Error (as a rejection) when the picture could not be looked at, or the decoder could not be started.
   */
  read(image: ReaderImage, effort: Effort): Promise<Reading | null>;
  /** Ends the worker and all it holds; a picture in flight is dropped. */
  close(): void;
}

/** The part of a Worker that is used; tests put another in. */
export type ReaderWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

const openWorker = (): ReaderWorker => new Worker(new URL('./reader-worker.ts', import.meta.url), { type: 'module', name: 'reader' });

interface Pending {
  readonly resolve: (reading: Reading | null) => void;
  readonly reject: (cause: Error) => void;
}

export function createReader(startWorker: () => ReaderWorker = openWorker): Reader {
  const worker = startWorker();
  let pending: Pending | null = null;
  let closed = false;
  const settle = (settling: (waiting: Pending) => void): void => {
    const waiting = pending;
    pending = null;
    if (waiting !== null) settling(waiting);
  };
  worker.onmessage = ({ data }: MessageEvent<ReadReply>) => {
    settle(({ resolve, reject }) => ('fault' in data ? reject(new Error(data.fault)) : resolve(data)));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    settle(({ reject }) => reject(new Error(event.message === '' ? 'the reader could not be started' : event.message)));
  };
  return {
    get busy() {
      return pending !== null;
    },
    read(image, effort) {
      if (closed || pending !== null) {
        giveUp(image);
        return Promise.resolve(null);
      }
      return new Promise((resolve, reject) => {
        const request: ReadRequest = { image, effort };
        // A picture that is closed already cannot be sent: nothing is pending then.
        worker.postMessage(request, [image instanceof ImageData ? image.data.buffer : image]);
        pending = { resolve, reject };
      });
    },
    close() {
      closed = true;
      worker.terminate();
      settle(({ resolve }) => resolve(null));
    },
  };
}

function giveUp(image: ReaderImage): void {
  if ('close' in image) image.close();
  else image.data.fill(0);
}
