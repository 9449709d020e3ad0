/**
 * From a symbol's text to an envelope: picks the format by prefix, or says why there is none. Layer: codes.
 */
import type { CodeFormat, Envelope, ReadingReason } from '../model/envelope.ts';
import { hc1 } from './hc1.ts';
import { idb } from './idb.ts';
import { MAX_SYMBOL_CHARACTERS } from './limits.ts';
import { mo1 } from './mo1.ts';
import { nzcp } from './nzcp.ts';
import { shc } from './shc.ts';
import { vdsNc } from './vds-nc.ts';
import { vds } from './vds.ts';
import { isOtherMoVersion, recogniseFamily } from './recognised.ts';

/** Every format the terminal accepts. Prefixes do not overlap, so order means nothing. */
const FORMATS: readonly CodeFormat[] = [mo1, hc1, shc, nzcp, vdsNc, vds, idb];

export type ReadCode =
  | { readonly ok: true; readonly format: CodeFormat; readonly envelope: Envelope }
  | {
      readonly ok: false;
      readonly reason: ReadingReason;
      /** For the technician: what was expected; never content. */
      readonly detail: string;
      /** Format or recognised family; null when the text is neither. */
      readonly family: string | null;
    };

/**
 * Reads a code.
 * @param text - one character per byte of the symbol, without a scanner's terminator.
 * @returns the envelope, unverified, with its format; or a reason. Never throws on input.
 */
export function readCode(text: string): ReadCode {
  if (text.length > MAX_SYMBOL_CHARACTERS) {
    return { ok: false, reason: 'code-too-large', detail: `${text.length} characters, more than any symbol holds`, family: null };
  }
  const format = FORMATS.find((candidate) => candidate.recognises(text));
  if (format !== undefined) {
    const parsed = format.parse(text);
    return parsed.ok ? { ok: true, format, envelope: parsed.value } : { ok: false, reason: parsed.reason, detail: parsed.detail, family: format.id };
  }
  if (isOtherMoVersion(text)) return { ok: false, reason: 'version-unsupported', detail: 'an MO code of another version', family: 'MO' };
  const family = recogniseFamily(text);
  if (family !== null) return { ok: false, reason: 'recognised-not-accepted', detail: `a code of the family ${family}`, family };
  return { ok: false, reason: 'format-unknown', detail: `${text.length} characters without a known mark`, family: null };
}
