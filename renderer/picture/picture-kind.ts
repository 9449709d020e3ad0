/** What kind of file somebody chose: by what its bytes are, and whether its name says the same. Layer: renderer/picture. Pure. */

/** Kinds of picture that are decoded, and PDF. */
export const PICTURE_KINDS = ['png', 'jpeg', 'webp', 'gif', 'bmp'] as const;
export type PictureKind = (typeof PICTURE_KINDS)[number];
export type FileKind = PictureKind | 'pdf';

/** What the file dialog offers. */
export const ACCEPTED_FILES = '.png,.jpg,.jpeg,.webp,.gif,.bmp,.pdf';

const EXTENSIONS: Readonly<Record<string, FileKind | 'svg'>> = { png: 'png', jpg: 'jpeg', jpeg: 'jpeg', jpe: 'jpeg', jfif: 'jpeg', webp: 'webp', gif: 'gif', bmp: 'bmp', dib: 'bmp', pdf: 'pdf', svg: 'svg', svgz: 'svg' };

/** A PDF may begin with other bytes; readers look for its mark in the first 1,024 (ISO 32000-1, annex H, note 13). */
const PDF_MARK_WITHIN = 1_024;
/** As much of a file as its kind is told from. */
export const HEAD_BYTES = PDF_MARK_WITHIN;

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/**
 * The kind by the first bytes: PNG (ISO/IEC 15948), JPEG (ISO/IEC 10918-1), WebP (RFC 9649), GIF 87a and 89a, Windows bitmap, PDF (ISO 32000-1).
 * @param head - the first bytes of the file, HEAD_BYTES or all of them.
 * @returns null when it is none of them.
 */
export function kindOfBytes(head: Uint8Array): FileKind | null {
  const text = latin1(head.subarray(0, PDF_MARK_WITHIN));
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'webp';
  if (/^GIF8[79]a/.test(text)) return 'gif';
  if (text.startsWith('BM')) return 'bmp';
  return text.includes('%PDF-') ? 'pdf' : null;
}

/** The kind that a file's name claims; null when it claims none of ours. */
export function kindOfName(name: string): FileKind | 'svg' | null {
  const [, extension = ''] = /\.([a-z]{1,5})$/i.exec(name) ?? [];
  const lower = extension.toLowerCase();
  return Object.hasOwn(EXTENSIONS, lower) ? (EXTENSIONS[lower] ?? null) : null;
}

/** Whether the bytes are drawing instructions in XML: those could refer to other files, and are not looked at. */
export function isSvg(head: Uint8Array): boolean {
  return /<svg[\s>]|<!DOCTYPE svg/i.test(latin1(head));
}
