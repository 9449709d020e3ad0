/** By what the next scan of the same code is known again: what the pseudonym of a scan is made of. Pure. Layer: desk. */
import type { Examination } from './examine.ts';

/**
 * A verified code is known by its own identifier, since the same signed claims can be compressed into other text; an unverified one by its text.
 * @returns null for what is no code at all.
 */
export function codeIdentityOf({ facts, format }: Pick<Examination, 'facts' | 'format'>, text: string): string | null {
  if (facts !== null) return `${facts.format}|${facts.issuer}|${facts.codeId}`;
  return format === null ? null : `text|${text}`;
}
