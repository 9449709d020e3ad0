/**
 * Both ends of the port between engine and window: every message is parsed against core/contract.ts on arrival,
 * on either side. The port itself is a MessagePort in Electron and an exposed binding in the Chromium shell.
 */
import * as z from 'zod';
import { type CallName, type Callers, calls, type EventName, events, type EventPayload, type Reply, type Request } from './contract.ts';

/** The least of a message port that both shells have. Messages are plain cloneable data. */
export interface Port {
  post(message: unknown): void;
  /** Sets the one listener. */
  onMessage(listener: (message: unknown) => void): void;
}

/** `bad-request`: the message broke the contract; `not-permitted`: not by whoever is at the terminal; `fault`: the handler failed. */
export const CALL_FAILURES = ['bad-request', 'not-permitted', 'fault', 'bad-reply', 'engine-gone'] as const;
export type CallFailure = { readonly code: (typeof CALL_FAILURES)[number]; readonly incidentId: string };

/** A failed call, as the caller sees it. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly failure: CallFailure;

  constructor(channel: string, failure: CallFailure) {
    super(`${channel}: ${failure.code} (incident ${failure.incidentId})`);
    this.failure = failure;
  }
}

/** Longest message accepted, in characters of its JSON; the largest honest one, a month of throughput, is far below. */
export const MAX_MESSAGE_CHARACTERS = 4_000_000;
/** Calls accepted from the window per second; an officer's fastest hand makes about twenty. */
export const MAX_CALLS_PER_SECOND = 500;

const RequestMessage = z.strictObject({ kind: z.literal('request'), id: z.int().nonnegative(), channel: z.string().max(64), payload: z.unknown() });
const ReplyMessage = z.strictObject({
  kind: z.literal('reply'),
  id: z.int().nonnegative(),
  result: z.discriminatedUnion('ok', [
    z.strictObject({ ok: z.literal(true), value: z.unknown() }),
    z.strictObject({ ok: z.literal(false), code: z.enum(CALL_FAILURES), incidentId: z.string().max(64) }),
  ]),
});
const EventMessage = z.strictObject({ kind: z.literal('event'), channel: z.string().max(64), payload: z.unknown() });
const FromEngine = z.discriminatedUnion('kind', [ReplyMessage, EventMessage]);

export type Handlers = { readonly [Name in CallName]: (request: Request<Name>) => Reply<Name> | Promise<Reply<Name>> };
/** Those of some calls: of one topic of the contract. */
export type HandlersOf<Calls> = Pick<Handlers, keyof Calls & CallName>;
/** Whether whoever is at the terminal now may make a call. */
export type MayCall = (callers: Callers, channel: CallName) => boolean;
export interface Served {
  emit<Name extends EventName>(channel: Name, payload: EventPayload<Name>): void;
}

/**
 * The engine's end. Answers every well-formed request of whoever may make it; drops what is not even a request and reports it.
 * @param mayCall - asked for every call, after its form and before its handler.
 * @param report - told of every incident with its cause, for the log; never shown to the window.
 */
export function serve(port: Port, handlers: Handlers, mayCall: MayCall, report: (incidentId: string, channel: string, cause: unknown) => void): Served {
  let incidents = 0;
  let windowStart = 0;
  let callsInWindow = 0;
  const incident = (channel: string, cause: unknown): string => {
    const incidentId = `E${(++incidents).toString().padStart(4, '0')}`;
    report(incidentId, channel, cause);
    return incidentId;
  };
  const answer = async (id: number, channel: string, payload: unknown): Promise<void> => {
    const fail = (code: CallFailure['code'], cause: unknown): void =>
      port.post({ kind: 'reply', id, result: { ok: false, code, incidentId: incident(channel, cause) } });
    const now = performance.now();
    if (now - windowStart > 1_000) {
      windowStart = now;
      callsInWindow = 0;
    }
    if (++callsInWindow > MAX_CALLS_PER_SECOND) return fail('bad-request', 'more calls per second than allowed');
    if (!Object.hasOwn(calls, channel)) return fail('bad-request', 'no such channel');
    const name = channel as CallName;
    const request = calls[name].request.safeParse(payload);
    if (!request.success) return fail('bad-request', request.error);
    try {
      if (!mayCall(calls[name].callers, name)) return fail('not-permitted', 'not by whoever is at the terminal');
      const handler = handlers[name] as (request: unknown) => unknown;
      const handled = handler(request.data);
      // What is known at once is told at once: an event that came in between would be newer than the answer behind it.
      const reply = calls[name].reply.safeParse(handled instanceof Promise ? await handled : handled);
      if (!reply.success) return fail('fault', reply.error);
      port.post({ kind: 'reply', id, result: { ok: true, value: reply.data } });
    } catch (cause) {
      fail('fault', cause);
    }
  };
  port.onMessage((message) => {
    const size = approximateSize(message);
    const parsed = size <= MAX_MESSAGE_CHARACTERS ? RequestMessage.safeParse(message) : null;
    if (!parsed?.success) {
      incident('?', parsed === null ? 'message too large' : parsed.error);
      return;
    }
    const { id, channel, payload } = parsed.data;
    // Where even its failure cannot be sent, the window is gone.
    answer(id, channel, payload).catch((cause: unknown) => incident(channel, cause));
  });
  return {
    emit(channel, payload) {
      port.post({ kind: 'event', channel, payload: events[channel].parse(payload) });
    },
  };
}

/** The window's end of the port. */
export interface Client {
  call<Name extends CallName>(channel: Name, request: Request<Name>): Promise<Reply<Name>>;
  /** Subscribes; returns the function that unsubscribes. */
  on<Name extends EventName>(channel: Name, listener: (payload: EventPayload<Name>) => void): () => void;
  /** Fails every call that waits: the engine they were made to is gone. */
  abandon(): void;
}

export function createClient(port: Port): Client {
  let nextId = 0;
  const waiting = new Map<number, { channel: CallName; resolve: (value: never) => void; reject: (error: CallError) => void }>();
  const listeners = new Map<string, Set<(payload: never) => void>>();
  port.onMessage((message) => {
    const parsed = FromEngine.safeParse(message);
    if (!parsed.success) return;
    if (parsed.data.kind === 'event') {
      const { channel } = parsed.data;
      if (!Object.hasOwn(events, channel)) return;
      const payload = events[channel as EventName].safeParse(parsed.data.payload);
      if (!payload.success) return;
      for (const listener of listeners.get(channel) ?? []) listener(payload.data as never);
      return;
    }
    const call = waiting.get(parsed.data.id);
    if (call === undefined) return;
    waiting.delete(parsed.data.id);
    const { result } = parsed.data;
    if (!result.ok) return call.reject(new CallError(call.channel, { code: result.code, incidentId: result.incidentId }));
    const reply = calls[call.channel].reply.safeParse(result.value);
    if (!reply.success) return call.reject(new CallError(call.channel, { code: 'bad-reply', incidentId: 'W' }));
    call.resolve(reply.data as never);
  });
  return {
    call(channel, request) {
      return new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, { channel, resolve, reject });
        port.post({ kind: 'request', id, channel, payload: request });
      });
    },
    on(channel, listener) {
      const set = listeners.get(channel) ?? new Set();
      listeners.set(channel, set);
      set.add(listener);
      return () => void set.delete(listener);
    },
    abandon() {
      for (const [id, call] of waiting) {
        waiting.delete(id);
        call.reject(new CallError(call.channel, { code: 'engine-gone', incidentId: 'W' }));
      }
    },
  };
}

/** Length of a message as JSON, or infinity when it cannot be written as JSON at all. */
function approximateSize(message: unknown): number {
  try {
    const json: unknown = JSON.stringify(message);
    return typeof json === 'string' ? json.length : 0;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
