import { afterEach, describe, expect, it, vi } from 'vitest';
import { findCodes } from '../../../../renderer/picture/find-codes.ts';
import type { FoundCode } from '../../../../renderer/reader/found-code.ts';
import type { Reader } from '../../../../renderer/reader/reader.ts';
import { blank, toPng } from '../../../support/picture-files.ts';

afterEach(() => vi.unstubAllGlobals());

const picture = new File([new Uint8Array(toPng(blank(90, 90)))], 'code.png');
const code = (text: string, x: number): FoundCode => ({ text, symbology: ']Q1', format: 'qr', corners: [{ x, y: 0 }, { x, y: 0 }, { x, y: 0 }, { x, y: 0 }] });

/** A reader that answers as the test says, in a browser that decodes every picture. */
function stage(answer: Reader['read']): { readonly open: () => Reader; readonly closed: () => boolean } {
  vi.stubGlobal('createImageBitmap', () => Promise.resolve({ width: 90, height: 90 }));
  let closed = false;
  return { open: () => ({ busy: false, read: answer, close: () => (closed = true) }), closed: () => closed };
}
const never = (): Promise<never> => Promise.withResolvers<never>().promise;
const ignore = (): void => undefined;

describe('an examination', () => {
  it('tells each code once, with where it stands first, and looks as hard as it can', async () => {
    const asked: unknown[] = [];
    const { open, closed } = stage((_, effort) => {
      asked.push(effort);
      return Promise.resolve({ codes: [code('A', 0), code('B', 45), code('A', 80)], grabMs: 0, elapsedMs: 1 });
    });
    const pages: number[][] = [];
    const examined = await findCodes(picture, open, new AbortController().signal, (page, of) => pages.push([page, of]));
    expect(examined).toMatchObject({ ok: true, pages: 1, codes: [{ code: { text: 'A' }, page: 1, place: 'top-left' }, { code: { text: 'B' }, place: 'top-centre' }] });
    expect([asked, pages, closed()]).toEqual([['still'], [[1, 1]], true]);
  });

  it('is given up after its time, and its reader ended', async () => {
    const { open, closed } = stage(never);
    expect(await findCodes(picture, open, new AbortController().signal, ignore, 5)).toEqual({ ok: false, fault: 'too-slow' });
    expect(closed()).toBe(true);
  });

  it('ends when nobody waits for it any more', async () => {
    const { open, closed } = stage(never);
    const given = new AbortController();
    const examined = findCodes(picture, open, given.signal, ignore);
    given.abort(new Error('the dialog was closed'));
    await expect(examined).rejects.toThrow('the dialog was closed');
    expect(closed()).toBe(true);
  });

  it('of a folder, or of a file that is gone, says so', async () => {
    const folder = Object.assign(new File([new Uint8Array(4_096)], 'code.png'), { arrayBuffer: () => Promise.reject(new DOMException('', 'NotFoundError')) });
    expect(await findCodes(folder, stage(never).open, new AbortController().signal, ignore)).toEqual({ ok: false, fault: 'unreadable' });
  });

  it('that the reader does not survive has failed', async () => {
    const { open } = stage(() => Promise.reject(new Error('no decoder')));
    expect(await findCodes(picture, open, new AbortController().signal, ignore)).toEqual({ ok: false, fault: 'failed' });
  });

  it('of a picture that does not decode says so', async () => {
    const { open } = stage(never);
    vi.stubGlobal('createImageBitmap', () => Promise.reject(new DOMException('', 'InvalidStateError')));
    expect(await findCodes(picture, open, new AbortController().signal, ignore)).toEqual({ ok: false, fault: 'damaged' });
  });
});
