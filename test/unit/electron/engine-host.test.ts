import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEngineHost, type EngineChild, FIRST_PAUSE_MS, KILL_AFTER_MS, LONGEST_PAUSE_MS, SOUND_AFTER_MS } from '../../../electron/engine-host.ts';
import type { ToEngine } from '../../../electron/engine-messages.ts';
import { forkEngine } from '../../../electron/forked-engine.ts';
import { createBridge } from '../../../electron/preload-bridge.ts';
import { fakeShellTimers } from '../../support/fake-shell-timers.ts';

interface FakeChild {
  readonly sent: ToEngine[];
  say: (message: unknown) => void;
  end: (reason: string) => void;
  killed: boolean;
}

/** A process whose messages and end the test writes. */
function fakeChildren() {
  const children: FakeChild[] = [];
  let ports = 0;
  const start = (): EngineChild<string> => {
    const child: FakeChild = { sent: [], say: () => undefined, end: () => undefined, killed: false };
    children.push(child);
    return {
      send: (message) => void child.sent.push(message),
      openPort: () => `port ${ports++}`,
      onMessage: (listener) => void (child.say = listener),
      onExit: (listener) => void (child.end = listener),
      kill: () => void (child.killed = true),
    };
  };
  const last = () => {
    const child = children.at(-1);
    if (child === undefined) throw new Error('no process was started');
    return child;
  };
  return { start, children, last };
}

function setUp() {
  const time = fakeShellTimers();
  const fakes = fakeChildren();
  const lines: string[] = [];
  const host = createEngineHost({ start: fakes.start, args: ['--config', 'x'], report: (line) => lines.push(line), timers: time.timers });
  const window = { log: [] as string[], up: (port: string) => void window.log.push(port), down: () => void window.log.push('down') };
  return { ...time, ...fakes, host, lines, window };
}

describe('engine host', () => {
  it('fails the start with the engine’s own words when it cannot be opened', async () => {
    const { host, last, pauses } = setUp();
    last().say({ kind: 'failed', message: 'portas.json: dataDir: expected a file path' });
    last().end('code 1');
    await expect(host.started).rejects.toThrow('portas.json: dataDir: expected a file path');
    expect(pauses()).toEqual([]);
  });

  it('ignores messages that are not of the protocol', () => {
    const { host, last, window } = setUp();
    host.attach(window);
    for (const message of [null, 'ready', { kind: 'ready', more: 1 }, { kind: 'up' }, []]) last().say(message);
    expect(window.log).toEqual([]);
  });

  it('starts a process that ends without a word again, ever more slowly up to a limit', () => {
    const { last, pauses, pass, children } = setUp();
    const seen: number[] = [];
    for (let round = 0; round < 8; round++) {
      last().end('SIGSEGV');
      const [pause = 0] = pauses();
      seen.push(pause);
      pass(pause);
    }
    expect(seen).toEqual([FIRST_PAUSE_MS, 500, 1_000, 2_000, 4_000, LONGEST_PAUSE_MS, LONGEST_PAUSE_MS, LONGEST_PAUSE_MS]);
    expect(children).toHaveLength(9);
  });

  it('starts a process again that could not even be started', () => {
    const time = fakeShellTimers();
    const start = vi.fn((): EngineChild<string> => {
      throw new Error('EAGAIN');
    });
    createEngineHost({ start, args: [], report: () => undefined, timers: time.timers });
    time.pass(FIRST_PAUSE_MS);
    expect(start).toHaveBeenCalledTimes(2);
  });

  it('hands its arguments over in the first message', () => {
    expect(setUp().last().sent).toEqual([{ kind: 'open', args: ['--config', 'x'] }]);
  });

  it('gives a window a port when the engine is up, and another after each restart', () => {
    const { host, last, window, pass } = setUp();
    host.attach(window);
    expect(window.log).toEqual([]);
    last().say({ kind: 'ready' });
    last().end('SIGKILL');
    pass(FIRST_PAUSE_MS);
    last().say({ kind: 'ready' });
    expect(window.log).toEqual(['port 0', 'down', 'port 1']);
  });

  it('keeps restarting an engine that once was up, even when it cannot be opened now', () => {
    const { last, pauses, lines, pass } = setUp();
    last().say({ kind: 'ready' });
    last().end('SIGKILL');
    pass(FIRST_PAUSE_MS);
    last().say({ kind: 'failed', message: 'disk full' });
    last().end('code 1');
    expect(pauses()).toHaveLength(1);
    expect(lines).toHaveLength(2);
  });

  it('tells a window that comes while the engine is down', () => {
    const { host, last, window } = setUp();
    last().say({ kind: 'ready' });
    last().end('SIGKILL');
    host.attach(window);
    expect(window.log).toEqual(['down']);
  });

  it('gives nothing to a window that was let go', () => {
    const { host, last, window } = setUp();
    host.attach(window)();
    last().say({ kind: 'ready' });
    expect(window.log).toEqual([]);
  });

  it('restarts quickly again after an engine that ran soundly', () => {
    const { last, pauses, pass } = setUp();
    last().end('x');
    pass(FIRST_PAUSE_MS);
    last().say({ kind: 'ready' });
    pass(SOUND_AFTER_MS);
    last().end('x');
    expect(pauses()).toEqual([FIRST_PAUSE_MS]);
  });

  it('asks the engine to stop, does not start it again, and settles when it is gone', async () => {
    const { host, last, children, pass } = setUp();
    last().say({ kind: 'ready' });
    const stopped = host.stop();
    expect(last().sent.at(-1)).toEqual({ kind: 'stop' });
    last().end('code 0');
    await stopped;
    pass(LONGEST_PAUSE_MS * 10);
    expect(children).toHaveLength(1);
    expect(last().killed).toBe(false);
  });

  it('ends an engine by force that does not stop in time', async () => {
    const { host, last, pass } = setUp();
    const stopped = host.stop();
    pass(KILL_AFTER_MS);
    expect(last().killed).toBe(true);
    last().end('SIGKILL');
    await stopped;
  });

  it('settles both when it is stopped twice, and kills nothing afterwards', async () => {
    const { host, last, pass } = setUp();
    last().say({ kind: 'ready' });
    const stopped = [host.stop(), host.stop()];
    last().end('code 0');
    await Promise.all(stopped);
    pass(KILL_AFTER_MS);
    expect(last().killed).toBe(false);
    expect(last().sent.filter(({ kind }) => kind === 'stop')).toHaveLength(1);
  });

  it('stops though a window cannot be told any more', async () => {
    const { host, last } = setUp();
    host.attach({
      up: () => undefined,
      down: () => {
        throw new TypeError('Object has been destroyed');
      },
    });
    last().say({ kind: 'ready' });
    const stopped = host.stop();
    last().end('code 0');
    await stopped;
  });

  it.each(['while it opens', 'between two tries'])('fails the start when it is stopped %s', async (when) => {
    const { host, last } = setUp();
    if (when === 'between two tries') last().end('SIGSEGV');
    const stopped = host.stop();
    if (when === 'while it opens') last().end('code 0');
    await stopped;
    await expect(host.started).rejects.toThrow('stopped before the engine was up');
  });

  it('does not restart an engine whose pause was running when it was stopped', async () => {
    const { host, last, children, pass } = setUp();
    last().end('x');
    await host.stop();
    pass(LONGEST_PAUSE_MS);
    expect(children).toHaveLength(1);
  });
});

describe('engine host with a real process', () => {
  const entry = fileURLToPath(new URL('../../support/fake-engine.ts', import.meta.url));
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  function launch(args: string[] = []) {
    let pid: number | undefined;
    const host = createEngineHost({
      start: () => {
        const child = forkEngine(entry);
        ({ pid } = child);
        return child;
      },
      args,
      report: () => undefined,
    });
    stops.push(() => host.stop());
    const { bridge, up, down } = createBridge();
    const states: string[] = [];
    bridge.onEngine((state) => states.push(state));
    host.attach({ up, down });
    return { host, bridge, states, pid: () => pid ?? 0 };
  }

  it('fails the start with the engine’s own words', async () => {
    await expect(launch(['--fail', 'rules.json: not a rule set']).host.started).rejects.toThrow('rules.json: not a rule set');
  });

  it('survives a kill -9: waiting calls fail, the window sees down and up, later calls and events work', async () => {
    const { host, bridge, states, pid } = launch();
    await host.started;
    const heard: string[] = [];
    bridge.on('scan:reading', ({ deviceId }) => heard.push(deviceId));
    const first = await bridge.call('service:diagnostics', {});
    expect(first.file).toBe(`${pid()}`);
    const waiting = bridge.call('service:scanners', {});
    const cameBack = new Promise<void>((resolve) => {
      const off = bridge.onEngine((state) => {
        if (state === 'up' && pid() !== Number(first.file)) {
          off();
          resolve();
        }
      });
    });
    process.kill(pid(), 'SIGKILL');
    await expect(waiting).rejects.toThrow('engine-gone');
    await cameBack;
    await bridge.call('drill:present', { kind: null });
    expect(states).toEqual(['up', 'down', 'up']);
    expect(heard).toEqual([`${pid()}`]);
    expect(pid()).not.toBe(Number(first.file));
  });

  it('ends the process in good order', async () => {
    const { host, pid } = launch();
    await host.started;
    await host.stop();
    expect(() => process.kill(pid(), 0)).toThrow('ESRCH');
  });
});
