/**
 * Bytes of a serial line to codes, for one scanner. Layer: scan.
 *
 * A serial line knows no reports: how the bytes are cut into chunks says nothing, and no result but `reading` depends on it.
 * - a terminator ends the code; an empty code is none, so CR LF ends one code, in one chunk or in two;
 * - without terminator a code of text is torn by a pause (`gap`): an end cannot be told from a loss. Where the profile names no
 *   terminators the pause is the end;
 * - a prefix or suffix that the profile names must be there: without it the code is torn (`garbled`);
 * - beside `etx` an STX begins a code; one in mid-code tears the code before it (`garbled`);
 * - a NUL tears the code (`garbled`) where terminators are named: that is how a break on the line arrives, and no text holds one;
 * - after a code that a pause tore the rest of it may still come, and looks like a code of its own. A prefix, an STX or an AIM identifier shows that a new code
 *   began; without any of them only a text of a known form is taken for one, and none from a scanner whose last code had an identifier: all else is torn (`garbled`);
 * - a code that begins as a seal of bytes does is one: terminators, STX and NUL are bytes of it like others, and the pause is its end. What the scanner
 *   put behind it cannot be told from it and stays: its decoder knows where it ends;
 * - a code over the limit is torn (`overflow`). After a torn code everything up to the next terminator, STX or pause is dropped with it.
 */
import { isSealOfBytes, SEAL_MARK } from '../model/symbol-content.ts';
import type { DurationMs, MonotonicMs } from '../model/units.ts';
import type { Assembled, Assembler } from './assembler.ts';
import { formOf, hasMark } from './code-forms.ts';
import { findTestCard } from './doctor/test-card.ts';
import { withIdleTime } from './idle-time.ts';
import { type FramingLimits, SERIAL_LIMITS } from './limits.ts';
import { type SerialFraming, STX, TERMINATOR_BYTES } from './serial-profile.ts';

const NUL = 0x00;
/** AIM ISO/IEC 15424: `]`, the symbology's letter, a modifier. */
const AIM_IDENTIFIER = /^\][A-Za-z][0-9A-Za-z]/;
const AIM_CHARACTERS = 3;
/** Progress is told at the first byte and then about as often as HID POS does. */
const READING_STEP = 56;

const NOTHING: readonly Assembled[] = [];

/** Creates the assembler of one scanner. @param idleMs - longest pause inside a code. */
export function createSerialAssembler(framing: SerialFraming, idleMs: DurationMs, { maxBytes }: Pick<FramingLimits, 'maxBytes'> = SERIAL_LIMITS): Assembler {
  const ends: ReadonlySet<number> = new Set(framing.terminators.map((name) => TERMINATOR_BYTES[name]));
  const begins = framing.terminators.includes('etx');
  const bytes = Buffer.alloc(maxBytes);
  let length = 0;
  /** Dropping the rest of a torn code. */
  let draining = false;
  /** The last code was given up before its end was seen. */
  let mayBeRest = false;
  let sendsAim = false;
  /** The code in progress is a seal of bytes. */
  let ofBytes = false;
  let lastAt: MonotonicMs | null = null;

  /** Nothing of a code stays in memory once it is told or given up. */
  const rest = (): void => {
    bytes.fill(0, 0, length);
    length = 0;
    draining = false;
    ofBytes = false;
    lastAt = null;
  };
  const tear = (cause: 'gap' | 'overflow' | 'garbled', why: string): Assembled => {
    const torn: Assembled = { kind: 'torn', cause, bytesRead: length, why };
    rest();
    return torn;
  };
  const tearAndDrain = (cause: 'overflow' | 'garbled', why: string): Assembled => {
    const wasOfBytes = ofBytes;
    const torn = tear(cause, why);
    draining = true;
    ofBytes = wasOfBytes;
    return torn;
  };
  /** Whether nothing but what the scanner puts before a code has come. */
  const isBeginning = (): boolean => {
    if (length > framing.prefix.length + AIM_CHARACTERS) return false;
    const before = bytes.toString('latin1', 0, length);
    const behindPrefix = before.startsWith(framing.prefix) ? before.slice(framing.prefix.length) : before;
    return behindPrefix === '' || (framing.aim === 'leading' && behindPrefix.length === AIM_CHARACTERS && AIM_IDENTIFIER.test(behindPrefix));
  };
  const lengthWithoutEnds = (): number => {
    let end = length;
    while (end > 0 && ends.has(bytes[end - 1] ?? 0)) end -= 1;
    return end;
  };
  /** The code in progress is complete. */
  const end = (): readonly Assembled[] => {
    const isAfterPause = mayBeRest;
    mayBeRest = false;
    if (draining || length === 0) {
      rest();
      return NOTHING;
    }
    const { prefix, suffix } = framing;
    // Behind a seal of bytes the terminator stands beside the suffix.
    const raw = bytes.toString('latin1', 0, ofBytes && suffix !== '' ? lengthWithoutEnds() : length);
    if (!raw.startsWith(prefix)) return [tear('garbled', 'the prefix of the settings is missing')];
    if (!raw.endsWith(suffix) || raw.length < prefix.length + suffix.length) return [tear('garbled', 'the suffix of the settings is missing')];
    const inner = raw.slice(prefix.length, raw.length - suffix.length);
    const symbology = framing.aim === 'leading' && AIM_IDENTIFIER.test(inner) ? inner.slice(0, AIM_CHARACTERS) : null;
    const text = symbology === null ? inner : inner.slice(AIM_CHARACTERS);
    const showsBeginning = (): boolean => prefix !== '' || symbology !== null || (!sendsAim && beginsAsCodesDo(text));
    if (isAfterPause && !showsBeginning()) return [tear('garbled', 'nothing shows a beginning after a torn code: the rest of it')];
    sendsAim = symbology !== null;
    rest();
    return text === '' ? NOTHING : [{ kind: 'code', text, symbology }];
  };
  const begin = (): readonly Assembled[] => {
    const torn = length > 0 ? [tear('garbled', 'a new code began before this one ended')] : NOTHING;
    rest();
    mayBeRest = false;
    return torn;
  };
  const takeByte = (byte: number): readonly Assembled[] => {
    if (byte === SEAL_MARK && !draining && !ofBytes) ofBytes = isBeginning();
    if (!ofBytes && ends.has(byte)) return end();
    if (!ofBytes && begins && byte === STX) return begin();
    if (draining) return NOTHING;
    if (!ofBytes && byte === NUL && ends.size > 0) return [tearAndDrain('garbled', 'a break on the line')];
    if (length === maxBytes) return [tearAndDrain('overflow', `longer than ${maxBytes} bytes`)];
    bytes[length++] = byte;
    return NOTHING;
  };
  const take = (chunk: Uint8Array, at: MonotonicMs): readonly Assembled[] => {
    const before = length;
    const results: Assembled[] = [];
    for (const byte of chunk) results.push(...takeByte(byte));
    if (length > 0 || draining) lastAt = at;
    const isStep = before === 0 || Math.floor(before / READING_STEP) !== Math.floor(length / READING_STEP);
    return results.length === 0 && length > before && isStep ? [{ kind: 'reading', bytesRead: length }] : results;
  };
  const giveUp = (): readonly Assembled[] => {
    if (ends.size === 0 || ofBytes) return end();
    mayBeRest = length > 0 || draining;
    const torn = length > 0 ? [tear('gap', `no byte for more than ${idleMs} ms and no terminator`)] : NOTHING;
    rest();
    return torn;
  };

  return {
    ...withIdleTime({ idleMs, lastAt: () => lastAt, take, giveUp }),
    abandon() {
      const abandoned = length > 0 ? length : null;
      rest();
      return abandoned;
    },
  };
}

/** Whether a text can be a code from its first character on; a card of the technician is one. */
function beginsAsCodesDo(text: string): boolean {
  return hasMark(text) || formOf(text) !== null || isSealOfBytes(text) || findTestCard(text) !== null;
}
