/** Numbers of the Mainland Travel Permit for Hong Kong and Macau Residents. Pure. Layer: convert. GBT profile section 4.3. */
import type { Facts } from '../model/facts.ts';
import { PERMIT_LENGTH, PERMIT_PATTERN } from '../model/mainland-profile.ts';
import { compact } from './text.ts';

export interface PermitNumber {
  /** `H` or `M` and 8 digits: the same for life. */
  readonly number: string;
  /** Two digits that cards of 1999 print behind it; null when not given. */
  readonly reissue: string | null;
}

/** @returns null for what is no permit number. No check digit is published, so the form is all that can be checked. */
export function parsePermit(text: string): PermitNumber | null {
  const plain = compact(text);
  if (!PERMIT_PATTERN.test(plain)) return null;
  return { number: plain.slice(0, PERMIT_LENGTH), reissue: plain.slice(PERMIT_LENGTH) || null };
}

/** The permits a code states, in its own order; one that is no permit number is as good as none. */
export const permitsOf = (facts: Pick<Facts, 'documents'>): readonly PermitNumber[] =>
  facts.documents.flatMap(({ type, number }) => (type === 'mainland-permit' ? (parsePermit(number) ?? []) : []));
