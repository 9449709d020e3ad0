/** Words that several topics of the contract share: times and ids, codes as they are handed over, languages, places, outcomes. */
import * as z from 'zod';
import { PORTS } from '../model/ports.ts';
import { OUTCOMES, REASON_CODES } from '../model/reasons.ts';
import { SCANNER_ROLES } from '../model/scan.ts';

export const Time = z.number().int().nonnegative();
export const Count = z.number().int().nonnegative();
export const ScanId = z.uuid();
export const Nothing = z.strictObject({});
export const Done = z.strictObject({});

/** Longest text the window may hand over as a code: a version 40 QR holds 4,296 characters, other symbols less. */
export const MAX_TYPED_CODE_CHARACTERS = 8_192;

/** A code that the window found in a picture: one character per byte of the symbol, and its AIM symbology identifier where the reader tells. */
export const FoundCode = z.strictObject({
  text: z.string().min(1).max(MAX_TYPED_CODE_CHARACTERS).regex(/^[^\u0100-\uffff]*$/, 'expected one character per byte'),
  symbology: z.string().regex(/^\][A-Za-z][0-9A-Za-z]$/, 'expected an AIM symbology identifier').nullable(),
});

export const LANGUAGES = ['zh-Hant', 'pt', 'en', 'zh-Hans'] as const;
export const Language = z.enum(LANGUAGES);
export type Language = z.infer<typeof Language>;

export const NamesByLanguage = z.strictObject({ 'zh-Hant': z.string(), pt: z.string(), en: z.string(), 'zh-Hans': z.string() });

export const DIRECTIONS = ['to-guangdong', 'to-macau'] as const;
export const Direction = z.enum(DIRECTIONS);
export { PORTS } from '../model/ports.ts';
export const PortName = z.enum(PORTS);

export { OUTCOMES } from '../model/reasons.ts';
export const Outcome = z.enum(OUTCOMES);
export const ReasonCode = z.enum(REASON_CODES);
export const ScannerRole = z.enum(SCANNER_ROLES);
export type ScannerRole = z.infer<typeof ScannerRole>;

export const OutcomeCounts = z.strictObject({ pass: Count, refer: Count, refuse: Count });
export type OutcomeCounts = z.infer<typeof OutcomeCounts>;

/** Longest path of a folder. */
export const MAX_FOLDER_CHARACTERS = 1_024;
