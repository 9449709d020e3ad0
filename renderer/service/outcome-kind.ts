/** How an attempt is shown: a source that gave nothing has not been refused. Pure. */
import type { TrustOutcomeView } from '../../core/contract.ts';

export type OutcomeKind = 'installed' | 'current' | 'refused' | 'missed';

/** Shapes that say the same as the words beside them. */
export const OUTCOME_MARKS: Readonly<Record<OutcomeKind, string>> = { installed: '✓', current: '=', refused: '✕', missed: '–' };

export function outcomeKindOf({ result, cause }: Pick<TrustOutcomeView, 'result' | 'cause'>): OutcomeKind {
  return cause === 'unreachable' || cause === 'interrupted' ? 'missed' : result;
}
