import { describe, expect, it } from 'vitest';
import { calls, type CallName } from '../../../core/contract.ts';
import { CallError, createClient, type Handlers, MAX_CALLS_PER_SECOND, MAX_MESSAGE_CHARACTERS, type Port, serve } from '../../../core/wire.ts';

/** Two ends of a port that deliver at once. */
function joined(): [Port & { raw: unknown[] }, Port & { raw: unknown[] }] {
  const make = () => ({ raw: [] as unknown[], listener: (() => undefined) as (message: unknown) => void });
  const [a, b] = [make(), make()];
  const port = (mine: typeof a, other: typeof a) => ({
    raw: mine.raw,
    post(message: unknown) {
      other.raw.push(message);
      other.listener(message);
    },
    onMessage(listener: (message: unknown) => void) {
      mine.listener = listener;
    },
  });
  return [port(a, b), port(b, a)];
}

const nothing = () => ({});
const handlers = (change: Partial<Handlers>): Handlers => {
  const all = Object.fromEntries(Object.keys(calls).map((name) => [name, nothing])) as unknown as Handlers;
  return { ...all, ...change };
};
const anyone = () => true;
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the wire between window and engine', () => {
  it('carries a call and its reply', async () => {
    const [window, engine] = joined();
    serve(engine, handlers({ 'service:requeue': ({ recordId }) => ({ requeued: recordId.startsWith('0') }) }), anyone, () => undefined);
    const client = createClient(window);
    await expect(client.call('service:requeue', { recordId: '00000000-0000-4000-8000-000000000000' })).resolves.toEqual({ requeued: true });
  });

  it('tells an answer that is known at once before whatever happens after it', async () => {
    const [window, engine] = joined();
    const served = serve(
      engine,
      handlers({
        'desk:recent': () => {
          queueMicrotask(() => served.emit('scan:reading', { deviceId: 'a', bytesRead: 1 }));
          return { scans: [] };
        },
      }),
      anyone,
      () => undefined,
    );
    await createClient(window).call('desk:recent', {});
    await settle();
    expect(window.raw).toMatchObject([{ kind: 'reply' }, { kind: 'event' }]);
  });

  it.each([
    ['a field too many', 'desk:clear', { extra: 1 }],
    ['a missing field', 'desk:manual', {}],
    ['a wrong type', 'desk:manual', { text: 7 }],
    ['an over-long text', 'desk:manual', { text: 'x'.repeat(10_000) }],
    ['consent that is not given', 'desk:convert', { consent: false }],
    ['a channel that does not exist', 'desk:everything', {}],
    ['a channel that every object has', 'toString', {}],
    ['the prototype', '__proto__', {}],
  ])('refuses %s and keeps the handler out of it', async (_case, channel, payload) => {
    const [window, engine] = joined();
    let handled = 0;
    const counting = handlers(Object.fromEntries(Object.keys(calls).map((name) => [name, () => (handled += 1)])));
    const reported: string[] = [];
    serve(engine, counting, anyone, (incidentId) => reported.push(incidentId));
    window.post({ kind: 'request', id: 1, channel, payload });
    await settle();
    expect(window.raw).toEqual([{ kind: 'reply', id: 1, result: { ok: false, code: 'bad-request', incidentId: reported[0] } }]);
    expect(handled).toBe(0);
  });

  it.each([
    ['nothing', undefined],
    ['a number', 1],
    ['a request with an extra member', { kind: 'request', id: 1, channel: 'desk:clear', payload: {}, port: {} }],
    ['a negative id', { kind: 'request', id: -1, channel: 'desk:clear', payload: {} }],
    ['a message that is far too large', { kind: 'request', id: 1, channel: 'desk:manual', payload: { text: 'x'.repeat(MAX_MESSAGE_CHARACTERS) } }],
  ])('drops %s and reports it', async (_case, message) => {
    const [window, engine] = joined();
    const reported: string[] = [];
    serve(engine, handlers({}), anyone, (incidentId) => reported.push(incidentId));
    window.post(message);
    await settle();
    expect(window.raw).toEqual([]);
    expect(reported).toHaveLength(1);
  });

  it('drops a message that holds itself', async () => {
    const [window, engine] = joined();
    const reported: string[] = [];
    serve(engine, handlers({}), anyone, (incidentId) => reported.push(incidentId));
    const loop: Record<string, unknown> = { kind: 'request' };
    loop.payload = loop;
    window.post(loop);
    await settle();
    expect(reported).toHaveLength(1);
  });

  it('answers a failing handler and a reply against the contract with an incident, never with the cause', async () => {
    const [window, engine] = joined();
    const causes: unknown[] = [];
    serve(
      engine,
      handlers({
        'desk:clear': () => {
          throw new Error('a secret path');
        },
        'app:status': () => ({ wrong: true }) as never,
      }),
      anyone,
      (_incident, _channel, cause) => causes.push(cause),
    );
    const client = createClient(window);
    for (const channel of ['desk:clear', 'app:status'] as const) {
      const failure = await client.call(channel, {}).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(CallError);
      expect((failure as CallError).failure.code).toBe('fault');
    }
    expect(JSON.stringify(window.raw)).not.toContain('secret');
    expect(causes).toHaveLength(2);
  });

  it('refuses a flood of calls', async () => {
    const [window, engine] = joined();
    let handled = 0;
    serve(engine, handlers({ 'desk:clear': () => (handled++, {}) }), anyone, () => undefined);
    for (let id = 0; id < MAX_CALLS_PER_SECOND + 50; id++) window.post({ kind: 'request', id, channel: 'desk:clear', payload: {} });
    await settle();
    expect(handled).toBe(MAX_CALLS_PER_SECOND);
  });

  it('delivers events to their subscribers until they leave, and no malformed one', () => {
    const [window, engine] = joined();
    const served = serve(engine, handlers({}), anyone, () => undefined);
    const client = createClient(window);
    const seen: number[] = [];
    const leave = client.on('scan:reading', ({ bytesRead }) => seen.push(bytesRead));
    served.emit('scan:reading', { deviceId: 'd', bytesRead: 1 });
    engine.post({ kind: 'event', channel: 'scan:reading', payload: { deviceId: 'd', bytesRead: 'many' } });
    engine.post({ kind: 'event', channel: 'no:such', payload: {} });
    leave();
    served.emit('scan:reading', { deviceId: 'd', bytesRead: 2 });
    expect(seen).toEqual([1]);
  });

  it('does not send an event that breaks the contract', () => {
    const [, engine] = joined();
    const served = serve(engine, handlers({}), anyone, () => undefined);
    expect(() => served.emit('scan:reading', { deviceId: 'd', bytesRead: -1 })).toThrow();
  });

  it('makes no call that whoever is at the terminal may not make, and says so', async () => {
    const [window, engine] = joined();
    let handled = 0;
    const counting = Object.fromEntries(Object.keys(calls).map((name) => [name, () => (handled++, {})])) as unknown as Handlers;
    serve(engine, counting, (callers) => callers === 'anyone', () => undefined);
    const failure = await createClient(window).call('staff:list', {}).catch((error: unknown) => error);
    expect((failure as CallError).failure.code).toBe('not-permitted');
    expect(handled).toBe(0);
  });

  it('makes no call and says so when it cannot be told who may make it, and goes on', async () => {
    const [window, engine] = joined();
    let handled = 0;
    const reported: unknown[] = [];
    const mayCall = (_callers: unknown, channel: CallName): boolean => {
      if (channel === 'staff:list') throw new Error('the audit has no room');
      return true;
    };
    const counting = Object.fromEntries(Object.keys(calls).map((name) => [name, () => (handled++, {})])) as unknown as Handlers;
    serve(engine, counting, mayCall, (_incidentId, _channel, cause) => reported.push(cause));
    const client = createClient(window);
    await expect(client.call('staff:list', {})).rejects.toMatchObject({ failure: { code: 'fault' } });
    expect([handled, reported]).toEqual([0, [new Error('the audit has no room')]]);
    await client.call('desk:clear', {});
  });

  it('reports an answer that cannot be sent, and goes on', async () => {
    const [window, engine] = joined();
    const reported: unknown[] = [];
    let shut = true;
    const port: Port = {
      ...engine,
      post(message) {
        if (shut) throw new Error('the port is shut');
        engine.post(message);
      },
    };
    serve(port, handlers({}), anyone, (_incidentId, _channel, cause) => reported.push(cause));
    window.post({ kind: 'request', id: 1, channel: 'desk:clear', payload: {} });
    await settle();
    expect(reported.at(-1)).toEqual(new Error('the port is shut'));
    shut = false;
    await createClient(window).call('desk:clear', {});
  });

  it('fails calls that wait when their engine is gone', async () => {
    const [window] = joined();
    const client = createClient(window);
    const waiting = client.call('app:welcome', {});
    client.abandon();
    await expect(waiting).rejects.toMatchObject({ failure: { code: 'engine-gone' } });
  });

  it('rejects a reply that breaks the contract instead of showing it', async () => {
    const [window, engine] = joined();
    const client = createClient(window);
    const waiting = client.call('app:welcome', {});
    engine.post({ kind: 'reply', id: 0, result: { ok: true, value: { mode: 'party' } } });
    await expect(waiting).rejects.toMatchObject({ failure: { code: 'bad-reply' } });
  });

  it('declares every channel once, by area and verb', () => {
    for (const channel of Object.keys(calls) as CallName[]) expect(channel).toMatch(/^[a-z]+:[a-z-]+$/);
  });
});
