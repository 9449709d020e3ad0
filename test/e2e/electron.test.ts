/** The real window in the real Electron, wherever its program is; elsewhere the double of test/unit/electron stands in. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findElectronBinary, findElectronPackage } from '../../electron/electron-binary.ts';
import type { WindowBridge } from '../../electron/preload-bridge.ts';
import type { ShellOptions } from '../../electron/shell-options.ts';

declare const window: Window & { readonly portas: WindowBridge };

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const found = findElectronPackage();
const binary = found === null ? null : findElectronBinary(found.dir);
const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;
const reason = binary === null ? "skipped: Electron's program is not here" : hasDisplay ? null : 'skipped: no display';

describe.skipIf(reason !== null)(`Electron${reason === null ? '' : ` (${reason})`}`, () => {
  let dataDir = '';
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'portas-electron-'));
    const options: ShellOptions = {
      engineEntry: at('out/app/tools/drill/engine-process.js'),
      engineArgs: ['--data', dataDir, '--auto', 'off'],
      rendererDir: at('out/renderer'),
      preloadFile: at('out/preload.cjs'),
      kiosk: false,
      devTools: false,
    };
    const flags = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    app = await _electron.launch({ executablePath: binary ?? '', args: [...flags, at('out/main.cjs'), JSON.stringify(options)] });
    page = await app.firstWindow();
    await page.waitForLoadState();
  });
  afterAll(async () => {
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('opens its own document without Node in it', async () => {
    expect(page.url()).toBe('app://portas/');
    expect(await page.evaluate(() => [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process')])).toEqual(['undefined', 'undefined']);
  });

  it('carries a call to the engine and a verdict back', async () => {
    expect((await page.evaluate(() => window.portas.call('app:welcome', {}))).mode).toBe('drill');
    const outcome = await page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          window.portas.on('verdict:shown', (verdict) => resolve(verdict.outcome));
          window.portas.call('drill:present', { kind: 'good' }).catch(reject);
        }),
    );
    expect(outcome).toBe('pass');
  });

  it('neither navigates away nor opens a further window', async () => {
    await page.evaluate(() => {
      window.open('https://example.org/');
      window.location.assign('https://example.org/');
    });
    await page.evaluate(() => window.portas.call('app:status', {}));
    expect(page.url()).toBe('app://portas/');
    expect(app.windows()).toHaveLength(1);
  });
});
