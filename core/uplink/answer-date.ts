/** What an answer's Date header (RFC 9110 section 6.6.1) tells of the two clocks. Pure. Layer: uplink. */
import type { UtcMillis } from '../model/units.ts';

/** Where the terminal's clock stood against the gateway's. */
export interface ClockOffset {
  /** The terminal's clock less the gateway's, milliseconds; positive: the terminal is ahead. The middle of what the answer allows. */
  readonly offsetMs: number;
  /** How far the truth can be from that middle: half of the journey's time, and of the second that the header is rounded to. */
  readonly withinMs: number;
}

/** The form that senders must use; the two old forms say a year in two digits or no zone, and no gateway of ours writes them. */
const IMF_FIXDATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const ROUNDED_TO_MS = 1_000;

/**
 * @param header - null when the answer has none.
 * @param sentAt - the wall clock before the request; @param receivedAt - and when the answer's head had come.
 * @returns null when the header is no date, or the wall clock was set back in between.
 */
export function readAnswerDate(header: string | null, sentAt: UtcMillis, receivedAt: UtcMillis): ClockOffset | null {
  if (header === null || !IMF_FIXDATE.test(header) || receivedAt < sentAt) return null;
  const date = Date.parse(header);
  // Written back alike, or it was 31 June or a Monday that was none.
  if (Number.isNaN(date) || new Date(date).toUTCString() !== header) return null;
  // The gateway wrote it between the two readings, at some instant of the second it names.
  return { offsetMs: (sentAt + receivedAt) / 2 - date - ROUNDED_TO_MS / 2, withinMs: (receivedAt - sentAt + ROUNDED_TO_MS) / 2 };
}
