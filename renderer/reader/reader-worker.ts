/** The worker that looks at pictures: starts the decoder once, then answers one picture after the other. Layer: renderer/reader. */
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { createGrabber } from './grab-luma.ts';
import { createPictureReader } from './read-picture.ts';
import type { ReadReply, ReadRequest } from './reader-messages.ts';
import { openZxing } from './zxing.ts';

const grabber = createGrabber();
const started = open();

async function open(): Promise<ReturnType<typeof createPictureReader>> {
  const answer = await fetch(wasmUrl);
  if (!answer.ok) throw new Error(`the decoder's file was answered with ${answer.status}`);
  return createPictureReader(await openZxing(await answer.arrayBuffer()));
}

async function read({ image, effort }: ReadRequest): Promise<ReadReply> {
  try {
    const reader = await started;
    const startedAt = performance.now();
    const luma = await grabber.grab(image);
    const grabMs = performance.now() - startedAt;
    const codes = reader.read(luma, effort);
    luma.data.fill(0);
    return { codes, grabMs, elapsedMs: performance.now() - startedAt };
  } catch (cause) {
    return { fault: cause instanceof Error ? cause.message : String(cause) };
  }
}

self.onmessage = ({ data }: MessageEvent<ReadRequest>) => {
  read(data)
    .then((reply) => self.postMessage(reply))
    // Whoever waits for the answer hears of an error that is reported.
    .catch(reportError);
};
