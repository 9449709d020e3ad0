import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM_ORIGIN, ELECTRON_ORIGIN } from '../../../electron/origins.ts';
import { answerFile, CSP, isOwnDocument, isOwnUrl, isPermitted } from '../../../electron/window-policy.ts';
import { tempDir } from '../../support/temp-dir.ts';

let root = '';
beforeEach(() => {
  const dir = tempDir();
  root = join(dir, 'build');
  mkdirSync(join(root, 'assets'), { recursive: true });
  mkdirSync(join(root, 'folder.js'));
  writeFileSync(join(root, 'index.html'), '<!doctype html>');
  writeFileSync(join(root, 'assets/index-C3_a.js'), 'export {};');
  writeFileSync(join(root, '.hidden.js'), '');
  writeFileSync(join(root, 'notes.txt'), '');
  writeFileSync(join(dir, 'secret.js'), 'secret');
  mkdirSync(join(dir, 'outside'));
  writeFileSync(join(dir, 'outside/other.js'), 'secret');
  symlinkSync(join(dir, 'secret.js'), join(root, 'link.js'));
  symlinkSync(join(dir, 'outside'), join(root, 'linked'));
  symlinkSync('index-C3_a.js', join(root, 'assets/inner.js'));
});

describe.each([ELECTRON_ORIGIN, CHROMIUM_ORIGIN])('the files of %s', (origin) => {
  it.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/%252e%252e/secret.js',
    '/..\\secret.js',
    '/assets%00.js',
    '/assets/index-C3_a.js%00.html',
    '//etc/passwd',
    '/link.js',
    '/linked/other.js',
    '/assets/inner.js',
    '/.hidden.js',
    '/assets/',
    '/assets',
    '/folder.js',
    '/notes.txt',
    '/absent.js',
    '/index.html/',
    `/${'a'.repeat(600)}.js`,
  ])('answers 404 to %s', async (path) => {
    const answer = await answerFile(root, origin, 'GET', `${origin}${path}`);
    expect(answer.status).toBe(404);
    expect(answer.body.toString()).not.toContain('secret');
  });

  it.each(['', 'x', 'http://', 'https://portas.example/index.html', 'app://portas.evil/index.html', 'app://other/index.html', 'https://portas.invalid.evil/index.html', 'https://portas.invalid:8443/index.html', 'http://portas.invalid/index.html', 'file:///etc/passwd'])(
    'answers 404 to the foreign address %s',
    async (url) => {
      expect((await answerFile(root, origin, 'GET', url)).status).toBe(404);
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('answers 405 to %s', async (method) => {
    expect((await answerFile(root, origin, method, `${origin}/`)).status).toBe(405);
  });

  it.each(['GET /', 'GET /absent.js', 'POST /'])('puts the security headers on the answer to %s', async (line) => {
    const [method = '', path = ''] = line.split(' ');
    const { headers } = await answerFile(root, origin, method, `${origin}${path}`);
    expect(headers).toMatchObject({ 'content-security-policy': CSP, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
  });

  it('serves a regular file with its type', async () => {
    const answer = await answerFile(root, origin, 'GET', `${origin}/assets/index-C3_a.js?v=1#x`);
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' } });
    expect(answer.body.toString()).toBe('export {};');
  });

  it('serves the document for the bare origin, and no body to HEAD', async () => {
    expect((await answerFile(root, origin, 'GET', `${origin}/`)).body.toString()).toBe('<!doctype html>');
    expect((await answerFile(root, origin, 'HEAD', `${origin}/`)).body).toHaveLength(0);
  });

  it('takes only its own document for a document', () => {
    expect(isOwnDocument(`${origin}/`, origin)).toBe(true);
    expect(isOwnDocument(`${origin}/index.html#a`, origin)).toBe(true);
    for (const url of [`${origin}/assets/index-C3_a.js`, 'about:blank', 'data:text/html,x', `blob:${origin}/x`, `${origin}.evil/`]) {
      expect(isOwnDocument(url, origin), url).toBe(false);
    }
  });

  it('takes no address with a user in it for its own', () => {
    expect(isOwnUrl(origin.replace('//', '//user:pass@'), origin)).toBe(false);
  });
});

it('has a policy that compiles WebAssembly and has no other unsafe source', () => {
  expect(CSP).toMatch(/^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';/);
  // WebAssembly alone: no inline script, no inline style, no text made into script.
  expect(CSP.match(/'[a-z-]*unsafe[a-z-]*'/g)).toEqual(["'wasm-unsafe-eval'"]);
  expect(CSP).not.toContain('*');
});

describe('permissions', () => {
  it.each(['notifications', 'geolocation', 'midi', 'hid', 'serial', 'usb', 'clipboard-read', 'openExternal', 'fullscreen', 'display-capture'])('refuses %s', (permission) => {
    expect(isPermitted(permission, `${ELECTRON_ORIGIN}/`, ELECTRON_ORIGIN, ['video'])).toBe(false);
  });

  it.each([[['audio']], [['audio', 'video']], [[]], [['unknown']]])('refuses media of %j', (types) => {
    expect(isPermitted('media', `${ELECTRON_ORIGIN}/`, ELECTRON_ORIGIN, types)).toBe(false);
  });

  it('refuses another origin the camera', () => {
    expect(isPermitted('media', 'https://example.org/', ELECTRON_ORIGIN, ['video'])).toBe(false);
  });

  it('gives our own origin the camera', () => {
    expect(isPermitted('media', `${ELECTRON_ORIGIN}/`, ELECTRON_ORIGIN, ['video'])).toBe(true);
  });
});
