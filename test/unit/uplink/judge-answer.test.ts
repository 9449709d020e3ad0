import fc from 'fast-check';
import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import { RETURN_CODES } from '../../../core/model/mainland-profile.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { BatchBody } from '../../../core/uplink/gateway-answers.ts';
import { type HttpAnswer, judgeAnswer, parseRetryAfter } from '../../../core/uplink/judge-answer.ts';

const NOW = utcMillis(Date.UTC(2026, 10, 25, 4));
const Body = z.object({ thing: z.string() });
const http = (status: number, body: unknown, change: Partial<HttpAnswer> = {}): HttpAnswer => ({
  status,
  contentType: 'application/json',
  retryAfter: null,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  ...change,
});
const head = (errorCode: string, success = errorCode === '0'): object => ({ success, errorCode, errorDesc: 'why', bizSerialNum: 's' });
const judge = (answer: HttpAnswer) => judgeAnswer(answer, 's', Body, NOW);

describe('judging an answer', () => {
  it.each([
    ['a web page with status 200', http(200, '<html>', { contentType: 'text/html' })],
    ['JSON that says it is HTML', http(200, { ...head('0'), thing: 'x' }, { contentType: 'text/html' })],
    ['no content type', http(200, { ...head('0'), thing: 'x' }, { contentType: null })],
    ['broken JSON', http(200, '{"success":true')],
    ['a redirect', http(302, '')],
    ['a bad gateway page', http(502, '<html>', { contentType: 'text/html' })],
    ['too many requests without JSON', http(429, 'slow down', { contentType: 'text/plain' })],
    ['upstream busy', http(503, head(RETURN_CODES.busy))],
    ['maintenance', http(503, head(RETURN_CODES.maintenance))],
    ['another failure', http(500, head(RETURN_CODES.other))],
    ['busy with status 200', http(200, head(RETURN_CODES.busy))],
    ['a refusal with a server error status', http(500, head(RETURN_CODES.parameter))],
    ['success false with code 0', http(200, head('0', false))],
    ['success with status 201', http(201, { ...head('0'), thing: 'x' })],
    ['an answer to another request', http(200, { ...head('0'), bizSerialNum: 'other', thing: 'x' })],
    ['a success without its body', http(200, head('0'))],
  ])('keeps the records and tries again on %s', (_, answer) => {
    expect(judge(answer).kind).toBe('unavailable');
  });

  it('takes a gateway that says success and a refusing code at its code', () => {
    expect(judge(http(200, head('1001', true))).kind).toBe('refused');
  });

  it.each([
    [400, RETURN_CODES.parameter],
    [401, RETURN_CODES.signature],
    [401, RETURN_CODES.replay],
    [403, RETURN_CODES.caller],
    [200, RETURN_CODES.caller],
    [404, RETURN_CODES.personNotFound],
  ])('is refused by status %i with code %s', (status, code) => {
    expect(judge(http(status, head(code)))).toEqual({ kind: 'refused', errorCode: code, error: `${code} why (status ${status})` });
  });

  it.each([400, 403, 404, 413, 421])('is refused by a bare status %i', (status) => {
    expect(judge(http(status, 'no', { contentType: 'text/plain' }))).toMatchObject({ kind: 'refused', errorCode: null });
  });

  it('passes the body of a success on', () => {
    expect(judge(http(200, { ...head('0'), thing: 'x', more: 1 }))).toEqual({ kind: 'answered', answer: { thing: 'x' } });
  });

  it('hands on what the gateway asks for', () => {
    expect(judge(http(429, head('3001'), { retryAfter: '7' }))).toMatchObject({ kind: 'unavailable', retryAfterMs: 7_000 });
  });

  it("cuts the gateway's words and frees them of control characters", () => {
    const long = { ...head('1004'), errorDesc: `\u001b[2J\u0007${'x'.repeat(5_000)}` };
    const judged = judge(http(403, long));
    expect(judged.kind === 'refused' && judged.error.length).toBeLessThan(260);
    expect(judged.kind === 'refused' && /\p{C}/u.test(judged.error)).toBe(false);
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), fc.oneof(fc.string(), fc.json()), fc.option(fc.string()), fc.option(fc.string()), (status, body, contentType, retryAfter) => {
        expect(['unavailable', 'refused']).toContain(judge({ status, body, contentType, retryAfter }).kind);
      }),
    );
  });
});

describe('Retry-After', () => {
  it.each([null, '', '-5', '1.5', 'soon', '0', 'Wed, 25 Nov 2026 03:59:59 GMT', '99999999999999'])('is nothing for %j', (value) => {
    expect(parseRetryAfter(value, NOW)).toBeNull();
  });
  it('reads seconds and dates', () => {
    expect(parseRetryAfter('120', NOW)).toBe(120_000);
    expect(parseRetryAfter('Wed, 25 Nov 2026 04:01:00 GMT', NOW)).toBe(60_000);
  });
  it('is cut at an hour', () => {
    expect(parseRetryAfter('86400', NOW)).toBe(3_600_000);
  });
});

describe('batch body', () => {
  const good = { recordId: 'a', bodySha256: 'h', status: 'accepted', errorCode: '0', errorDesc: '', codeContent: 'c', validUntil: '20261125120000000' };
  it('drops malformed results and keeps the others', () => {
    const { results } = BatchBody.parse({ results: [null, { recordId: 5 }, { ...good, status: 'maybe' }, good] });
    expect(results).toHaveLength(1);
  });
  it.each([{ codeContent: undefined }, { codeContent: 7 }, { codeContent: 'with space' }, { codeContent: 'x'.repeat(513) }, { validUntil: 'never' }])('keeps a result whose code is unreadable: %j', (change) => {
    const { results } = BatchBody.parse({ results: [{ ...good, ...change }] });
    expect(results).toMatchObject([{ status: 'accepted', recordId: 'a' }]);
  });
  it('refuses more results than any honest gateway sends', () => {
    expect(BatchBody.safeParse({ results: Array.from({ length: 1_001 }, () => good) }).success).toBe(false);
  });
});
