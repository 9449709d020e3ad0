/**
 * Elements of DER (ITU-T X.690 clause 10.1), as certificates and digital seals write them: a tag of one byte, a definite length in its shortest form,
 * contents. Layer: model (imports nothing).
 */

export interface DerElement {
  readonly tag: number;
  readonly contents: Uint8Array;
  /** Tag, length and contents as they came. */
  readonly whole: Uint8Array;
}

const LONG_FORM = 0x80;
/** Four bytes of length say more than any file or symbol holds. */
const MAX_LENGTH_BYTES = 4;
/** Tags of more than one byte have these bits set. */
const LONG_TAG = 0x1f;

export const DER_TAG = { boolean: 0x01, integer: 0x02, bitString: 0x03, octetString: 0x04, oid: 0x06, utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30, set: 0x31 } as const;

/**
 * Reads the element at an offset.
 * @param isShortTag - tells tags of one byte; seals use all 256, X.690 leaves `xxx11111` for longer ones.
 * @returns null when there is none, or it does not end within the bytes. Never throws on input.
 */
export function readDerElement(bytes: Uint8Array, offset: number, isShortTag: (tag: number) => boolean = isX690Tag): DerElement | null {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined || !isShortTag(tag)) return null;
  const lengthBytes = first < LONG_FORM ? 0 : first - LONG_FORM;
  if (first >= LONG_FORM && (lengthBytes === 0 || lengthBytes > MAX_LENGTH_BYTES)) return null;
  const start = offset + 2 + lengthBytes;
  if (start > bytes.length) return null;
  const length = lengthBytes === 0 ? first : bytes.subarray(offset + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  // Shortest form: no long form for what fits one byte, no leading zero.
  if (lengthBytes > 0 && (length < LONG_FORM || bytes[offset + 2] === 0)) return null;
  const end = start + length;
  return end > bytes.length ? null : { tag, contents: bytes.subarray(start, end), whole: bytes.subarray(offset, end) };
}

/**
 * Reads elements that fill the bytes.
 * @returns null when they do not, or there are more than `max`. Never throws on input.
 */
export function readDerElements(bytes: Uint8Array, max: number, isShortTag?: (tag: number) => boolean): readonly DerElement[] | null {
  const elements: DerElement[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const element = elements.length === max ? null : readDerElement(bytes, offset, isShortTag);
    if (element === null) return null;
    elements.push(element);
    offset += element.whole.length;
  }
  return elements;
}

function isX690Tag(tag: number): boolean {
  return (tag & LONG_TAG) !== LONG_TAG;
}
