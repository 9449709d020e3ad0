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

/** Structurally the contract's `ConversionOffer`. */
export type Offer =
  | { readonly possible: false; readonly barrier: OfferBarrier }
  | {
      readonly possible: true;
      readonly known: { readonly permitNumber: string | null; readonly birthDate: string | null };
      readonly missing: readonly DetailField[];
    };

/**
 * @param context.at - the scan's clock reading, or that of the consent.
 * @param context.lacksDocument - the settings ask for a document that agrees, and there is none.
 * @returns what the code knows of the details, and the fields that must be asked for in the order of the form. The destination address
 * is optional and never among them.
 */
export function offerConversion(
  facts: Facts,
  verdict: Verdict,
  context: { readonly at: UtcMillis; readonly direction: 'to-guangdong' | 'to-macau'; readonly lacksDocument: boolean; readonly hasSealingKey: boolean; readonly hasRoom: boolean },
): Offer {
  const refuse = (barrier: OfferBarrier): Offer => ({ possible: false, barrier });
  if (verdict.outcome !== 'pass') return refuse('not-a-pass');
  if (context.direction !== 'to-guangdong') return refuse('direction-not-converted');
  const convertible = readConvertible(facts, context.at);
  if (!convertible.ok) return refuse(convertible.barrier);
  if (context.lacksDocument) return refuse('document-not-checked');
  if (!context.hasSealingKey) return refuse('sealing-key-missing');
  if (!context.hasRoom) return refuse('disk-low');
  const known = { permitNumber: permitsOf(facts)[0]?.number ?? null, birthDate: fullDate(facts.holder.birthDate) };
  return {
    possible: true,
    known,
    missing: [
      ...(known.permitNumber === null ? (['permitNumber'] as const) : []),
      ...(known.birthDate === null ? (['birthDate'] as const) : []),
      'phone',
      'destinationCity',
    ],
  };
}

const fullDate = (date: string | null): string | null => (date !== null && isRealDate(date) ? date : null);
