import { beforeEach, expect, it, vi } from 'vitest';
import type { WindowBridge } from '../../../electron/preload-bridge.ts';
import { DOWN_CHANNEL, PORT_CHANNEL } from '../../../electron/preload-channels.ts';

type IpcListener = (event: { ports: unknown[] }) => void;
const seen = vi.hoisted(() => ({ listeners: new Map<string, unknown>(), exposed: new Map<string, unknown>() }));
vi.mock('electron', () => ({
  ipcRenderer: { on: (channel: string, listener: unknown) => void seen.listeners.set(channel, listener) },
  contextBridge: { exposeInMainWorld: (name: string, api: unknown) => void seen.exposed.set(name, api) },
}));

const fire = (channel: string, ports: unknown[] = []): void => (seen.listeners.get(channel) as IpcListener)({ ports });
const bridge = (): WindowBridge => seen.exposed.get('portas') as WindowBridge;
const fakePort = () => ({ sent: [] as { id: number }[], postMessage: (message: { id: number }) => void port.sent.push(message), onmessage: null as ((event: { data: unknown; ports: unknown[] }) => void) | null });
let port = fakePort();

beforeEach(async () => {
  port = fakePort();
  seen.listeners.clear();
  seen.exposed.clear();
  vi.resetModules();
  await import('../../../electron/preload.ts');
});

it('exposes one frozen object and listens on its two channels alone', () => {
  expect([...seen.exposed.keys()]).toEqual(['portas']);
  expect(Object.isFrozen(bridge())).toBe(true);
  expect(Object.keys(bridge())).toEqual(['call', 'on', 'onEngine']);
  expect([...seen.listeners.keys()]).toEqual([PORT_CHANNEL, DOWN_CHANNEL]);
});

it.each([[[]], [[1, 2]]])('takes no hand-over with ports %j', async (ports) => {
  const states: string[] = [];
  bridge().onEngine((state) => states.push(state));
  fire(PORT_CHANNEL, ports);
  await Promise.resolve();
  expect(states).toEqual([]);
});

it('refuses channels that are not in the contract', async () => {
  fire(PORT_CHANNEL, [port]);
  await expect(bridge().call('toString' as 'desk:recent', {})).rejects.toThrow('no such channel');
  expect(() => bridge().on('desk:recent' as 'scan:reading', () => undefined)).toThrow('no such channel');
  expect(port.sent).toEqual([]);
});

it('ignores a message that carries ports', async () => {
  fire(PORT_CHANNEL, [port]);
  const reply = bridge().call('desk:recent', {});
  const data = { kind: 'reply', id: 0, result: { ok: true, value: { scans: [] } } };
  port.onmessage?.({ data: { ...data, result: { ok: false, code: 'fault', incidentId: 'E' } }, ports: [1] });
  port.onmessage?.({ data, ports: [] });
  await expect(reply).resolves.toEqual({ scans: [] });
});

it('holds early calls until the engine is up, fails waiting ones when it goes, and keeps subscriptions over a restart', async () => {
  const heard: number[] = [];
  bridge().on('scan:reading', ({ bytesRead }) => heard.push(bytesRead));
  const waiting = bridge().call('desk:recent', {});
  fire(PORT_CHANNEL, [port]);
  expect(port.sent).toHaveLength(1);
  fire(DOWN_CHANNEL);
  await expect(waiting).rejects.toThrow('engine-gone');
  await expect(bridge().call('desk:recent', {})).rejects.toThrow('engine-gone');
  const next = fakePort();
  fire(PORT_CHANNEL, [next]);
  next.onmessage?.({ data: { kind: 'event', channel: 'scan:reading', payload: { deviceId: 'a', bytesRead: 7 } }, ports: [] });
  expect(heard).toEqual([7]);
});
