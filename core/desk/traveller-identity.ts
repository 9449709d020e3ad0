/** Who crosses, for rules that count crossings: what the pseudonym of a traveller is made of. Pure. Layer: desk. */
import { DOCUMENT_TYPES, type Facts } from '../model/facts.ts';
import type { RuleSet } from '../rules/rule-set.ts';

/** Whether a set counts crossings at any time: those of the morning matter to a rule of the evening. */
export const limitsCrossings = ({ rules }: RuleSet): boolean => rules.some(({ frequency }) => frequency !== null);

/**
 * Of several documents always the same one, so that the next code of the same traveller has the same pseudonym.
 * @returns null where the code names no document.
 */
export function travellerIdentityOf({ documents }: Pick<Facts, 'documents'>): string | null {
  const [first] = documents.toSorted((a, b) => DOCUMENT_TYPES.indexOf(a.type) - DOCUMENT_TYPES.indexOf(b.type) || (a.number < b.number ? -1 : 1));
  return first === undefined ? null : `traveller|${first.type}|${first.number}`;
}
