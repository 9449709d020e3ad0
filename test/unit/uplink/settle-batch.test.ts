import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LeasedRecord } from '../../../core/model/outbox.ts';
import { durationMs, utcMillis } from '../../../core/model/units.ts';
import type { RecordAnswer } from '../../../core/uplink/gateway-answers.ts';
import { settleBatch } from '../../../core/uplink/settle-batch.ts';

const NOW = utcMillis(1_000_000);
const CONTEXT = { now: NOW, delay: (attempts: number) => durationMs(attempts * 1_000) };
const hashOf = (id: string): string => `hash-of-${id}`;
const leased = (recordId: string, attempts = 2): LeasedRecord => ({
  recordId,
  sealed: new Uint8Array(1),
  bodySha256: hashOf(recordId),
  sealingKeyId: 'k',
  createdAt: utcMillis(0),
  attempts,
});
const answer = (recordId: string, change: Partial<RecordAnswer> = {}): RecordAnswer => ({
  recordId,
  bodySha256: hashOf(recordId),
  status: 'accepted',
  errorCode: '0',
  errorDesc: '',
  codeContent: `code-${recordId}`,
  validUntil: utcMillis(2_000_000),
  ...change,
});
const settle = (records: readonly LeasedRecord[], answers: readonly RecordAnswer[]) => settleBatch(records, answers, CONTEXT);

describe('settling a batch', () => {
  it('tries a record without an answer again, later with each attempt', () => {
    expect(settle([leased('a', 3)], []).settlements).toEqual([{ recordId: 'a', result: 'retry', nextAttemptAt: 1_003_000, error: 'no answer for this record' }]);
  });

  it('ignores an answer for a record that is not ours', () => {
    const { settlements, receipts } = settle([leased('a')], [answer('b')]);
    expect(settlements).toMatchObject([{ recordId: 'a', result: 'retry' }]);
    expect(receipts).toEqual([]);
  });

  it.each(['accepted', 'duplicate', 'rejected'] as const)('takes %s with the hash of another body for nothing', (status) => {
    const { settlements, receipts } = settle([leased('a')], [answer('a', { status, bodySha256: hashOf('b') })]);
    expect(settlements).toMatchObject([{ result: 'retry', error: 'answer names the hash of another body' }]);
    expect(receipts).toEqual([]);
  });

  it.each([
    ['rejected', answer('a', { status: 'rejected' })],
    ['busy', answer('a', { status: 'busy' })],
    ['another hash', answer('a', { bodySha256: hashOf('b') })],
  ])('does not believe accepted beside %s', (_, other) => {
    expect(settle([leased('a')], [answer('a'), other]).settlements).toMatchObject([{ result: 'retry', error: 'contradicting answers for this record' }]);
    expect(settle([leased('a')], [other, answer('a')]).settlements).toMatchObject([{ result: 'retry' }]);
  });

  it('buries a rejected record with the code and words of the gateway', () => {
    const rejected = answer('a', { status: 'rejected', errorCode: '1001', errorDesc: 'record.phone: malformed' });
    expect(settle([leased('a')], [rejected]).settlements).toEqual([{ recordId: 'a', result: 'dead', error: 'rejected: 1001 record.phone: malformed' }]);
  });

  it('tries a busy record again', () => {
    expect(settle([leased('a')], [answer('a', { status: 'busy', errorCode: '3001', errorDesc: 'later' })]).settlements).toMatchObject([{ result: 'retry', error: 'busy: 3001 later' }]);
  });

  it.each(['accepted', 'duplicate'] as const)('delivers on %s with our hash, with a receipt', (status) => {
    const { settlements, receipts } = settle([leased('a')], [answer('a', { status })]);
    expect(settlements).toEqual([{ recordId: 'a', result: 'delivered' }]);
    expect(receipts).toEqual([{ recordId: 'a', mainlandCode: 'code-a', validUntil: 2_000_000, deliveredAt: NOW }]);
  });

  it('delivers once, with one receipt, when the same answer comes twice', () => {
    const { settlements, receipts } = settle([leased('a')], [answer('a'), answer('a', { status: 'duplicate' })]);
    expect(settlements).toEqual([{ recordId: 'a', result: 'delivered' }]);
    expect(receipts).toHaveLength(1);
  });

  it('delivers without a receipt when the answer has no code', () => {
    const { settlements, receipts } = settle([leased('a')], [answer('a', { codeContent: null })]);
    expect(settlements).toEqual([{ recordId: 'a', result: 'delivered' }]);
    expect(receipts).toEqual([]);
  });

  it('gives each record its own answer in whatever order they come', () => {
    const { settlements } = settle([leased('a'), leased('b'), leased('c')], [answer('c', { status: 'busy' }), answer('b', { status: 'rejected' }), answer('a')]);
    expect(settlements.map(({ recordId, result }) => [recordId, result])).toEqual([
      ['a', 'delivered'],
      ['b', 'dead'],
      ['c', 'retry'],
    ]);
  });

  it('settles every leased record once, and delivers none without its own hash, for any answers', () => {
    const ids = fc.constantFrom('a', 'b', 'c', 'd');
    const anyAnswer = fc.record({ id: ids, hashOf: ids, status: fc.constantFrom('accepted', 'duplicate', 'rejected', 'busy') });
    fc.assert(
      fc.property(fc.uniqueArray(ids), fc.array(anyAnswer, { maxLength: 12 }), (own, raw) => {
        const answers = raw.map(({ id, hashOf: other, status }) => answer(id, { bodySha256: hashOf(other), status }));
        const { settlements, receipts } = settle(own.map((id) => leased(id)), answers);
        expect(settlements.map(({ recordId }) => recordId)).toEqual(own);
        for (const { recordId, result } of settlements) {
          const ours = answers.filter((each) => each.recordId === recordId);
          const proved = ours.length > 0 && ours.every(({ status, bodySha256 }) => (status === 'accepted' || status === 'duplicate') && bodySha256 === hashOf(recordId));
          expect(result === 'delivered').toBe(proved);
        }
        expect(new Set(receipts.map(({ recordId }) => recordId)).size).toBe(receipts.length);
      }),
    );
  });
});
