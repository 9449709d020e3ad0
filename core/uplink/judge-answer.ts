/** Decides what an HTTP answer of the gateway means. Pure and total. Layer: uplink. */
import type * as z from 'zod';
import type { NetworkCause } from '../model/network.ts';
import { RETURN_CODES } from '../model/mainland-profile.ts';
import { type DurationMs, durationMs, type UtcMillis } from '../model/units.ts';
import { AnswerHead } from './gateway-answers.ts';
import { MAX_RETRY_AFTER_MS } from './limits.ts';

/** Network loss, an overloaded or broken gateway, or something that is no gateway: try again later. */
export interface Unavailable {
  readonly kind: 'unavailable';
  readonly error: string;
  /** What the gateway asked for; null when it asked for nothing. */
  readonly retryAfterMs: DurationMs | null;
  /** False when the gateway surely saw nothing of the request: no connection came about. */
  readonly reached: boolean;
  readonly cause: NetworkCause;
}
/** The gateway says that the caller or its request is wrong. */
export interface Refused {
  readonly kind: 'refused';
  /** The profile's return code; null when the answer had none. */
  readonly errorCode: string | null;
  readonly error: string;
}
/** An answer as it came. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string | null;
  readonly retryAfter: string | null;
  /** At most MAX_ANSWER_BYTES. */
  readonly body: string;
}

/** Statuses of the 4xx group that speak of the moment, not of the request (RFC 9110, RFC 6585). */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);
/** Return codes that speak of the gateway: 3xxx, and 9999, which names no fault of ours. */
const isPassing = (code: string): boolean => /^3\d{3}$/.test(code) || code === RETURN_CODES.other;

/**
 * @param bizSerialNum - the request's: an answer to another request is none.
 * @param body - schema of what a success carries.
 * @param now - for a Retry-After that is a date.
 */
export function judgeAnswer<Body extends z.ZodType>(
  answer: HttpAnswer,
  bizSerialNum: string,
  body: Body,
  now: UtcMillis,
): { readonly kind: 'answered'; readonly answer: z.infer<Body> } | Unavailable | Refused {
  const { status } = answer;
  const unavailable = (error: string): Unavailable => ({ kind: 'unavailable', error, retryAfterMs: parseRetryAfter(answer.retryAfter, now), reached: true, cause: 'bad-answer' });
  const json = parseJson(answer);
  const head = AnswerHead.safeParse(json);
  if (!head.success) {
    const what = json === undefined ? 'not JSON' : 'not a gateway answer';
    const callerIsWrong = status >= 400 && status < 500 && !PASSING_STATUSES.has(status);
    return callerIsWrong ? { kind: 'refused', errorCode: null, error: `status ${status}, ${what}` } : unavailable(`status ${status}, ${what}`);
  }
  const { success, errorCode, errorDesc } = head.data;
  if (!success || errorCode !== RETURN_CODES.ok) {
    const error = `${errorCode} ${errorDesc} (status ${status})`;
    if (isPassing(errorCode) || status >= 500 || PASSING_STATUSES.has(status)) return unavailable(error);
    return errorCode === RETURN_CODES.ok ? unavailable(`contradicts itself: ${error}`) : { kind: 'refused', errorCode, error };
  }
  if (status !== 200) return unavailable(`status ${status} with a success`);
  if (head.data.bizSerialNum !== bizSerialNum) return unavailable('answer to another request');
  const parsed = body.safeParse(json);
  if (!parsed.success) return unavailable(`malformed answer: ${parsed.error.issues[0]?.path.join('.') ?? ''}`.slice(0, 200));
  return { kind: 'answered', answer: parsed.data };
}

/** RFC 9110 section 10.2.3: seconds, or a date. Null when absent, malformed or past; cut at MAX_RETRY_AFTER_MS. */
export function parseRetryAfter(value: string | null, now: UtcMillis): DurationMs | null {
  if (value === null) return null;
  const wait = /^\d{1,9}$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return wait > 0 ? durationMs(Math.min(wait, MAX_RETRY_AFTER_MS)) : null;
}

/** Undefined when the body is not declared as JSON or is not JSON. */
function parseJson(answer: HttpAnswer): unknown {
  if (answer.contentType === null || !/^application\/json\s*(;|$)/i.test(answer.contentType)) return undefined;
  try {
    return JSON.parse(answer.body) as unknown;
  } catch {
    return undefined;
  }
}
