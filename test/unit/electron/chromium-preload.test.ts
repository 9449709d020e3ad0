import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BINDING, type FromWindow, type PollAnswer, type ToWindow } from '../../../electron/chromium-crossing.ts';
import { CHROMIUM_ORIGIN } from '../../../electron/origins.ts';
import type { WindowBridge } from '../../../electron/preload-bridge.ts';

let page: { top: unknown; readonly portas?: WindowBridge };
/** The shell's end of the crossing: one poll waits at a time, and what the window posts is kept. */
let poll: (batch: PollAnswer) => void;
let polled: Promise<undefined>;
let posted: Extract<FromWindow, { kind: 'post' }>[];

function awaitPoll(): void {
  const next = Promise.withResolvers<undefined>();
  polled = next.promise;
  const cross = (message: FromWindow): Promise<PollAnswer> => {
    if (message.kind === 'post') {
      posted.push(message);
      return Promise.resolve(null);
    }
    return new Promise((resolve) => {
      poll = resolve;
      next.resolve(undefined);
    });
  };
  vi.stubGlobal(BINDING, cross);
}

beforeEach(() => {
  posted = [];
  vi.resetModules();
  page = { top: null };
  page.top = page;
  vi.stubGlobal('window', page);
  vi.stubGlobal('location', { origin: CHROMIUM_ORIGIN });
  awaitPoll();
});
afterEach(() => {
  poll(null);
  vi.unstubAllGlobals();
});

/** The preload in its page. @returns the bridge that it leaves there. */
async function open(): Promise<WindowBridge> {
  await import('../../../electron/chromium-preload.ts');
  await polled;
  if (page.portas === undefined) throw new Error('the preload has put nothing into the page');
  return page.portas;
}
const message = (content: unknown): ToWindow => ({ kind: 'message', port: 0, message: content });
const reading = (bytesRead: number): ToWindow => message({ kind: 'event', channel: 'scan:reading', payload: { deviceId: 'a', bytesRead } });

it('hands over an answer before what the engine said after it, though both come at once, and compiles nothing', async () => {
  const portas = await open();
  const heard: string[] = [];
  portas.on('scan:reading', ({ bytesRead }) => void heard.push(`reading ${bytesRead}`));
  const asked = portas.call('desk:recent', {}).then(() => void heard.push('recent'));
  poll([{ kind: 'up', port: 0 }]);
  await vi.waitFor(() => expect(posted).toHaveLength(1));
  // The policy of the page lets nobody make code of a text.
  vi.stubGlobal('Function', function refused() {
    throw new EvalError('refused by the policy of the page');
  });
  const { id } = posted[0]?.message as { id: number };
  poll([reading(1), message({ kind: 'reply', id, result: { ok: true, value: { scans: [] } } }), reading(2)]);
  await asked;
  await vi.waitFor(() => expect(heard).toHaveLength(3));
  expect(heard).toEqual(['reading 1', 'recent', 'reading 2']);
});
