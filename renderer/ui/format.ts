/** Times and numbers as the window writes them: 24-hour, ISO dates, Asia/Macau, in every language. Pure. */
const MACAU = 'Asia/Macau';
const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: MACAU,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';
function read(at: number): Readonly<Record<Part, string>> {
  const found = { year: '', month: '', day: '', hour: '', minute: '', second: '' };
  for (const { type, value } of parts.formatToParts(at)) if (type in found) found[type as Part] = value;
  return found;
}

/** `14:32` */
export function clockTime(at: number): string {
  const { hour, minute } = read(at);
  return `${hour}:${minute}`;
}

/** `14:32:08` */
export function clockTimeWithSeconds(at: number): string {
  return `${clockTime(at)}:${read(at).second}`;
}

/** `2026-11-25` */
export function isoDate(at: number): string {
  const { year, month, day } = read(at);
  return `${year}-${month}-${day}`;
}

/** `2026-11-25 14:32` */
export function dateTime(at: number): string {
  return `${isoDate(at)} ${clockTime(at)}`;
}

/** The time alone for an instant of the same Macau day as `now`, otherwise date and time. */
export function shortTime(at: number, now: number): string {
  return isoDate(at) === isoDate(now) ? clockTime(at) : dateTime(at);
}

/** Start of the Macau day that holds `at`. Macau stands at UTC+8 all year. */
export function startOfDay(at: number): number {
  const offset = 8 * 3_600_000;
  return Math.floor((at + offset) / 86_400_000) * 86_400_000 - offset;
}

/** A length of time in its largest whole unit; the texts are `ago.*` and `age.*` in the locales. */
export function ageOf(ms: number): { readonly unit: 'seconds' | 'minutes' | 'hours' | 'days'; readonly count: number } {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return { unit: 'seconds', count: seconds };
  if (seconds < 3_600) return { unit: 'minutes', count: Math.floor(seconds / 60) };
  // Up to two days in hours: "26 h" is what the rules count in.
  if (seconds < 172_800) return { unit: 'hours', count: Math.floor(seconds / 3_600) };
  return { unit: 'days', count: Math.floor(seconds / 86_400) };
}

/** `1:35:08`: hours, minutes and seconds of a length of time. */
export function lengthOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const two = (value: number): string => (Math.floor(value) % 60).toString().padStart(2, '0');
  return `${Math.floor(seconds / 3_600)}:${two(seconds / 60)}:${two(seconds)}`;
}

/** `1 234`, grouped by a narrow space (ISO 80000-1 clause 7.3.1): a comma would be read as a decimal sign in Portuguese, a point in the other languages. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US').replaceAll(',', '\u202f');
}

/** `3.4 MB` */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let rest = value;
  while (rest >= 1_000 && unit < units.length - 1) {
    rest /= 1_000;
    unit += 1;
  }
  return `${unit === 0 ? rest.toFixed(0) : rest.toFixed(1)} ${units[unit] ?? ''}`;
}

/** `12.5 %`; an en dash when there is nothing to share. */
export function share(part: number, total: number): string {
  return total === 0 ? '–' : `${((100 * part) / total).toFixed(1)} %`;
}

/** USB ids as technicians write them: `0C2E:0B61`. */
export function usbId(vendorId: number, productId: number): string {
  const hex = (id: number): string => id.toString(16).toUpperCase().padStart(4, '0');
  return `${hex(vendorId)}:${hex(productId)}`;
}
