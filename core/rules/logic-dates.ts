/**
 * Dates in CertLogic are texts of a few forms. certlogic-js checks the form and not the calendar: a 30th of February becomes a day in March, and a
 * 13th month a date that no comparison holds for, so that a rule which forbids by `!` would let through. Pure. Layer: rules.
 * @see CertLogic specification 1.3.2, "Dates and date-times"; partial dates: `dccDateOfBirth`
 */

const FORM = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:Z|[+-](\d{1,2}):?(\d{2})?)?)?)?)?$/;
/** Least and most of month, day, hour, minute, second, and hour and minute of the offset. */
const RANGES = [[1, 12], [1, 31], [0, 23], [0, 59], [0, 59], [0, 23], [0, 59]] as const;

/** Whether a text is a date, a partial date or a date-time of the calendar, in a form that CertLogic reads. */
export function isDate(text: string): boolean {
  const parts = FORM.exec(text);
  return parts !== null && isOfCalendar(parts);
}

/** The same data without its impossible dates: what only looks like one is handed to rules as null, as what is not there. */
export function withoutImpossibleDates(value: unknown): unknown {
  if (typeof value === 'string') {
    const parts = FORM.exec(value);
    return parts === null || isOfCalendar(parts) ? value : null;
  }
  if (Array.isArray(value)) return value.map(withoutImpossibleDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutImpossibleDates(member)]));
}

function isOfCalendar([, year, ...others]: RegExpExecArray): boolean {
  const parts: readonly (string | undefined)[] = others;
  const isInRange = RANGES.every(([least, most], index) => {
    const part = parts[index];
    return part === undefined || (Number(part) >= least && Number(part) <= most);
  });
  const [month, day] = parts;
  return isInRange && (day === undefined || Number(day) <= daysIn(Number(year), Number(month)));
}

/** The calendar repeats every 400 years; JavaScript takes years before 100 for those of the last century. */
function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(2_000 + (year % 400), month, 0)).getUTCDate();
}
