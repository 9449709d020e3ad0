/** Faults that change a batch's results after they were committed. */
import { createHash, randomUUID } from 'node:crypto';
import type { FaultKind } from './faults.ts';
import type { Answer } from './process-request.ts';

type Result = Readonly<Record<string, unknown>>;

/** @returns the answer with its results spoilt, or as it was when it has none or the fault is of another kind. */
export function spoilAnswer(answer: Answer, fault: FaultKind | null): Answer {
  const { results } = answer.body;
  if (!Array.isArray(results) || results.length === 0) return answer;
  const spoilt = spoilResults(results as Result[], fault);
  return { ...answer, body: { ...answer.body, results: spoilt } };
}

function spoilResults(results: readonly Result[], fault: FaultKind | null): readonly Result[] {
  const [first = {}, ...rest] = results;
  switch (fault) {
    case 'wrong-hash':
      return [{ ...first, bodySha256: createHash('sha256').update(randomUUID()).digest('hex') }, ...rest];
    case 'dropped':
      return rest;
    case 'reordered':
      return results.toReversed();
    case 'foreign':
      return [{ ...first, recordId: randomUUID() }, ...results];
    case 'doubled':
      return [...results, first];
    default:
      return results;
  }
}
