/** Examines one file: what it is, what its pages show, which codes are on them. Layer: renderer/picture. Keeps nothing. */
import type { FoundCode } from '../reader/found-code.ts';
import type { Reader } from '../reader/reader.ts';
import { MAX_FILE_BYTES, TIME_LIMIT_MS } from './limits.ts';
import { openPicture } from './open-picture.ts';
import { PictureError, type PictureFault } from './picture-fault.ts';
import { HEAD_BYTES, isSvg, kindOfBytes, kindOfName, type PictureKind } from './picture-kind.ts';
import { openPdfPages } from './pdf-pages.ts';
import { type Place, placeOf } from './place.ts';

export interface LocatedCode {
  readonly code: FoundCode;
  /** From 1; a picture has one page. */
  readonly page: number;
  readonly place: Place;
}

export type Examined = { readonly ok: true; readonly codes: readonly LocatedCode[]; readonly pages: number } | { readonly ok: false; readonly fault: PictureFault };

/** A page is about to be looked at. */
export type OnPage = (page: number, pages: number) => void;

/**
 * Looks for every code of a file, within bounds of size and time.
 * @param openReader - a reader of its own for this file; closed here.
 * @param signal - ends the examination; the promise then rejects with the signal's reason.
 */
export async function findCodes(file: File, openReader: () => Reader, signal: AbortSignal, onPage: OnPage, timeLimitMs = TIME_LIMIT_MS): Promise<Examined> {
  const timeout = AbortSignal.timeout(timeLimitMs);
  const ended = AbortSignal.any([signal, timeout]);
  const reader = openReader();
  const { promise: given, reject } = Promise.withResolvers<never>();
  const onEnded = (): void => {
    reader.close();
    reject(timeout.aborted && !signal.aborted ? new PictureError('too-slow') : signal.reason);
  };
  ended.addEventListener('abort', onEnded);
  try {
    return await Promise.race([given, look(file, reader, ended, onPage)]);
  } catch (cause) {
    if (signal.aborted) throw cause;
    return { ok: false, fault: cause instanceof PictureError ? cause.fault : 'failed' };
  } finally {
    ended.removeEventListener('abort', onEnded);
    reader.close();
  }
}

async function look(file: File, reader: Reader, ended: AbortSignal, onPage: OnPage): Promise<Examined> {
  if (file.size === 0) throw new PictureError('empty');
  if (file.size > MAX_FILE_BYTES) throw new PictureError('too-large');
  const bytes = await bytesOf(file);
  const kind = kindOf(file.name, bytes.subarray(0, HEAD_BYTES));
  const codes = kind === 'pdf' ? pdfCodes(bytes, reader, ended, onPage) : pictureCodes(kind, bytes, reader, onPage);
  return codes;
}

/** @throws PictureError `unreadable`: a folder that was dropped looks like a file until it is read. */
async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new PictureError('unreadable', cause);
  }
}

/** @throws PictureError when the file is of no kind that is examined, or of another than its name says. */
function kindOf(name: string, head: Uint8Array): PictureKind | 'pdf' {
  const kind = kindOfBytes(head);
  const claimed = kindOfName(name);
  if (kind === null) {
    if (claimed === 'svg' || isSvg(head)) throw new PictureError('svg');
    throw new PictureError(claimed === null ? 'unknown-kind' : 'misnamed');
  }
  // A picture of one kind under the name of another harms nobody and is common; a PDF in a picture's clothes is not.
  if (claimed !== null && (claimed === 'pdf') !== (kind === 'pdf')) throw new PictureError('misnamed');
  return kind;
}

async function pictureCodes(kind: PictureKind, bytes: Uint8Array<ArrayBuffer>, reader: Reader, onPage: OnPage): Promise<Examined> {
  onPage(1, 1);
  const picture = await openPicture(kind, bytes);
  return { ok: true, codes: distinct(await codesOf(picture, 1, reader)), pages: 1 };
}

async function pdfCodes(bytes: Uint8Array<ArrayBuffer>, reader: Reader, ended: AbortSignal, onPage: OnPage): Promise<Examined> {
  const pages = await openPdfPages(bytes, ended);
  try {
    const found: LocatedCode[] = [];
    for (let page = 1; page <= pages.count; page += 1) {
      ended.throwIfAborted();
      onPage(page, pages.count);
      found.push(...(await codesOf(await pages.draw(page), page, reader)));
    }
    return { ok: true, codes: distinct(found), pages: pages.count };
  } finally {
    pages.close();
  }
}

async function codesOf(picture: ImageBitmap, page: number, reader: Reader): Promise<LocatedCode[]> {
  const { width, height } = picture;
  const reading = await reader.read(picture, 'still');
  return (reading?.codes ?? []).map((code) => ({ code, page, place: placeOf(code.corners, width, height) }));
}

/** The same text twice is the same code: where it stands first counts. */
function distinct(codes: readonly LocatedCode[]): LocatedCode[] {
  return codes.filter(({ code }, index) => codes.findIndex((other) => other.code.text === code.text) === index);
}
