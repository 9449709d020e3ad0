import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../core/model/units.ts';
import { createTravellers } from '../../tools/drill/travellers.ts';
import { createForeignWorkshop } from '../../tools/issuer/foreign-workshop.ts';
import { createRandom } from '../../tools/issuer/random.ts';
import { createWorkshop } from '../../tools/issuer/workshop.ts';
import { refuseCamera } from '../support/fake-camera.ts';
import { ownTerminal } from '../support/own-terminal.ts';
import { tabTo } from '../support/people.ts';
import { blank, drawnPdf, endlessPdf, jpegOf, qrPicture, toPdf, toPng, toVideo, unpacksTo, withQr } from '../support/picture-files.ts';
import { SCANNED_PAGES } from '../support/scanned-pages.ts';
import { type TerminalWindow, textOf } from '../support/terminal-window.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';
import { useWindowBrowser } from '../support/window-browser.ts';
import { calmAnswers } from '../support/window-double.ts';
import * as fixture from '../support/window-fixtures.ts';

const ENGINE = fileURLToPath(new URL('../support/seeded-engine.ts', import.meta.url));
const KEYS_SEED = 'codes in pictures';

/** Texts of signed codes of travellers who pass, another each time. */
function goodCodes(): () => string {
  const at = utcMillis(Date.now());
  const travellers = createTravellers({ own: createWorkshop(KEYS_SEED, at), foreign: createForeignWorkshop(KEYS_SEED, at) }, createRandom(KEYS_SEED), 60_000);
  return () => travellers.next('good', utcMillis(Date.now()));
}

function window(switches: readonly string[] = []): Promise<TerminalWindow> {
  const dataDir = join(tempDir(), 'terminal');
  return ownTerminal({ dataDir, switches, engine: { entry: ENGINE, args: [dataDir, KEYS_SEED] } });
}

/** A window whose camera sees a picture. */
function windowSeeing(video: Buffer): Promise<TerminalWindow> {
  const file = join(tempDir(), 'camera.y4m');
  writeFileSync(file, video);
  return window(['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${file}`]);
}

/** State of the track that the desk's video had when this was last asked while there was one. */
const trackState = ({ page }: TerminalWindow): Promise<string> =>
  page.evaluate(() => {
    const holder = globalThis as { heldTrack?: MediaStreamTrack | undefined };
    holder.heldTrack = (document.querySelector('video')?.srcObject as MediaStream | null | undefined)?.getVideoTracks()[0] ?? holder.heldTrack;
    return holder.heldTrack?.readyState ?? 'none';
  });

/** A file too large to be worth sending to the browser: made in the page. */
const pickLarge = (page: Page, name: string): Promise<void> =>
  page.locator('dialog.picture input[type=file]').evaluate((input, file) => {
    const chosen = new DataTransfer();
    chosen.items.add(new File([new Uint8Array(20_000_001)], file));
    (input as HTMLInputElement).files = chosen.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }, name);

/** What the browser complains of: a refused resource, an error that nobody caught. */
function complaintsOf({ page }: TerminalWindow): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}

describe('the camera', () => {
  it('reads a code to its verdict, once, and stops whenever nobody looks through it', async () => {
    const code = goodCodes()();
    const terminal = await windowSeeing(toVideo(withQr(blank(1_280, 720, 120), code, { left: 350, top: 90, side: 5 })));
    const { page, text } = terminal;
    const complaints = complaintsOf(terminal);
    const camera = page.locator('.camera');
    await page.keyboard.press('F6');
    await terminal.verdict.waitFor();
    expect(await terminal.verdict.textContent()).toBe(text('outcome.pass'));
    // It stands however slow the machine.
    await page.keyboard.press('Space');
    // Beside the verdict, never over it, and ready for the next traveller.
    await page.locator('.camera-state.is-found').waitFor();
    const [word, panel] = [await terminal.verdict.boundingBox(), await camera.boundingBox()];
    expect((word?.x ?? Infinity) + (word?.width ?? 0)).toBeLessThanOrEqual(panel?.x ?? 0);
    expect(await page.locator('.recent li').count()).toBe(1);
    expect(await trackState(terminal)).toBe('live');
    for (const [key, end] of [
      ['F6', terminal.verdict],
      ['Control+2', page.locator('.figures')],
      ['F12', page.locator('#staff-number')],
    ] as const) {
      if ((await camera.count()) === 0) await page.keyboard.press('F6');
      await page.locator('.camera-state.is-found').waitFor();
      expect([key, await trackState(terminal)]).toEqual([key, 'live']);
      await page.keyboard.press(key);
      await end.waitFor();
      await camera.waitFor({ state: 'detached' });
      expect([key, await trackState(terminal)]).toEqual([key, 'ended']);
      // Whoever comes back finds it closed.
      await page.keyboard.press('Control+1');
      expect(await camera.count()).toBe(0);
    }
    expect(complaints).toEqual([]);
  });
});

describe('a camera that cannot be had', () => {
  const browser = useWindowBrowser(['--use-fake-device-for-media-stream=device-count=2']);

  it('says why and what to do, and starts once it can be', async () => {
    const now = Date.now();
    const { page, called } = await browser.open({ ...calmAnswers(now), 'app:welcome': () => fixture.welcome({}, { language: 'pt' }) });
    const fault = page.locator('.camera-fault');
    await page.keyboard.press('F6');
    // A browser that grants nothing.
    await fault.getByText(textOf('pt', 'camera.fault.denied.what')).waitFor();
    expect(await fault.innerText()).toContain(textOf('pt', 'camera.fault.denied.action'));
    await page.context().grantPermissions(['camera']);
    await tabTo(page, fault.locator('button'));
    await page.keyboard.press('Enter');
    await page.locator('.camera-state.is-looking').waitFor();
    expect(await fault.count()).toBe(0);

    // Pulled out, and plugged in again.
    await page.locator('video').evaluate((video) => {
      const [track] = ((video as HTMLVideoElement).srcObject as MediaStream).getVideoTracks();
      track?.dispatchEvent(new Event('ended'));
    });
    await fault.getByText(textOf('pt', 'camera.fault.gone.what')).waitFor();
    await page.evaluate(() => void navigator.mediaDevices.dispatchEvent(new Event('devicechange')));
    await page.locator('.camera-state.is-looking').waitFor();

    // Its lens shut, and opened again.
    const toTrack = (type: string): Promise<void> => page.locator('video').evaluate((video, name) => void ((video as HTMLVideoElement).srcObject as MediaStream).getVideoTracks()[0]?.dispatchEvent(new Event(name)), type);
    await toTrack('mute');
    await fault.getByText(textOf('pt', 'camera.fault.muted.what')).waitFor();
    expect(await page.locator('.camera-state').count()).toBe(0);
    await toTrack('unmute');
    await page.locator('.camera-state.is-looking').waitFor();

    // It works where the cameras cannot be listed.
    await page.keyboard.press('F6');
    await page.evaluate(() => void (navigator.mediaDevices.enumerateDevices = () => Promise.reject(new DOMException('refused by the test', 'NotAllowedError'))));
    await page.keyboard.press('F6');
    await page.locator('.camera-state.is-looking').waitFor();

    await page.keyboard.press('F6');
    await refuseCamera(page, 'NotReadableError');
    await page.keyboard.press('F6');
    await fault.getByText(textOf('pt', 'camera.fault.in-use.what')).waitFor();
    expect(called.filter(({ channel }) => channel === 'desk:camera')).toEqual([]);
  });

  it('is remembered when it was chosen, and shown mirrored when that was', async () => {
    const { page } = await browser.open(calmAnswers(Date.now()), { permissions: ['camera'] });
    const list = page.locator('.camera-settings select');
    const openSettings = async (): Promise<void> => {
      await page.keyboard.press('F6');
      await page.locator('.camera-state.is-looking').waitFor();
      await page.locator('.camera-settings summary').click();
    };
    await openSettings();
    await list.selectOption({ index: 1 });
    await page.locator('.camera-settings input[type=checkbox]').first().check();
    const chosen = await list.inputValue();
    await page.locator('video.is-mirrored').waitFor();
    await page.locator('.camera-state.is-looking').waitFor();
    await page.keyboard.press('F6');
    await openSettings();
    expect(await list.inputValue()).toBe(chosen);
    expect(await page.locator('video').evaluate((video) => ((video as HTMLVideoElement).srcObject as MediaStream).getVideoTracks()[0]?.getSettings().deviceId)).toBe(chosen);
    expect(await page.locator('video.is-mirrored').count()).toBe(1);
  });
});

describe('a file that takes for ever', () => {
  const browser = useWindowBrowser();

  it('does not hold up the window, and is given up when its dialog closes', async () => {
    const { page } = await browser.open({ ...calmAnswers(Date.now()), 'app:welcome': () => fixture.welcome({}, { language: 'en' }) });
    await page.keyboard.press('Shift+F6');
    await page.locator('dialog.picture input[type=file]').setInputFiles({ name: 'tiles.pdf', mimeType: 'application/pdf', buffer: endlessPdf() });
    await page.locator('.picture-result', { hasText: 'Looking at page 1 of 1' }).waitFor();
    // The window goes on drawing while the page is drawn.
    await page.evaluate(() => {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      let frames = 0;
      const draw = (): unknown => ((frames += 1) > 60 ? resolve(undefined) : requestAnimationFrame(draw));
      draw();
      return promise;
    });
    expect(await page.locator('.picture-result').innerText()).toContain('Looking at page 1 of 1');
    await page.keyboard.press('Escape');
    await page.locator('dialog.picture').waitFor({ state: 'detached' });
  });
});

describe('a picture or PDF file', () => {
  it('is examined to a verdict that says whence it came; what is none says why', async () => {
    const terminal = await window();
    const { page, text } = terminal;
    const next = goodCodes();
    const address = page.url();
    const complaints = complaintsOf(terminal);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    const dialog = page.locator('dialog.picture');
    const result = dialog.locator('.picture-result');
    const pick = async (name: string, buffer: Buffer): Promise<void> => page.locator('dialog.picture input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
    const examine = async (name: string, buffer: Buffer, outcome = 'outcome.pass'): Promise<void> => {
      await page.keyboard.press('Shift+F6');
      await pick(name, buffer);
      await dialog.waitFor({ state: 'detached' });
      await page.getByText(text('desk.fromPicture')).waitFor();
      expect([name, await terminal.verdict.textContent()]).toEqual([name, text(outcome)]);
      await page.keyboard.press('Escape');
      await page.getByText(text('desk.idle')).waitFor();
    };
    await examine('code.png', toPng(qrPicture(next())));
    await examine('on-nothing.png', toPng(qrPicture(next()), undefined, 245));
    await examine('code.pdf', toPdf([blank(300, 300), qrPicture(next())], { active: true }));
    // Scanned pages, of which nothing can be said but that they were read.
    for (const scanned of SCANNED_PAGES) await examine(`${scanned.filter}.pdf`, toPdf([scanned], { page: { width: 87, height: 87 } }), 'outcome.refer');
    // A sheet of A4 as it is scanned at 600 dpi.
    await examine('a4.pdf', toPdf([withQr(blank(4_960, 7_016), next(), { left: 1_000, top: 1_000, side: 12 })], { page: { width: 595, height: 842 } }));
    // A page of ten metres is drawn smaller.
    await examine('wall.pdf', toPdf([qrPicture(next())], { page: { width: 14_400, height: 14_400 } }));

    await page.keyboard.press('Shift+F6');
    const png = toPng(qrPicture(next()));
    const pdf = toPdf([qrPicture(next())]);
    for (const [name, buffer, told] of [
      ['empty.png', Buffer.alloc(0), 'fault.empty'],
      ['nothing.png', toPng(blank(600, 400)), 'none'],
      ['nothing.pdf', toPdf([blank(600, 400)]), 'none'],
      ['bomb.png', toPng(blank(8, 8), { width: 60_000, height: 60_000 }), 'fault.too-many-pixels'],
      ['cut.png', png.subarray(0, 20), 'fault.damaged'],
      ['noise.png', Buffer.concat([png.subarray(0, 33), Buffer.alloc(400, 0xa5)]), 'fault.damaged'],
      ['cut.pdf', pdf.subarray(0, 200), 'fault.damaged'],
      ['locked.pdf', toPdf([qrPicture('x')], { encrypted: true }), 'fault.encrypted'],
      ['long.pdf', toPdf(Array.from({ length: 21 }, () => blank(8, 8))), 'fault.too-many-pages'],
      // Small files that ask for gigabytes: packed twice, in a picture and in the drawing; a JPEG that is larger than the page says; one that says so itself.
      ['packed.pdf', toPdf([{ width: 10, height: 10, data: unpacksTo(3_000, '\0'), filter: 'FlateDecode /FlateDecode', bits: 8 }]), 'fault.too-much-memory'],
      ['endless.pdf', drawnPdf(unpacksTo(900, 'q Q ')), 'fault.too-much-memory'],
      ['swollen.pdf', toPdf([{ width: 8, height: 8, data: jpegOf(20_000, 20_000), filter: 'DCTDecode', bits: 8 }]), 'fault.too-much-memory'],
      ['swollen.jpg', jpegOf(20_000, 20_000), 'fault.too-many-pixels'],
      ['drawing.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="https://example.invalid/x.png"/></svg>'), 'fault.svg'],
      ['drawing.png', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), 'fault.svg'],
      ['picture.pdf', png, 'fault.misnamed'],
      ['page.png', pdf, 'fault.misnamed'],
      ['letter.txt', Buffer.from('a letter'), 'fault.unknown-kind'],
      ['large.png', null, 'fault.too-large'],
    ] as const) {
      if (buffer === null) await pickLarge(page, name);
      else await pick(name, buffer);
      await dialog.locator('.picture-file', { hasText: name }).waitFor();
      const words = told === 'none' ? 'picture.none.what' : `picture.${told}.what`;
      await until(async () => (await result.innerText()).includes(text(words)));
    }

    // Several codes: one is chosen, by keyboard.
    const [first, second] = [next(), next()];
    const sheet = withQr(withQr(blank(1_000, 1_000), first, { left: 10, top: 10, side: 4 }), second, { left: 680, top: 680, side: 4 });
    await pick('sheet.png', toPng(sheet));
    await result.locator('li').nth(1).waitFor();
    expect((await result.locator('li').allInnerTexts()).join()).toContain(text('picture.places.bottom-right'));
    await result.locator('li button').first().press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await terminal.verdict.waitFor();
    await page.keyboard.press('Escape');

    // A folder, dropped as by a hand.
    await page.keyboard.press('Shift+F6');
    const hand = await page.context().newCDPSession(page);
    const drop = async (path: string): Promise<void> => {
      const data = { items: [], files: [path], dragOperationsMask: 1 };
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await hand.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
    };
    await drop(tempDir());
    await result.getByText(text('picture.fault.unreadable.what')).waitFor();
    await page.keyboard.press('Escape');

    // Dropped as by a hand, not by a script: the window stays, the file is examined.
    const file = join(tempDir(), 'dropped.png');
    writeFileSync(file, toPng(qrPicture(next())));
    await drop(file);
    await page.getByText(text('desk.fromPicture')).waitFor();
    expect(page.url()).toBe(address);
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(address) && !url.startsWith('blob:'))).toEqual([]);
  });
});
