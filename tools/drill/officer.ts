import type { Request, VerdictView } from '../../core/contract.ts';

/** Details a drill's traveller gives at the desk; no real person's. */
const SPOKEN = { phone: '+85366123456', destinationCity: '440400', destinationAddress: 'Gongbei' } as const;

/**
 * The officer of a drill without a window: asks every traveller who can be converted, and every traveller agrees.
 * @returns the request to convert, or null when this traveller cannot be converted.
 */
export function consentOf({ scanId, conversion, traveller }: VerdictView): Request<'desk:convert'> | null {
  if (!conversion.possible) return null;
  const { permitNumber, birthDate } = conversion.known;
  return { scanId, consent: true, permitNumber: permitNumber ?? 'M12345678', birthDate: wholeDate(birthDate ?? traveller?.birthDate ?? null), ...SPOKEN };
}

/** The day of birth as the travel document in hand shows it, where the code knows only its year or month. */
function wholeDate(known: string | null): string {
  return `${known ?? '1980'}-01-01`.slice(0, 10);
}
