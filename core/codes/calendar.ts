/** Days of the calendar. `Date.parse` cannot be asked alone: it takes the 30th of February and rolls it on into March. Layer: codes. */

/** Whether a text of the form `YYYY-MM-DD` names a day that the Gregorian calendar has. */
export function isCalendarDay(date: string): boolean {
  const instant = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(date);
}
