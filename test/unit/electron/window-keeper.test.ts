import { describe, expect, it } from 'vitest';
import { type Gone, keepWindow } from '../../../electron/window-keeper.ts';
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS } from '../../../electron/engine-host.ts';
import { fakeShellTimers } from '../../support/fake-shell-timers.ts';

interface FakeWindow {
  readonly number: number;
  gone: (how: Gone) => void;
  closed: boolean;
  loaded: PromiseWithResolvers<undefined>;
}

/** A browser whose launches, loads and ends the test writes. A window that is closed fails its load, as the real one does. */
function fakeBrowser() {
  const time = fakeShellTimers();
  const windows: FakeWindow[] = [];
  const launches: PromiseWithResolvers<undefined>[] = [];
  const lines: string[] = [];
  let closedByHand = 0;
  const keeper = keepWindow<FakeWindow>(
    {
      async launch() {
        const launch = Promise.withResolvers<undefined>();
        launches.push(launch);
        await launch.promise;
        const window: FakeWindow = { number: windows.length + 1, gone: () => undefined, closed: false, loaded: Promise.withResolvers() };
        // It may be closed before anybody loads it.
        window.loaded.promise.catch(() => undefined);
        windows.push(window);
        return window;
      },
      load(window, gone) {
        window.gone = gone;
        return window.loaded.promise;
      },
      close(window) {
        window.closed = true;
        window.gone('closed');
        window.loaded.reject(new Error('the window has been closed'));
        return Promise.resolve();
      },
      onClosed: () => void (closedByHand += 1),
      report: (line) => lines.push(line),
    },
    time.timers,
  );
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const launched = async (): Promise<FakeWindow> => {
    await turn();
    launches.at(-1)?.resolve(undefined);
    await turn();
    const window = windows.at(-1);
    if (window === undefined) throw new Error('no window was launched');
    return window;
  };
  const opened = async (): Promise<FakeWindow> => {
    const window = await launched();
    window.loaded.resolve(undefined);
    await turn();
    return window;
  };
  return { keeper, time, windows, launches, lines, turn, launched, opened, closedByHand: () => closedByHand, alive: () => windows.filter(({ closed }) => !closed) };
}

async function openBrowser() {
  const browser = fakeBrowser();
  const opening = browser.keeper.open();
  const window = await browser.opened();
  await opening;
  return { ...browser, window };
}

describe('the window keeper', () => {
  it('opens a crashed window again, once, and closes what is left of the old one', async () => {
    const { keeper, window, windows, opened, lines, alive } = await openBrowser();
    window.gone('crashed');
    window.gone('crashed');
    window.gone('closed');
    const next = await opened();
    expect(window.closed).toBe(true);
    expect(keeper.current()).toBe(next);
    expect(windows).toHaveLength(2);
    expect(lines).toEqual(['the window crashed; opening it again']);
    next.gone('crashed');
    await opened();
    expect(alive()).toEqual([keeper.current()]);
    expect(windows).toHaveLength(3);
  });

  it('tries until a crashed window is open again, with growing pauses, and leaves no half-open one behind', async () => {
    const { keeper, window, time, launches, launched, opened, turn, lines, alive } = await openBrowser();
    window.gone('crashed');
    await turn();
    launches.at(-1)?.reject(new Error('no room\nand how it came to that'));
    await turn();
    expect(time.pauses()).toEqual([FIRST_PAUSE_MS]);
    time.pass(FIRST_PAUSE_MS);
    (await launched()).loaded.reject(new Error('no answer'));
    await turn();
    expect(time.pauses()).toEqual([2 * FIRST_PAUSE_MS]);
    expect(keeper.current()).toBeNull();
    expect(alive()).toEqual([]);
    time.pass(2 * FIRST_PAUSE_MS);
    const next = await opened();
    expect(keeper.current()).toBe(next);
    expect(lines.slice(1)).toEqual([
      `the window could not be opened (no room); trying again in ${FIRST_PAUSE_MS} ms`,
      `the window could not be opened (no answer); trying again in ${2 * FIRST_PAUSE_MS} ms`,
    ]);
  });

  it('never waits longer than the longest pause', async () => {
    const { window, time, launches, turn } = await openBrowser();
    window.gone('crashed');
    for (let attempt = 0; attempt < 20; attempt++) {
      await turn();
      launches.at(-1)?.reject(new Error('no room'));
      await turn();
      time.pass(time.pauses()[0] ?? 0);
    }
    await turn();
    launches.at(-1)?.reject(new Error('no room'));
    await turn();
    expect(time.pauses()).toEqual([LONGEST_PAUSE_MS]);
  });

  it('counts a crash between the load and its news as a crash', async () => {
    const { window, launched, opened, turn, keeper, time, alive } = await openBrowser();
    window.gone('crashed');
    const second = await launched();
    second.loaded.resolve(undefined);
    second.gone('crashed');
    await turn();
    expect(second.closed).toBe(true);
    time.pass(FIRST_PAUSE_MS);
    const third = await opened();
    expect(keeper.current()).toBe(third);
    expect(alive()).toEqual([third]);
  });

  it('tells of a window that was closed by hand, open or still loading', async () => {
    const { window, launched, closedByHand, lines } = await openBrowser();
    window.gone('closed');
    expect(closedByHand()).toBe(1);
    window.gone('crashed');
    (await launched()).gone('closed');
    expect(closedByHand()).toBe(2);
    expect(lines).toEqual(['the window crashed; opening it again']);
  });

  it('does not take its own closing for one by hand', async () => {
    const { keeper, window, closedByHand } = await openBrowser();
    await keeper.close();
    expect(window.closed).toBe(true);
    expect(closedByHand()).toBe(0);
  });

  it.each(['while it is launched', 'while it loads'])('closes a first window %s, and says so', async (when) => {
    const { keeper, launched, launches, turn, alive } = fakeBrowser();
    const opening = keeper.open();
    if (when === 'while it loads') await launched();
    const closing = keeper.close();
    await turn();
    launches.at(-1)?.resolve(undefined);
    await expect(opening).rejects.toThrow('closed');
    await closing;
    expect(keeper.current()).toBeNull();
    expect(alive()).toEqual([]);
  });

  it.each(['while it is launched', 'while it loads', 'in the pause before the next attempt'])('closes for good while a crashed window opens again: %s', async (when) => {
    const { keeper, window, windows, launches, launched, turn, time, alive, lines } = await openBrowser();
    window.gone('crashed');
    await turn();
    if (when === 'while it loads') await launched();
    if (when.startsWith('in the pause')) {
      launches.at(-1)?.reject(new Error('no room'));
      await turn();
      expect(time.pauses()).toHaveLength(1);
    }
    const before = launches.length;
    const closing = keeper.close();
    await turn();
    launches.at(-1)?.resolve(undefined);
    await closing;
    expect(time.pauses()).toEqual([]);
    time.pass(LONGEST_PAUSE_MS);
    await turn();
    expect(alive()).toEqual([]);
    expect(keeper.current()).toBeNull();
    expect(launches).toHaveLength(before);
    expect(windows.length).toBeLessThanOrEqual(2);
    expect(lines.filter((line) => line.includes('closed'))).toEqual([]);
  });

  it('rejects a first window that could not be opened, and leaves nothing', async () => {
    const { keeper, launched, alive } = fakeBrowser();
    const opening = keeper.open();
    const failed = expect(opening).rejects.toThrow('no answer');
    (await launched()).loaded.reject(new Error('no answer'));
    await failed;
    expect(alive()).toEqual([]);
    expect(keeper.current()).toBeNull();
    await keeper.close();
  });
});
