/**
 * What both shells hold the window to: where its files come from, what it may load, and what it may ask of the machine.
 * Layer: electron. No Electron import, so that the Chromium shell and tests use the very same policy.
 */
import { open, realpath } from 'node:fs/promises';
import { extname, join } from 'node:path';

/**
 * The window loads its own files and nothing else; `data:` pictures are the QR codes it draws. `wasm-unsafe-eval` lets WebAssembly
 * be compiled, which the decoder of pictures is, and nothing else: no text becomes script (CSP Level 3, section 2.3.1).
 */
export const CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "media-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CSP,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=(), display-capture=(), usb=(), hid=(), serial=(), bluetooth=()',
  'cache-control': 'no-store',
};

/** Every kind of file a build holds; another kind is not served. */
const MIME_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
};

/** Largest file served: the whole build is a few megabytes, most of it Han fonts. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;
/** Longest address looked at; the build's own names have fewer than 100 characters. */
const MAX_URL_CHARACTERS = 512;
/** Names that the build gives its files. No `%`: they need no escape, so whatever is escaped is not theirs. */
const PATH_PATTERN = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

export interface FileAnswer {
  readonly status: 200 | 404 | 405;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const refusal = (status: 404 | 405): FileAnswer => ({ status, headers: { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' }, body: Buffer.from(`${status}\n`) });

/** Whether an address belongs to the window's own origin. Not by prefix: `app://portas.evil/` is somebody else's. */
export function isOwnUrl(url: string, origin: string): boolean {
  if (url.length > MAX_URL_CHARACTERS || !URL.canParse(url)) return false;
  const parsed = new URL(url);
  // `origin` is the string "null" for a scheme of our own in Node, so scheme and host are compared one by one.
  return `${parsed.protocol}//${parsed.host}` === origin && parsed.username === '' && parsed.password === '';
}

/** Whether an address is the window's one document. The only one it may navigate to. */
export function isOwnDocument(url: string, origin: string): boolean {
  return isOwnUrl(url, origin) && ['/', '/index.html'].includes(new URL(url).pathname);
}

/**
 * Answers a request of the window from the build folder. Serves regular files that lie in the folder itself: no escape,
 * no link, no hidden file, no unknown kind. Never throws on input: what cannot be served is a 404 with the same headers.
 * @param root - the build folder.
 * @param origin - the origin of the shell, as above.
 */
export async function answerFile(root: string, origin: string, method: string, url: string): Promise<FileAnswer> {
  if (method !== 'GET' && method !== 'HEAD') return refusal(405);
  if (!isOwnUrl(url, origin)) return refusal(404);
  const { pathname } = new URL(url);
  const path = pathname === '/' ? '/index.html' : pathname;
  const type = MIME_TYPES[extname(path)];
  if (!PATH_PATTERN.test(path) || type === undefined) return refusal(404);
  const body = await readRegularFile(root, path);
  return body === null ? refusal(404) : { status: 200, headers: { ...SECURITY_HEADERS, 'content-type': type }, body: method === 'HEAD' ? Buffer.alloc(0) : body };
}

async function readRegularFile(root: string, path: string): Promise<Buffer | null> {
  try {
    const wanted = join(await realpath(root), path);
    // A link anywhere on the way makes the real path another one.
    if ((await realpath(wanted)) !== wanted) return null;
    const file = await open(wanted, 'r');
    try {
      const { size } = await file.stat().then((stat) => (stat.isFile() ? stat : { size: Number.POSITIVE_INFINITY }));
      return size <= MAX_FILE_BYTES ? await file.readFile() : null;
    } finally {
      await file.close();
    }
  } catch (cause) {
    // Absent, unreadable or renamed meanwhile: for the window it is not there.
    if (cause instanceof Error) return null;
    throw cause;
  }
}

/**
 * Whether the window may have a permission: the camera (a code can be read from a picture), for our own origin, without sound.
 * @param mediaTypes - what a `media` request asks for; an empty list does not say, and is refused.
 */
export function isPermitted(permission: string, requestingUrl: string, origin: string, mediaTypes: readonly string[]): boolean {
  return permission === 'media' && isOwnUrl(requestingUrl, origin) && mediaTypes.length > 0 && mediaTypes.every((type) => type === 'video');
}
