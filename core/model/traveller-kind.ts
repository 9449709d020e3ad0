/** What rules ask about a traveller that a code seldom says. Layer: model. */

/** How travellers are told apart by the published rules. A traveller can be of several: a resident can drive. */
export const CATEGORIES = ['resident', 'non-resident-worker', 'visitor', 'driver', 'student'] as const;
export type Category = (typeof CATEGORIES)[number];

/** Where a traveller comes from, as the published rules divide it. `risk-area`: a mainland area of medium or high risk. */
export const ORIGIN_AREAS = ['risk-area', 'mainland', 'hong-kong', 'overseas'] as const;
export type OriginArea = (typeof ORIGIN_AREAS)[number];

/** What a person states of a traveller; null where nobody has. */
export interface Stated {
  readonly category: Category | null;
  readonly origin: OriginArea | null;
}

export const NOTHING_STATED: Stated = { category: null, origin: null };
