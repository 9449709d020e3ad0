/** Who crosses, for rules that count crossings: a keyed hash of the document, which tells nothing without the terminal's own key. Pure. Layer: desk. */
import { DOCUMENT_TYPES, type Facts } from '../model/facts.ts';
import type { RuleSet } from '../rules/rule-set.ts';

/** Whether a set counts crossings at any time: those of the morning matter to a rule of the evening. */
export const limitsCrossings = ({ rules }: RuleSet): boolean => rules.some(({ frequency }) => frequency !== null);

/**
 * Of several documents always the same one, so that tomorrow's code of the same traveller has the same hash.
 * @returns null where the code names no document.
 */
export function travellerHashOf({ documents }: Pick<Facts, 'documents'>, hash: (text: string) => Uint8Array): Uint8Array | null {
  const [first] = documents.toSorted((a, b) => DOCUMENT_TYPES.indexOf(a.type) - DOCUMENT_TYPES.indexOf(b.type) || (a.number < b.number ? -1 : 1));
  return first === undefined ? null : hash(`traveller|${first.type}|${first.number}`);
}
