import { closeSync, openSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { createEngineHost } from '../../../electron/engine-host.ts';
import { forkEngine } from '../../../electron/forked-engine.ts';
import { createBridge } from '../../../electron/preload-bridge.ts';
import { describeUncaught } from '../../../electron/uncaught.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { until } from '../../support/until.ts';

const entry = fileURLToPath(new URL('../../support/fake-engine.ts', import.meta.url));

/** Text as a traveller's code holds it, which no log may say. */
const TRAVELLER = 'CHAN TAI MAN';

describe('a fault that nobody caught, in words', () => {
  it('tells kind and place, and nothing of the message, not even of lines in it that look like places', () => {
    const fault = new TypeError(`no ${TRAVELLER}\n    at ${TRAVELLER} (here)`);
    const told = describeUncaught(fault);
    expect(told).toMatch(/^TypeError at .*uncaught\.test\.ts:\d+/);
    expect(told).not.toContain(TRAVELLER);
  });

  it.each([
    ['a code of the system', Object.assign(new Error('x'), { code: 'ENOSPC' }), /^Error ENOSPC at /],
    ['a code that is none', Object.assign(new Error('x'), { code: `${TRAVELLER} 1` }), /^Error at /],
    ['an error without a stack', Object.assign(new Error('x'), { stack: undefined }), /^Error at an unknown place$/],
    ['a text', TRAVELLER, /^no error but a string$/],
    ['nothing', null, /^no error but a null$/],
  ])('tells of %s', (_case, cause, told) => {
    expect(describeUncaught(cause)).toMatch(told);
    expect(describeUncaught(cause)).not.toContain(TRAVELLER);
  });
});

describe('an engine process', () => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  async function launch(args: readonly string[], log = join(tempDir(), 'log')) {
    const ends: string[] = [];
    const output = openSync(log, 'a');
    const engine = { kill: (): void => undefined };
    const start = (): ReturnType<typeof forkEngine> => {
      const child = forkEngine(entry, output);
      engine.kill = () => child.kill();
      return child;
    };
    const host = createEngineHost({ start, args, report: (line) => ends.push(line) });
    stops.push(async () => {
      await host.stop();
      closeSync(output);
    });
    const { bridge, up, down } = createBridge();
    const states: string[] = [];
    bridge.onEngine((state) => states.push(state));
    host.attach({ up, down });
    await host.started;
    return { host, engine, bridge, states, ends, log: () => readFileSync(log, 'utf8') };
  }

  it.each(['reject', 'throw'])('tells of a fault that nobody caught (%s) without its message, stops the engine and is started again', async (kind) => {
    const { bridge, states, ends, log } = await launch([]);
    const { file: before } = await bridge.call('service:diagnostics', {});
    await bridge.call('desk:manual', { text: `${kind} ${TRAVELLER}` });
    await until(() => states.length === 3);
    expect(states).toEqual(['up', 'down', 'up']);
    expect(ends[0]).toMatch(/^the engine ended \(code 1\)/);
    expect(log()).toMatch(/^a fault that nobody caught: \w*Error at .*fake-engine\.ts.*\nstopped\n$/);
    expect(log()).not.toContain(TRAVELLER);
    expect((await bridge.call('service:diagnostics', {})).file).not.toBe(before);
  });

  it.each(['hangs', 'fails'])('is started again after a fault even where its stop %s', async (how) => {
    const { host, engine, bridge, states, ends } = await launch(['--stop', how]);
    await bridge.call('desk:manual', { text: 'x' });
    await until(() => states.length === 3);
    expect(ends[0]).toMatch(/^the engine ended \(code 1\)/);
    // Not left to the limit of its stop, which it would take up.
    const stopped = host.stop();
    engine.kill();
    await stopped;
  });

  it('ends where its stop fails, and says so', async () => {
    const { host, log } = await launch(['--stop', 'fails']);
    await host.stop();
    expect(log()).toMatch(/^the engine did not stop in good order: Error at .*fake-engine\.ts/);
    expect(log()).not.toContain('no room');
  });

  it.skipIf(platform() !== 'linux')('works on where its log cannot be written', async () => {
    const { bridge, states } = await launch([], '/dev/full');
    for (let line = 0; line < 3; line++) await bridge.call('desk:clear', {});
    await bridge.call('desk:recent', {});
    expect(states).toEqual(['up']);
  });
});
