/** Holds Electron's contents and sessions to window-policy.ts. */
import { mkdirSync } from 'node:fs';
import type { ContentsPart, SessionPart } from './electron-parts.ts';
import { APP_SCHEME, ELECTRON_ORIGIN } from './origins.ts';
import { placeFor } from './save-download.ts';
import { answerFile, isPermitted } from './window-policy.ts';

/** Schemes that lead out of the window: none of their requests is let through. */
const FOREIGN_URLS = ['http', 'https', 'ws', 'wss', 'ftp', 'file'].map((scheme) => `${scheme}://*/*`);

/** Lets no contents go anywhere else, open anything or hold a webview. The window's own document is loaded by the shell, never by navigation. */
export function guardContents(contents: ContentsPart): void {
  const prevent = (event: { preventDefault(): void }): void => event.preventDefault();
  contents.on('will-navigate', prevent);
  contents.on('will-frame-navigate', prevent);
  contents.on('will-redirect', prevent);
  contents.on('will-attach-webview', prevent);
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Serves the window's files to a session, denies it every permission but the camera, every device and outside request, and every download but the tables it makes itself. */
export function guardSession(session: SessionPart, rendererDir: string, downloadsDir: string): void {
  session.protocol.handle(APP_SCHEME, async (request) => {
    const { status, headers, body } = await answerFile(rendererDir, ELECTRON_ORIGIN, request.method, request.url);
    return new Response(new Uint8Array(body), { status, headers: { ...headers } });
  });
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    const mediaTypes = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    callback(details.isMainFrame && isPermitted(permission, details.requestingUrl, ELECTRON_ORIGIN, mediaTypes));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, details) =>
    isPermitted(permission, requestingOrigin, ELECTRON_ORIGIN, details.mediaType === undefined ? [] : [details.mediaType]),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest({ urls: FOREIGN_URLS }, (_details, callback) => callback({ cancel: true }));
  session.on('will-download', (event, item) => {
    const file = placeFor(item.getURL(), item.getFilename(), ELECTRON_ORIGIN, downloadsDir);
    if (file === null) return event.preventDefault();
    mkdirSync(downloadsDir, { recursive: true });
    // Given here, since Electron would ask for a place otherwise.
    item.setSavePath(file);
  });
}
