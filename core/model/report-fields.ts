/** `more-follows` and `last-report`: what the continuation byte says; `padding`: behind the data; `not-read`: bytes that the profile cannot place. */
export const REPORT_FIELDS = ['report-id', 'length', 'aim', 'data', 'vendor-symbology', 'more-follows', 'last-report', 'padding', 'modifiers', 'keys', 'control', 'not-read'] as const;
export type ReportField = (typeof REPORT_FIELDS)[number];

/** `read`: it fits the profile; `not-data`: another kind of report; `misfit`: it contradicts the profile. */
export const REPORT_READINGS = ['read', 'not-data', 'misfit'] as const;

/** More fields of one report are not told: a known report has eight at most, a serial chunk of control characters alone could have thousands. */
export const MAX_REPORT_FIELDS = 32;
