/**
 * Whether a traveller is of a category or from an area: yes, no, or not known. What a code proves counts before what somebody states, and what neither
 * says is not guessed. Pure. Layer: rules.
 */
import type { Facts } from '../model/facts.ts';
import type { Category, OriginArea, Stated } from '../model/traveller-kind.ts';

/** Null: not known. */
export type Known = boolean | null;

/** What a resident identity card excludes: nobody is a resident and one of these. */
const NO_RESIDENTS: readonly Category[] = ['non-resident-worker', 'visitor'];

/** A code with a resident identity card in it is a resident's; residents can drive and study. */
export function isOfCategory({ documents }: Pick<Facts, 'documents'>, { category }: Stated, asked: Category): Known {
  const isResident = documents.some(({ type }) => type === 'bir');
  if (isResident && asked === 'resident') return true;
  if (isResident && NO_RESIDENTS.includes(asked)) return false;
  return category === null ? null : category === asked;
}

/** The declaration asks for stays in risk areas; of other areas it says nothing. "Unsure" is no answer. */
export function isFromArea({ declaration }: Pick<Facts, 'declaration'>, { origin }: Stated, asked: OriginArea): Known {
  if (asked === 'risk-area' && declaration?.riskAreaStay === 'yes') return true;
  if (origin !== null) return origin === asked;
  return asked === 'risk-area' && declaration?.riskAreaStay === 'no' ? false : null;
}

/** Yes if any is, no if none is, else not known. */
export function anyOf(known: readonly Known[]): Known {
  if (known.includes(true)) return true;
  return known.includes(null) ? null : false;
}

/** Yes if all are, no if any is not, else not known. */
export function allOf(known: readonly Known[]): Known {
  if (known.includes(false)) return false;
  return known.includes(null) ? null : true;
}
