import { describe, expect, it } from 'vitest';
import { PARKED_BY_HAND } from '../../../core/model/queue.ts';
import { durationMs } from '../../../core/model/units.ts';
import { describeFailure } from '../../../core/uplink/describe-failure.ts';
import { judgeAnswer } from '../../../core/uplink/judge-answer.ts';
import { AnswerHead } from '../../../core/uplink/gateway-answers.ts';
import { settleBatch } from '../../../core/uplink/settle-batch.ts';
import { uploadCause } from '../../../renderer/service/upload-error.ts';
import { DAY, sealedRecord } from '../../support/records.ts';

/** What the uplink writes down for an answer about one record. */
function errorOf(change: Partial<Parameters<typeof settleBatch>[1][number]>[]): string {
  const record = { ...sealedRecord(), attempts: 1 };
  const answer = { recordId: record.recordId, bodySha256: record.bodySha256, status: 'accepted', errorCode: '0000', errorDesc: 'ok', codeContent: null, validUntil: null } as const;
  const [settled] = settleBatch([record], change.map((each) => ({ ...answer, ...each })), { now: DAY, delay: () => durationMs(1) }).settlements;
  return settled !== undefined && 'error' in settled ? settled.error : 'none';
}
const judged = (status: number, contentType: string, body: unknown): string => {
  const found = judgeAnswer({ status, contentType, retryAfter: null, body: JSON.stringify(body) }, '1', AnswerHead, DAY);
  return 'error' in found ? found.error : 'none';
};
const PLAIN = { socketError: null, secure: false, ownExpired: false };

describe('the last error of a record in words', () => {
  it.each([
    ['rejected', '1001 phone', errorOf([{ status: 'rejected', errorCode: '1001', errorDesc: 'phone' }])],
    ['busy', '3003 later', errorOf([{ status: 'busy', errorCode: '3003', errorDesc: 'later' }])],
    ['unanswered', '', errorOf([])],
    ['contradicting', '', errorOf([{}, { status: 'busy' }])],
    ['other-body', '', errorOf([{ bodySha256: 'cd'.repeat(32) }])],
    ['no-connection', 'ECONNREFUSED', describeFailure(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), PLAIN).error],
    ['no-connection', 'unknown', describeFailure('thrown', PLAIN).error],
    ['no-gateway', 'status 502, not JSON', judged(502, 'text/html', '')],
    ['no-gateway', 'status 200, not a gateway answer', judged(200, 'application/json', {})],
    ['parked', '', PARKED_BY_HAND],
    ['interrupted', '', 'lease ran out'],
    ['interrupted', '', 'interrupted'],
    ['gateway-says', '3001 overloaded (status 503)', '3001 overloaded (status 503)'],
    ['other', 'what nobody has written yet', 'what nobody has written yet'],
    ['other', '', ''],
  ])('%s, with %j as its code', (cause, detail, error) => {
    expect(uploadCause(error)).toEqual({ cause, detail });
  });
});
