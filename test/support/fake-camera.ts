/** A camera for the window double: what it sees is drawn in the page, or it fails as the browser would. */
import type { Page } from 'playwright-core';
import { encode } from 'uqr';

/** Gives the page a camera that sees a code, or an empty desk. */
export async function giveCamera(page: Page, code: string | null): Promise<void> {
  const modules = code === null ? null : encode(code, { ecc: 'L', border: 4 }).data;
  await page.evaluate((matrix) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1_280, height: 720 });
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    const draw = (): void => {
      const ground = context.createLinearGradient(0, 0, 1_280, 720);
      ground.addColorStop(0, '#6b7d86');
      ground.addColorStop(1, '#2c3a42');
      context.fillStyle = ground;
      context.fillRect(0, 0, 1_280, 720);
      if (matrix === null) return;
      const side = Math.floor(480 / matrix.length);
      const [left, top] = [640 - (side * matrix.length) / 2, 360 - (side * matrix.length) / 2];
      matrix.forEach((row, y) => {
        row.forEach((dark, x) => {
          context.fillStyle = dark ? '#101010' : '#f4f4f4';
          context.fillRect(left + x * side, top + y * side, side, side);
        });
      });
    };
    draw();
    // A canvas gives a frame when it is drawn to.
    setInterval(draw, 100);
    const [track] = canvas.captureStream(10).getVideoTracks();
    if (track === undefined) throw new Error('no track');
    const settings = track.getSettings.bind(track);
    track.getSettings = () => ({ ...settings(), deviceId: 'desk' });
    const offered = { torch: true, focusMode: ['continuous', 'manual'], focusDistance: { min: 0, max: 1, step: 0.1 } };
    track.getCapabilities = () => offered as MediaTrackCapabilities;
    navigator.mediaDevices.getUserMedia = () => Promise.resolve(new MediaStream([track]));
    navigator.mediaDevices.enumerateDevices = () => Promise.resolve([{ deviceId: 'desk', groupId: '', kind: 'videoinput', label: 'Document camera', toJSON: () => '' }]);
  }, modules);
}

/** Makes every request for a camera fail with this DOMException. */
export async function refuseCamera(page: Page, name: string): Promise<void> {
  await page.evaluate((cause) => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('refused by the test', cause));
  }, name);
}
