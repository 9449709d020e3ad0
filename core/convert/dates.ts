/** Calendar days of the conversion. Pure. Layer: convert. */

/** True for `YYYY-MM-DD` that is a day of the Gregorian calendar. */
export function isRealDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  // Date.parse takes the 30th of February for the 2nd of March.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** `YYYY-MM-DD` to the mainland side's `yyyyMMdd`. */
export const toCompactDate = (date: string): string => date.replaceAll('-', '');
