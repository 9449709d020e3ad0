/** The states of the window that a person looks at and axe checks. */
import { giveCamera, refuseCamera } from './fake-camera.ts';
import { blank, qrPicture, toPdf, toPng, withQr } from './picture-files.ts';
import type { NoticeView } from '../../core/contract.ts';
import type { DeviceView, ScannerView } from '../../core/contract.ts';
import * as doctor from './doctor-fixtures.ts';
import type { WindowDouble } from './window-double.ts';
import * as fixture from './window-fixtures.ts';

/** Brings a window that has just been opened into one state. */
export type Scene = (window: WindowDouble, now: number) => Promise<void>;
/** Notices wait for whoever is here. */
async function standing({ answers, emit, page }: WindowDouble, ...notices: NoticeView[]): Promise<void> {
  answers['notice:pending'] = () => ({ notices });
  await emit('notice:changed', {});
  await page.locator('.notice-banner').waitFor();
}

/** The queue of the service workspace, at one of its states. */
async function openQueue({ page }: WindowDouble, state = 0): Promise<void> {
  await page.keyboard.press('Control+3');
  await page.locator('.queue-states button').nth(state).click();
  await page.locator('.section-queue table').waitFor();
  await page.locator('#service-queue').evaluate((section) => section.scrollIntoView({ block: 'start' }));
}

/** The scanners of the service workspace, with these devices plugged in. */
async function openScanners({ answers, page }: WindowDouble, devices: readonly DeviceView[]): Promise<void> {
  answers['service:devices'] = () => ({ devices: [...devices], recorded: [] });
  await page.keyboard.press('Control+3');
  await page.locator('.device-table').waitFor();
  await page.locator('#service-scanners').evaluate((section) => section.scrollIntoView({ block: 'start' }));
}
const scannersOf = (devices: readonly DeviceView[]): ScannerView[] => devices.flatMap(({ scanner }) => (scanner === null ? [] : [scanner]));
const showCard = async ({ page }: WindowDouble): Promise<void> => {
  await page.locator('.test-card-lengths button').nth(1).click();
  await page.locator('.qr-exact').waitFor();
};

export const scenes: Readonly<Record<string, Scene>> = {
  idle: async () => Promise.resolve(),
  pass: async ({ emit, page }, now) => {
    await emit('verdict:shown', fixture.verdict(now));
    await page.keyboard.press('F2');
  },
  faults: async ({ answers, emit, page }, now) => {
    answers['desk:convert'] = () => ({ ok: false, refusal: 'fields', barrier: null, fields: [{ field: 'permitNumber', fault: 'out-of-range' }, { field: 'birthDate', fault: 'malformed' }, { field: 'phone', fault: 'required' }] });
    await emit('verdict:shown', fixture.verdict(now));
    await page.keyboard.press('F2');
    await page.keyboard.press('F2');
    await page.locator('.field-fault').first().waitFor();
  },
  delivered: async ({ emit }, now) => {
    await emit('verdict:shown', fixture.verdict(now));
    await emit('conversion:changed', { scanId: fixture.SCAN_ID, recordId: fixture.RECORD_ID, state: 'delivered', mainlandCode: fixture.MAINLAND_CODE, validUntil: now + 24 * 3_600_000 });
  },
  refer: async ({ emit }, now) => emit('verdict:shown', fixture.refer(now)),
  foreign: async ({ emit }, now) => emit('verdict:shown', fixture.foreign(now)),
  red: async ({ emit }, now) => emit('verdict:shown', fixture.red(now)),
  appealed: async ({ emit, page }, now) => {
    await emit('verdict:shown', fixture.red(now));
    await page.keyboard.press('F5');
    await page.waitForSelector('.second-line-number');
  },
  override: async ({ emit, page }, now) => {
    await emit('verdict:shown', fixture.red(now));
    await page.keyboard.press('F10');
    await page.waitForSelector('#override-reason');
  },
  'second-person': async ({ emit }, now) => {
    await emit('verdict:shown', fixture.red(now));
    await emit('staff:changed', fixture.session(now, { pending: fixture.pending(now), refusal: 'second-person-role' }));
  },
  'second-person-too-late': async ({ emit }, now) => {
    await emit('verdict:shown', fixture.red(now));
    await emit('staff:changed', fixture.session(now, { refusal: 'second-person-too-late' }));
  },
  overridden: async ({ emit }, now) => {
    const red = fixture.red(now);
    await emit('verdict:shown', red);
    await emit('override:changed', { scanId: red.scanId, at: now, reason: 'health-bureau-agrees', first: '1042', second: '2001' });
  },
  refuse: async ({ emit }, now) => emit('verdict:shown', fixture.refuse(now)),
  'disk-low': async ({ emit }, now) => {
    await emit('status:changed', fixture.status(now, { disk: { state: 'low', freeBytes: 21_300_000 } }));
    await emit('verdict:shown', { ...fixture.verdict(now), conversion: { possible: false, barrier: 'disk-low' } });
  },
  'disk-full': async ({ emit }, now) => {
    await emit('verdict:shown', fixture.verdict(now));
    await emit('status:changed', fixture.status(now, { disk: { state: 'full', freeBytes: 6_100_000 } }));
    await emit('fault:raised', { code: 'record-not-kept', incidentId: 'F0007' });
  },
  'conversion-not-kept': async ({ emit, page }, now) => {
    await emit('verdict:shown', fixture.verdict(now));
    await page.keyboard.press('F2');
    await emit('fault:raised', { code: 'conversion-not-kept', incidentId: 'F0008' });
  },
  outage: async ({ emit, page }, now) => {
    await emit('status:changed', fixture.outage(now));
    await emit('verdict:shown', fixture.verdict(now));
    await page.keyboard.press('F2');
  },
  'document-same': async ({ emit, page }, now) => {
    await emit('verdict:shown', fixture.verdict(now));
    await page.keyboard.press('F2');
    await emit('verdict:changed', fixture.withDocument(now, 'same'));
  },
  // The code knows neither permit nor birth date; the document does, and the officer has taken the consent already.
  'document-fills': async ({ emit, page }, now) => {
    await emit('verdict:shown', fixture.verdict(now, { conversion: { possible: true, known: { permitNumber: null, birthDate: null }, fromDocument: [], missing: ['permitNumber', 'birthDate', 'phone', 'destinationCity'] } }));
    await page.keyboard.press('F2');
    await emit('verdict:changed', fixture.withDocument(now, 'same', { conversion: { possible: true, known: { permitNumber: 'M12345678', birthDate: '1980-02-29' }, fromDocument: ['permitNumber', 'birthDate'], missing: ['phone', 'destinationCity'] } }));
  },
  'document-unclear': async ({ emit }, now) => emit('verdict:shown', fixture.withDocument(now, 'cannot-tell')),
  'document-differs': async ({ emit }, now) => {
    await emit('verdict:shown', fixture.verdict(now));
    await emit('verdict:changed', fixture.documentDiffers(now));
  },
  'document-awaited': async ({ emit }, now) => emit('verdict:shown', fixture.verdict(now, { documentAwaited: true, conversion: { possible: false, barrier: 'document-not-checked' } })),
  'document-waits': async ({ emit }) => emit('document:waiting', { waiting: true }),
  'document-unreadable': async ({ emit }, now) => {
    await emit('verdict:shown', fixture.verdict(now));
    await emit('document:unreadable', { fault: 'check-digit', fields: ['number', 'birth-date', 'composite'] });
  },
  torn: async ({ emit }) => emit('scan:torn', { deviceId: 'a', role: null, cause: 'gap' }),
  'keyboard-layout': async ({ emit }, now) => {
    await emit('status:changed', fixture.status(now, { keyboard: fixture.wrongLayout() }));
    await emit('verdict:shown', fixture.verdict(now));
  },
  'keyboard-input-method': async ({ emit }, now) => {
    const damage = { cause: 'input-method', restored: false, scannerLayout: null, hostLayout: null, deviceId: null } as const;
    await emit('status:changed', fixture.status(now, { keyboard: damage }));
    await emit('scan:damaged', { ...damage, role: null });
  },
  'keyboard-service': async ({ answers, emit, page }, now) => {
    const { deviceId, ...damage } = fixture.wrongLayout();
    answers['service:scanners'] = () => ({ scanners: fixture.scanners(now).map((scanner) => (scanner.deviceId === deviceId ? { ...scanner, state: 'ready', detail: null, damage } : scanner)), missingRoles: [], driverFaults: [] });
    await emit('status:changed', fixture.status(now, { keyboard: fixture.wrongLayout() }));
    await page.keyboard.press('Control+3');
    await page.waitForSelector('.service table');
    await page.locator('#service-scanners .is-bad').first().waitFor();
  },
  reading: async ({ emit }) => emit('scan:reading', { deviceId: 'a', bytesRead: 420 }),
  'two-scanners': async ({ emit }, now) => {
    await emit('status:changed', fixture.twoScanners(now, 'ready', 'ready', 'ready'));
    await emit('verdict:shown', { ...fixture.verdict(now), scannerRole: 'traveller', source: 'serial' });
  },
  'two-scanners-lost': async ({ emit }, now) => {
    await emit('status:changed', fixture.twoScanners(now, 'ready', 'lost', 'lost'));
    await emit('verdict:shown', { ...fixture.refer(now), scannerRole: 'officer' });
    await emit('scan:torn', { deviceId: 'a', role: 'traveller', cause: 'lost' });
  },
  'two-scanners-drop': async ({ emit, page }, now) => {
    await emit('status:changed', fixture.twoScanners(now, 'ready', 'ready', 'ready'));
    await emit('verdict:shown', { ...fixture.verdict(now), scannerRole: 'officer' });
    await page.keyboard.press('F2');
    await emit('verdict:shown', { ...fixture.refer(now), scannerRole: 'traveller' });
    await page.keyboard.press('Escape');
  },
  'two-scanners-service': async ({ answers, emit, page }, now) => {
    answers['service:scanners'] = () => ({ scanners: fixture.scannersOfTwoSides(now), missingRoles: [], driverFaults: [] });
    await emit('status:changed', fixture.twoScanners(now, 'ready', 'denied', 'denied'));
    await page.keyboard.press('Control+3');
    await page.locator('.section-scanners table').first().waitFor();
  },
  'two-scanners-missing': async ({ answers, emit, page }, now) => {
    answers['service:scanners'] = () => ({ scanners: fixture.scannersOfTwoSides(now).slice(0, 1), missingRoles: ['traveller'], driverFaults: [] });
    await emit('status:changed', fixture.twoScanners(now, 'ready', 'none', 'none'));
    await page.keyboard.press('Control+3');
    await page.locator('.section-scanners table').first().waitFor();
  },
  drop: async ({ emit, page }, now) => {
    await emit('verdict:shown', fixture.verdict(now));
    await page.keyboard.press('F2');
    await emit('verdict:shown', fixture.refer(now));
  },
  commission: async ({ emit }, now) => emit('staff:changed', fixture.session(now, { state: 'uncommissioned', person: null, refusal: 'technician-first' })),
  locked: async ({ emit }, now) => emit('staff:changed', fixture.session(now, { state: 'locked' })),
  pin: async ({ emit }, now) => emit('staff:changed', fixture.session(now, { state: 'signed-out', person: null, waiting: fixture.waiting({ waitUntil: now + 120_000 }) })),
  blocked: async ({ emit }, now) => emit('staff:changed', fixture.session(now, { state: 'signed-out', person: null, waiting: fixture.waiting({ blocked: true }) })),
  'new-pin': async ({ emit }, now) => emit('staff:changed', fixture.session(now, { state: 'signed-out', person: null, waiting: fixture.waiting({ needs: 'new-pin' }) })),
  'hand-over': async ({ emit }, now) => {
    await emit('verdict:shown', fixture.verdict(now));
    await emit('staff:changed', fixture.session(now, { waiting: fixture.waiting() }));
  },
  contingency: async ({ emit }, now) => emit('contingency:changed', fixture.contingency(now)),
  'contingency-offer': async ({ emit }, now) => {
    await emit('status:changed', fixture.status(now, { scanner: 'lost' }));
    await emit('contingency:changed', { active: null, offer: 'scanner-gone' });
  },
  'contingency-offer-officer': async ({ emit }, now) => {
    await emit('staff:changed', fixture.session(now, { person: { staffNumber: '1042', roles: ['officer'] } }));
    await emit('contingency:changed', { active: null, offer: 'issuer-down' });
  },
  crossing: async ({ emit, page }, now) => {
    await emit('contingency:changed', fixture.contingency(now));
    await page.keyboard.press('F9');
    await page.keyboard.press('F2');
    await page.locator('#crossing-zone').waitFor();
  },
  'contingency-report': async ({ emit, page }, now) => {
    await emit('contingency:changed', fixture.contingency(now));
    await page.keyboard.press('F7');
    await page.locator('.contingency-report').waitFor();
  },
  'contingency-declare': async ({ page }) => {
    await page.keyboard.press('F7');
    await page.locator('#contingency-reason').waitFor();
  },
  ageing: async ({ emit }, now) => {
    await emit('status:changed', fixture.status(now, { trust: fixture.aged(now, 'ageing', 30), clock: { state: 'slow', behindMs: 0, offsetMs: -94_000 } }));
    await emit('verdict:shown', fixture.verdict(now));
  },
  stale: async ({ emit }, now) => {
    await emit('status:changed', fixture.status(now, { trust: fixture.aged(now, 'stale', 120), clock: { state: 'behind', behindMs: 9 * 86_400_000, offsetMs: null } }));
    await emit('verdict:shown', { ...fixture.refer(now), reasons: (['clock-behind', 'trust-stale'] as const).map((code) => ({ code, outcome: 'refer' as const, ruleId: null })) });
  },
  'consent-stale': async ({ emit, page }, now) => {
    await emit('status:changed', fixture.status(now, { trust: fixture.aged(now, 'stale', 120) }));
    await page.keyboard.press('Shift+F7');
    await page.locator('.consent-stale').waitFor();
  },
  'consent-second': async ({ emit }, now) => {
    await emit('status:changed', fixture.status(now, { trust: fixture.aged(now, 'stale', 120) }));
    await emit('staff:changed', fixture.session(now, { pending: { ...fixture.pending(now), action: 'accept-stale', reason: 'trust-stale' } }));
  },
  accepted: async ({ emit }, now) => {
    await emit('status:changed', fixture.status(now, { trust: fixture.aged(now, 'stale', 120, { consentUntil: now + 20 * 60_000 }) }));
    await emit('verdict:shown', fixture.verdict(now));
  },
  dead: async ({ emit }, now) => {
    await emit('status:changed', fixture.status(now, { trust: fixture.aged(now, 'dead', 480), outOfService: { cause: 'version-too-low', minimum: '2.0.0' } }));
    await emit('verdict:shown', { ...fixture.refer(now), reasons: (['terminal-out-of-service', 'trust-dead'] as const).map((code) => ({ code, outcome: 'refer' as const, ruleId: null })) });
  },
  deactivated: async ({ emit }, now) => emit('status:changed', fixture.status(now, { outOfService: { cause: 'deactivated', reason: 'stolen' }, clock: { state: 'fast', behindMs: 0, offsetMs: 42_300 } })),
  notice: async (window, now) => {
    await window.emit('verdict:shown', fixture.verdict(now));
    await standing(window, fixture.typedNotice(now));
  },
  'notice-urgent': async (window, now) => {
    await window.emit('verdict:shown', fixture.verdict(now));
    await standing(window, fixture.typedNotice(now, { severity: 'urgent' }), fixture.ruleNotice);
  },
  'notice-long': async (window, now) => {
    await window.emit('verdict:shown', fixture.refer(now));
    await standing(window, fixture.longNotice(now), fixture.ruleNotice);
  },
  'notice-rules': async (window) => standing(window, fixture.ruleNotice),
  'notice-contingency': async (window, now) => {
    await window.emit('contingency:changed', fixture.contingency(now));
    await window.emit('status:changed', fixture.outage(now));
    await window.emit('verdict:shown', fixture.red(now));
    await standing(window, fixture.typedNotice(now));
  },
  notices: async ({ page }) => {
    await page.keyboard.press('Shift+F11');
    await page.locator('.notice-list').first().waitFor();
    await page.locator('.notices-dialog summary').click();
  },
  'notice-refused': async ({ page }) => {
    await page.keyboard.press('Shift+F11');
    await page.locator('#notice-text').fill('Lane 3 is closed.');
    await page.locator('#notice-end').selectOption('time-of-day');
    await page.locator('#notice-time').fill('25:00');
    await page.keyboard.press('Enter');
    await page.locator('.notice-form .field-fault').waitFor();
  },
  help: async ({ page }) => page.keyboard.press('F1'),
  camera: async ({ page }) => {
    await giveCamera(page, null);
    await page.keyboard.press('F6');
    await page.locator('.camera-state.is-looking').waitFor();
    await page.locator('.camera-settings summary').click();
  },
  'camera-found': async ({ emit, page }, now) => {
    await giveCamera(page, 'HC1:A CODE OF A SCENE');
    await page.keyboard.press('F6');
    await page.locator('.camera-state.is-found').waitFor();
    await emit('verdict:shown', { ...fixture.verdict(now), source: 'camera' });
  },
  'camera-refer': async ({ emit, page }, now) => {
    await giveCamera(page, null);
    await page.keyboard.press('F6');
    await page.locator('.camera-state.is-looking').waitFor();
    await emit('verdict:shown', { ...fixture.refer(now), source: 'camera' });
  },
  'camera-denied': async ({ page }) => {
    await refuseCamera(page, 'NotAllowedError');
    await page.keyboard.press('F6');
    await page.locator('.camera-fault').waitFor();
  },
  'camera-denied-verdict': async ({ emit, page }, now) => {
    await refuseCamera(page, 'NotReadableError');
    await page.keyboard.press('F6');
    await page.locator('.camera-fault').waitFor();
    await emit('verdict:shown', fixture.verdict(now));
  },
  picture: async ({ page }) => page.keyboard.press('Shift+F6'),
  'picture-several': async ({ page }) => {
    await page.keyboard.press('Shift+F6');
    const [left, right] = ['FIRST', 'SECOND'].map((text, index) => ({ text, left: 40 + 420 * index, top: 60 + 200 * index, side: 8 }));
    const sheet = [left, right].reduce((ground, code) => (code === undefined ? ground : withQr(ground, code.text, code)), blank(900, 700));
    await page.locator('.picture input').setInputFiles({ name: 'certificates-of-a-family-2021-08-31-scanned-at-the-second-counter.png', mimeType: 'image/png', buffer: toPng(sheet) });
    await page.locator('.picture-codes').waitFor();
  },
  'picture-refused': async ({ page }) => {
    await page.keyboard.press('Shift+F6');
    await page.locator('.picture input').setInputFiles({ name: 'certificate.pdf', mimeType: 'application/pdf', buffer: toPdf([blank(8, 8)], { encrypted: true }) });
    await page.locator('.picture .refusal').waitFor();
  },
  'picture-verdict': async ({ emit }, now) => emit('verdict:shown', { ...fixture.verdict(now), source: 'picture' }),
  'codes-examined': async ({ page }) => {
    await page.keyboard.press('Control+3');
    await page.waitForSelector('#service-codes');
    await page.keyboard.press('Shift+F6');
    await page.locator('.picture input').setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: toPng(qrPicture('A CODE OF A SCENE')) });
    await page.locator('.examined-code').waitFor();
    await page.locator('#service-codes').scrollIntoViewIfNeeded();
  },
  manual: async ({ page }) => page.keyboard.press('F3'),
  overview: async ({ page }) => {
    await page.keyboard.press('Control+2');
    await page.waitForSelector('.chart canvas');
  },
  'overview-span': async ({ page }) => {
    await page.keyboard.press('Control+2');
    await page.waitForSelector('.chart canvas');
    await page.locator('.ranges button').last().click();
    await page.locator('.span-fields input').first().fill('2026-11-31 10:00');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.field-fault');
  },
  timeline: async ({ page }) => {
    await page.keyboard.press('Control+2');
    await page.locator('.timeline').evaluate((section) => section.scrollIntoView({ block: 'end' }));
  },
  'overview-tables': async ({ page }) => {
    await page.keyboard.press('Control+2');
    await page.waitForSelector('.chart canvas');
    await page.locator('.pace').scrollIntoViewIfNeeded();
    await page.locator('.rankings > :last-child').scrollIntoViewIfNeeded();
  },
  'damage-desk': async ({ emit }, now) => {
    await emit('status:changed', fixture.status(now, { damage: { at: now - 720_000, saved: 14, lost: 2 } }));
  },
  'damage-service': async ({ answers, emit, page }, now) => {
    answers['service:system'] = () => ({ ...fixture.system(now), damages: fixture.damages(now) });
    await emit('status:changed', fixture.status(now, { damage: { at: now - 720_000, saved: 14, lost: null } }));
    await page.keyboard.press('Control+3');
    await page.waitForSelector('.service table');
    await page.locator('#service-system').scrollIntoViewIfNeeded();
  },
  'damage-problem': async ({ emit, page }, now) => {
    await emit('status:changed', fixture.status(now, { damage: { at: now - 720_000, saved: 14, lost: null } }));
    await page.keyboard.press('Control+3');
    await page.waitForSelector('.problems');
  },
  'service-standing': async ({ emit, page }, now) => {
    await emit('status:changed', fixture.status(now, { trust: fixture.aged(now, 'stale', 120, { consentUntil: now + 3_600_000 }) }));
    await page.keyboard.press('Control+3');
    await page.waitForSelector('.service table');
    await page.locator('#service-standing').scrollIntoViewIfNeeded();
  },
  rules: async ({ page }) => {
    await page.keyboard.press('Control+3');
    await page.waitForSelector('.waiting-set');
    await page.locator('#service-rules').scrollIntoViewIfNeeded();
  },
  'rules-recall': async ({ page }) => {
    await page.keyboard.press('Control+3');
    await page.locator('.waiting-set button').nth(2).click();
    await page.locator('#rule-reason').waitFor();
  },
  'rules-second-person': async ({ emit }, now) => {
    const recall = { ...fixture.pending(now), action: 'recall', reason: 'withdrawn-by-authority' } as const;
    await emit('staff:changed', fixture.session(now, { pending: recall }));
  },
  'overview-staff': async ({ page }) => {
    await page.keyboard.press('Control+2');
    await page.waitForSelector('.chart canvas');
    await page.locator('.staff-list summary').click();
    // Asked once: the next press takes it away.
    await page.locator('.staff-list td button').first().click();
    await page.locator('.staff-list table').scrollIntoViewIfNeeded();
  },
  service: async ({ emit, page }, now) => {
    await emit('status:changed', fixture.trouble(now));
    await page.keyboard.press('Control+3');
    await page.waitForSelector('.service table');
  },
  'doctor-healthy': async (window, now) => {
    await openScanners(window, doctor.devices(now));
    await window.page.locator('.device-table summary').click();
  },
  'doctor-wrong-mode': async (window, now) => {
    window.answers['service:scanners'] = () => ({ scanners: [], missingRoles: [], driverFaults: [] });
    await window.emit('status:changed', fixture.status(now, { scanner: 'none' }));
    await openScanners(window, doctor.wrongMode);
    await window.page.locator('.programming-code img').waitFor();
  },
  'doctor-denied': async (window, now) => {
    await window.emit('status:changed', fixture.status(now, { scanner: 'denied' }));
    window.answers['service:scanners'] = () => ({ scanners: scannersOf(doctor.denied(now)), missingRoles: [], driverFaults: [] });
    await openScanners(window, doctor.denied(now));
  },
  'doctor-card': async (window, now) => {
    await openScanners(window, doctor.devices(now));
    await showCard(window);
  },
  'doctor-card-long': async (window, now) => {
    window.answers['service:start-test-card'] = () => ({ state: doctor.testCard(now, { length: 'long' }) });
    await openScanners(window, doctor.devices(now));
    await showCard(window);
  },
  'doctor-card-passed': async (window, now) => {
    await openScanners(window, doctor.devices(now));
    await showCard(window);
    await window.emit('service:test-card', { state: doctor.testCard(now, { damage: (text) => text }) });
  },
  'doctor-card-faults': async (window, now) => {
    await openScanners(window, doctor.devices(now));
    await showCard(window);
    // Letters inverted, two marks of another layout, a suffix, and slow.
    const damage = (text: string): string => `${text.replace(/[A-Za-z]/g, (letter) => (letter >= 'a' ? letter.toUpperCase() : letter.toLowerCase())).replaceAll('-', "'").replaceAll('/', '-')}\r`;
    await window.emit('service:test-card', { state: doctor.testCard(now, { damage, source: 'hid-keyboard', elapsedMs: 9_200 }) });
  },
  'doctor-two': async (window, now) => {
    window.answers['service:scanners'] = () => ({ scanners: scannersOf(doctor.two(now)), missingRoles: [], driverFaults: [] });
    await openScanners(window, doctor.two(now));
  },
  'doctor-reports': async (window, now) => {
    await openScanners(window, doctor.devices(now));
    await window.page.locator('.section-scanners > button').click();
    await window.page.locator('.raw').waitFor();
    await window.emit('service:report', doctor.report(now));
    await window.emit('service:report', doctor.misfit(now));
    await window.page.locator('.report-fields').first().waitFor();
    await window.page.locator('.raw').scrollIntoViewIfNeeded();
  },
  queue: async (window) => openQueue(window),
  'queue-parked': async (window, now) => {
    window.answers['service:queue'] = () => fixture.queue(now, fixture.work());
    await openQueue(window, 2);
  },
  'queue-failed': async (window, now) => {
    window.answers['service:queue'] = () => fixture.queue(now, fixture.work({ state: 'failed', fault: 'disk-full' }));
    window.answers['queue:export'] = () => ({ ok: false, refusal: 'not-a-path' });
    await openQueue(window, 3);
    await window.page.locator('.queue-export input').fill('stick');
    await window.page.keyboard.press('Enter');
    await window.page.locator('.queue-export .field-fault').waitFor();
  },
  'outage-quiet': async ({ emit }, now) => emit('status:changed', fixture.status(now, { network: { state: 'down', since: now - 90_000, cause: 'no-connection' } })),
  backlog: async ({ emit }, now) => emit('status:changed', fixture.status(now, { queue: { waiting: 1_204, delivered: 374, dead: 2, oldestWaitingAt: now - 3 * 3_600_000 } })),
  'signed-set': async ({ emit, page }, now) => {
    await page.keyboard.press('Control+3');
    await page.waitForSelector('#service-distribution form');
    await emit('trust:changed', { ...fixture.distribution(now), underWay: { source: 'folder', phase: 'targets', files: 6, ofFiles: 14, bytes: 30_000, ofBytes: 70_000 } });
    await page.evaluate(() => document.getElementById('service-distribution')?.scrollIntoView({ block: 'start' }));
  },
  'signed-set-refused': async ({ page }) => {
    await page.keyboard.press('Control+3');
    await page.waitForSelector('#service-distribution form');
    await page.locator('#service-distribution form input').fill('/media/usb/portas');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.attempt .outcome');
    await page.evaluate(() => document.querySelector('#service-distribution form')?.scrollIntoView({ block: 'start' }));
  },
};
