/** A span as somebody types it: two Macau times. Pure. */
import { MAX_SPAN_MS } from '../../core/contract.ts';
import type { Span } from './ranges.ts';

/** Shorter than a slot shows nothing. */
const MIN_SPAN_MS = 15 * 60_000;
const FORM = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2}))?$/;

export const SPAN_FAULTS = ['malformed', 'backwards', 'too-short', 'too-long'] as const;
export type SpanFault = (typeof SPAN_FAULTS)[number];

/** `2026-11-25 14:30`, or a day alone for its beginning, on Macau's clock (UTC+8 all year); null for what is no such time. */
export function parseTime(text: string): number | null {
  const [, year = '', month = '', day = '', hour = '00', minute = '00'] = FORM.exec(text.trim()) ?? [];
  const iso = `${year}-${month}-${day}T${hour}:${minute}:00.000`;
  const at = Date.parse(`${iso}+08:00`);
  if (Number.isNaN(at) || at < 0) return null;
  // A 31st of November parses as a 1st of December in some engines: what was typed has to come back.
  return new Date(at + 8 * 3_600_000).toISOString() === `${iso}Z` ? at : null;
}

/** The span between two typed times, or why there is none. */
export function parseSpan(fromText: string, toText: string): Span | SpanFault {
  const from = parseTime(fromText);
  const to = parseTime(toText);
  if (from === null || to === null) return 'malformed';
  if (to <= from) return 'backwards';
  if (to - from < MIN_SPAN_MS) return 'too-short';
  return to - from > MAX_SPAN_MS ? 'too-long' : { from, to };
}
