import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BINDING, type FromWindow, type PollAnswer, type ToWindow } from '../../../electron/chromium-crossing.ts';
import { CHROMIUM_ORIGIN } from '../../../electron/origins.ts';
import type { WindowBridge } from '../../../electron/preload-bridge.ts';

const READING: ToWindow = { kind: 'message', port: 0, message: { kind: 'event', channel: 'scan:reading', payload: { deviceId: 'd', bytesRead: 1 } } };

/** The shell's end of the crossing: answers polls with what the test says, and takes posts until it is cut. */
function shell() {
  let poll = Promise.withResolvers<PollAnswer>();
  const state = { cut: false, posts: [] as FromWindow[] };
  const cross = (message: FromWindow): Promise<PollAnswer> => {
    if (state.cut) return Promise.reject(new Error('Target closed'));
    if (message.kind === 'poll') return poll.promise;
    state.posts.push(message);
    return Promise.resolve(null);
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    state,
    cross,
    async send(...events: ToWindow[]) {
      const answered = poll;
      poll = Promise.withResolvers();
      answered.resolve(events);
      await settle();
    },
    async break() {
      state.cut = true;
      poll.reject(new Error('Target closed'));
      await settle();
    },
  };
}

let end: ReturnType<typeof shell>;
let page: { top?: unknown; portas?: WindowBridge };
let reported: unknown[];
beforeEach(async () => {
  end = shell();
  page = {};
  page.top = page;
  reported = [];
  vi.stubGlobal('window', page);
  vi.stubGlobal('location', { origin: CHROMIUM_ORIGIN });
  vi.stubGlobal('reportError', (cause: unknown) => reported.push(cause));
  vi.stubGlobal(BINDING, end.cross);
  vi.resetModules();
  await import('../../../electron/chromium-preload.ts');
});
afterEach(() => vi.unstubAllGlobals());

const bridge = (): WindowBridge => {
  if (page.portas === undefined) throw new Error('the page has no bridge');
  return page.portas;
};

it('takes the binding off the page and hands events over', async () => {
  const heard: number[] = [];
  bridge().on('scan:reading', ({ bytesRead }) => heard.push(bytesRead));
  await end.send({ kind: 'up', port: 0 });
  await end.send(READING);
  expect(heard).toEqual([1]);
  expect(BINDING in globalThis).toBe(false);
});

it('goes on when a listener of the page throws, and reports that', async () => {
  const heard: number[] = [];
  bridge().on('scan:reading', ({ bytesRead }) => {
    heard.push(bytesRead);
    if (heard.length === 1) throw new Error('of the page');
  });
  await end.send({ kind: 'up', port: 0 });
  await end.send(READING, READING);
  await end.send(READING);
  await vi.waitFor(() => expect(heard).toEqual([1, 1, 1]));
  expect(reported).toEqual([new Error('of the page')]);
});

it('tells the page that the engine is gone when the crossing is', async () => {
  const states: string[] = [];
  bridge().onEngine((state) => states.push(state));
  await end.send({ kind: 'up', port: 0 });
  const waiting = expect(bridge().call('desk:recent', {})).rejects.toThrow('engine-gone');
  await end.break();
  expect(states).toEqual(['up', 'down']);
  await waiting;
  await expect(bridge().call('desk:recent', {})).rejects.toThrow('engine-gone');
});

it('fails a call that cannot be posted, instead of letting it wait', async () => {
  await end.send({ kind: 'up', port: 0 });
  end.state.cut = true;
  await expect(bridge().call('desk:recent', {})).rejects.toThrow('engine-gone');
});
