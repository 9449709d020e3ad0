/** The decisions that close a case, as one list to choose from. Pure. */
import type { Request } from '../../core/contract.ts';

type Decision = Omit<Request<'case:close'>, 'number'>;
export type Closing = Decision & { readonly key: string };

/** What each decision can rest on; the rest of the pairs would contradict themselves. */
const REASONS_OF = {
  passed: ['document-agrees', 'health-check-clear', 'rule-misread', 'other'],
  refused: ['document-differs', 'health-check-positive', 'other'],
} as const satisfies Record<Decision['outcome'], readonly Decision['reason'][]>;

export const CLOSINGS: readonly Closing[] = (['passed', 'refused'] as const).flatMap((outcome) =>
  REASONS_OF[outcome].map((reason) => ({ outcome, reason, key: `${outcome}-${reason}` })),
);
