/**
 * The built window without an engine: serves out/renderer under the product's CSP inside a Chromium page, with a bridge
 * whose answers and events come from the test. Everything that crosses it is parsed against the contract, so that this
 * double cannot drift from the engine.
 */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type CallName, calls, type EventName, type EventPayload, events, type Reply, type Request } from '../../core/contract.ts';
import * as doctor from './doctor-fixtures.ts';
import { CSP } from '../../electron/window-policy.ts';
import * as fixture from './window-fixtures.ts';

const ORIGIN = 'https://portas.invalid';
const BUILD = fileURLToPath(new URL('../../out/renderer', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export type Answers = { [Name in CallName]: (request: Request<Name>) => Reply<Name> | Promise<Reply<Name>> };

export interface WindowDouble {
  readonly page: Page;
  /** Calls of the window so far, in order. */
  readonly called: readonly { readonly channel: CallName; readonly request: unknown }[];
  /** What the page complained of: errors, refused resources. */
  readonly complaints: readonly string[];
  /** What the engine answers from now on. */
  readonly answers: Answers;
  readonly emit: <Name extends EventName>(channel: Name, payload: EventPayload<Name>) => Promise<void>;
  readonly engine: (state: 'up' | 'down') => Promise<void>;
  /** Loads the window anew in the same page, to the workplace that hears what is emitted: a third of the work of another page. */
  readonly reopen: (answers: Answers) => Promise<void>;
}

/** A calm terminal: every call has an answer. */
export function calmAnswers(now: number): Answers {
  return {
    'app:welcome': () => fixture.welcome(),
    'app:status': () => fixture.status(now),
    'desk:wedge': () => ({}),
    'desk:manual': () => ({}),
    'desk:camera': () => ({}),
    'desk:picture': () => ({}),
    'desk:clear': () => ({}),
    'desk:current': () => ({ verdict: null, conversion: null, case: null, override: null }),
    'desk:recent': () => ({ scans: fixture.recent(now) }),
    'desk:convert': () => ({ ok: true, recordId: fixture.RECORD_ID }),
    'desk:override': () => ({ ok: true, state: 'asked' }),
    'trust:accept-stale': () => ({ ok: true }),
    'case:open': ({ scanId, kind }) => ({ ok: true, case: fixture.openCase(now, { scanId, kind }) }),
    'case:list': () => fixture.cases(now),
    'case:close': ({ number, outcome, reason }) => ({ ok: true, case: fixture.openCase(now, { number, closed: { at: now, by: '2001', outcome, reason } }) }),
    'overview:read': () => fixture.overview(now),
    'overview:export': () => ({ ...fixture.overview(now), officers: null }),
    'service:scanners': () => ({ scanners: fixture.scanners(now), missingRoles: [], driverFaults: [] }),
    'service:examine-code': () => fixture.examinedCode,
    'service:watch-reports': () => ({}),
    'service:devices': () => ({ devices: doctor.devices(now), recorded: [] }),
    'service:export-reports': () => ({ fixture: '{}\n' }),
    'service:start-test-card': () => ({ state: doctor.testCard(now) }),
    'service:stop-test-card': () => ({}),
    'service:test-card': () => ({ state: null }),
    'service:trust': () => fixture.trust(now),
    'trust:state': () => ({ distribution: fixture.distribution(now) }),
    'trust:update': () => ({ ok: true, outcome: fixture.outcome(now, {}) }),
    'trust:sticks': () => ({ folders: ['/media/usb/portas'] }),
    'trust:import': () => ({ ok: true, outcome: fixture.outcome(now, { source: 'folder', result: 'refused', cause: 'threshold', detail: 'Unable to load targets error RuntimeError: targets was signed by 1/2 keys', person: '3001' }) }),
    'rules:read': () => fixture.rules(now),
    'rules:rehearse': () => ({ found: true }),
    'rules:decide': () => ({ ok: true, state: 'asked' }),
    'service:queue': () => fixture.queue(now),
    'queue:page': ({ state }) => fixture.queuePage(now, state),
    'service:retry-now': () => ({ started: true }),
    'queue:hasten': () => ({ hastened: true }),
    'queue:park': () => ({ parked: true }),
    'queue:requeue-all': () => ({ started: true }),
    'queue:export': () => ({ ok: true }),
    'queue:cancel': () => ({ cancelled: true }),
    'service:renew-key': () => ({ result: 'renewed' as const, keyId: '5d0f6c1e2b3a4958', error: null }),
    'service:requeue': () => ({ requeued: true }),
    'service:system': () => fixture.system(now),
    'service:acknowledge-damage': () => ({ acknowledged: true }),
    'service:diagnostics': () => fixture.diagnostics,
    'staff:session': () => fixture.session(now),
    'staff:identify': () => ({ ok: true }),
    'staff:enter-pin': () => ({ ok: true }),
    'staff:choose-pin': () => ({ ok: true }),
    'staff:cancel': () => ({}),
    'staff:lock': () => ({}),
    'staff:sign-out': () => ({}),
    'staff:active': () => ({}),
    'staff:list': () => ({ staff: fixture.staff(now) }),
    'staff:release': () => ({ found: true }),
    'staff:reset-pin': () => ({ found: true }),
    'audit:read': () => ({ entries: fixture.audit(now) }),
    'contingency:state': () => fixture.noContingency,
    'contingency:declare': () => ({ refusal: null }),
    'contingency:end': () => ({ ended: true }),
    'contingency:read-mrz': () => ({ ok: true, name: 'SAM PUN', sex: 'female', nationality: 'CHN', birthDate: '1980-02-29', permitNumber: 'M12345678' }),
    'contingency:record': () => ({ ok: true, recordId: fixture.RECORD_ID, crossings: 42 }),
    'contingency:report': () => fixture.contingencyReport(now),
    'notice:list': () => fixture.notices(now),
    'notice:send': () => ({ ok: true, noticeId: fixture.NOTICE_ID }),
    'notice:withdraw': () => ({ ok: true }),
    'notice:pending': () => ({ notices: [] }),
    'notice:acknowledge': () => ({ ok: true }),
    'drill:state': () => ({ state: { auto: true, gateway: 'up', scanner: 'plugged' } }),
    'drill:set': (change) => ({ state: { auto: true, gateway: 'up', scanner: 'plugged', ...definedOnly(change) } }),
    'drill:present': () => ({}),
    'drill:badge': () => ({}),
  };
}

/** Opens the window in a page of its own. */
export async function openWindow(browser: Browser, first: Answers, options: BrowserContextOptions = {}): Promise<WindowDouble> {
  const answers = { ...first };
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, ...options });
  const page = await context.newPage();
  const called: { channel: CallName; request: unknown }[] = [];
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.route(`${ORIGIN}/**`, async (route) => {
    const path = normalize(new URL(route.request().url()).pathname);
    const file = join(BUILD, path === '/' ? 'index.html' : path);
    const body = await readFile(file).catch(() => null);
    if (body === null) return route.fulfill({ status: 404 });
    return route.fulfill({ body, headers: { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': CSP } });
  });
  await page.exposeFunction('portasCall', async (channel: CallName, request: unknown): Promise<unknown> => {
    const parsed = calls[channel].request.parse(request);
    called.push({ channel, request: parsed });
    const answer = answers[channel] as (request: unknown) => unknown;
    return calls[channel].reply.parse(await answer(parsed));
  });
  await page.addInitScript(installBridge);
  await page.goto(`${ORIGIN}/`);
  await page.waitForSelector('.frame, .starting');
  return {
    page,
    called,
    complaints,
    answers,
    async emit(channel, payload) {
      const message = events[channel].parse(payload);
      await page.evaluate(([name, value]) => window.portasEmit(name, value), [channel, message] as const);
    },
    async engine(state) {
      await page.evaluate((value) => window.portasEmit('engine', value), state);
    },
    async reopen(next) {
      Object.assign(answers, next);
      await page.goto(`${ORIGIN}/`);
      await page.waitForSelector('.frame');
      await page.waitForFunction(() => window.portasHears('verdict:shown'));
    },
  };
}

declare global {
  interface Window {
    portasCall(channel: string, request: unknown): Promise<unknown>;
    portasEmit(channel: string, payload: unknown): void;
    portasHears(channel: string): boolean;
  }
}

/** Runs inside the page before its scripts. */
function installBridge(): void {
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const on = (channel: string, listener: (payload: unknown) => void): (() => void) => {
    const set = listeners.get(channel) ?? new Set();
    listeners.set(channel, set.add(listener));
    return () => void set.delete(listener);
  };
  window.portasEmit = (channel, payload) => listeners.get(channel)?.forEach((listener) => listener(payload));
  window.portasHears = (channel) => (listeners.get(channel)?.size ?? 0) > 0;
  Object.defineProperty(window, 'portas', {
    value: {
      call: (channel: string, request: unknown) => window.portasCall(channel, request),
      on,
      onEngine: (listener: (state: unknown) => void) => on('engine', listener),
    },
  });
}

function definedOnly<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}
