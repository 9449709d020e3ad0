/** Turns a gateway's answers into settlements of leased records. Pure and total. Layer: uplink. */
import type { LeasedRecord, Receipt, Settlement } from '../model/outbox.ts';
import { type DurationMs, type UtcMillis, utcMillis } from '../model/units.ts';
import type { RecordAnswer } from './gateway-answers.ts';

export interface SettledBatch {
  /** One per leased record, in their order. */
  readonly settlements: readonly Settlement[];
  /** For delivered records whose answer carried a code. */
  readonly receipts: readonly Receipt[];
}

export interface SettleContext {
  readonly now: UtcMillis;
  /** Delay before the next attempt of a record that was tried so often. */
  readonly delay: (attempts: number) => DurationMs;
}

type Effect = 'delivered' | 'rejected' | 'busy' | 'other-body';

/**
 * A record is delivered only when an answer names its identifier, says accepted or duplicate and returns the hash of its
 * own bytes, and no other answer for it says otherwise. Answers for records that are not ours change nothing; a record
 * without an answer is tried again.
 */
export function settleBatch(leased: readonly LeasedRecord[], results: readonly RecordAnswer[], context: SettleContext): SettledBatch {
  const answers = new Map<string, RecordAnswer[]>(leased.map(({ recordId }) => [recordId, []]));
  for (const result of results) answers.get(result.recordId)?.push(result);
  const receipts: Receipt[] = [];
  const settlements = leased.map((record): Settlement => {
    const { recordId } = record;
    const own = answers.get(recordId) ?? [];
    const retry = (error: string): Settlement => ({ recordId, result: 'retry', nextAttemptAt: utcMillis(context.now + context.delay(record.attempts)), error });
    const [answer] = own;
    if (answer === undefined) return retry('no answer for this record');
    const effect = effectOf(answer, record);
    if (own.some((other) => effectOf(other, record) !== effect)) return retry('contradicting answers for this record');
    switch (effect) {
      case 'delivered': {
        const receipt = own.flatMap((each) => toReceipt(each, context.now))[0];
        if (receipt !== undefined) receipts.push(receipt);
        return { recordId, result: 'delivered' };
      }
      case 'rejected':
        return { recordId, result: 'dead', error: `rejected: ${answer.errorCode} ${answer.errorDesc}` };
      case 'busy':
        return retry(`busy: ${answer.errorCode} ${answer.errorDesc}`);
      case 'other-body':
        return retry('answer names the hash of another body');
    }
  });
  return { settlements, receipts };
}

function effectOf(answer: RecordAnswer, record: LeasedRecord): Effect {
  if (answer.status === 'busy') return 'busy';
  if (answer.bodySha256 !== record.bodySha256) return 'other-body';
  return answer.status === 'rejected' ? 'rejected' : 'delivered';
}

function toReceipt({ recordId, codeContent, validUntil }: RecordAnswer, now: UtcMillis): Receipt[] {
  return codeContent === null || validUntil === null ? [] : [{ recordId, mainlandCode: codeContent, validUntil, deliveredAt: now }];
}
