/** Whether the desk can offer a conversion, and what the officer has to ask for. Pure. Layer: convert. */
import type { Facts } from '../model/facts.ts';
import type { UtcMillis } from '../model/units.ts';
import type { Verdict } from '../model/verdict.ts';
import { type CodeBarrier, readConvertible } from './convertible.ts';
import { isRealDate } from './dates.ts';
import type { DetailField } from './details.ts';
import { permitsOf } from './permit.ts';

/** Barriers in the order in which they are checked; the first one is told. */
export type OfferBarrier = 'not-a-pass' | 'direction-not-converted' | CodeBarrier | 'document-not-checked' | 'sealing-key-missing' | 'disk-low';

/** What is known of the details before anybody asks: a permit's number, and a whole birth date (`YYYY-MM-DD`). */
export interface Known {
  readonly permitNumber: string | null;
  readonly birthDate: string | null;
}

/** Structurally the contract's `ConversionOffer`. */
export type Offer =
  | { readonly possible: false; readonly barrier: OfferBarrier }
  | {
      readonly possible: true;
      readonly known: Known;
      readonly fromDocument: readonly (keyof Known)[];
      readonly missing: readonly DetailField[];
    };

/**
 * @param context.at - the scan's clock reading, or that of the consent.
 * @param context.document - what the document in hand says, when it is the traveller's; null without one.
 * @param context.lacksDocument - the settings ask for a document that agrees, and there is none.
 * @returns what the code knows of the details, the document where the code does not, and the fields that must be asked for in the order of the form. The destination address
 * is optional and never among them.
 */
export function offerConversion(
  facts: Facts,
  verdict: Verdict,
  context: { readonly at: UtcMillis; readonly direction: 'to-guangdong' | 'to-macau'; readonly document: Known | null; readonly lacksDocument: boolean; readonly hasSealingKey: boolean; readonly hasRoom: boolean },
): Offer {
  const refuse = (barrier: OfferBarrier): Offer => ({ possible: false, barrier });
  if (verdict.outcome !== 'pass') return refuse('not-a-pass');
  if (context.direction !== 'to-guangdong') return refuse('direction-not-converted');
  const convertible = readConvertible(facts, context.at);
  if (!convertible.ok) return refuse(convertible.barrier);
  if (context.lacksDocument) return refuse('document-not-checked');
  if (!context.hasSealingKey) return refuse('sealing-key-missing');
  if (!context.hasRoom) return refuse('disk-low');
  const code: Known = { permitNumber: permitsOf(facts)[0]?.number ?? null, birthDate: fullDate(facts.holder.birthDate) };
  // A code may state a year or a month alone, and the whole date has to agree with it (details.ts).
  const birthDate = fullDate(context.document?.birthDate ?? null);
  const document: Known = { permitNumber: context.document?.permitNumber ?? null, birthDate: birthDate?.startsWith(facts.holder.birthDate ?? '') === true ? birthDate : null };
  const known: Known = { permitNumber: code.permitNumber ?? document.permitNumber, birthDate: code.birthDate ?? document.birthDate };
  return {
    possible: true,
    known,
    fromDocument: (['permitNumber', 'birthDate'] as const).filter((field) => code[field] === null && known[field] !== null),
    missing: [
      ...(known.permitNumber === null ? (['permitNumber'] as const) : []),
      ...(known.birthDate === null ? (['birthDate'] as const) : []),
      'phone',
      'destinationCity',
    ],
  };
}

const fullDate = (date: string | null): string | null => (date !== null && isRealDate(date) ? date : null);
