/** Invented travellers, verdicts and views for looking at the window and testing it without an engine. */
import type { AuditLine, CaseView, ContingencyState, DamagedCode, DocumentView, IncidentView, ListedNotice, NoticeView, OutcomeCounts, Overview, QueuePage, QueueRow, QueueView, QueueWork, RecentScan, ReasonView, Reply, RulesView, ScannerView, SessionView, StaffView, Status, SystemView, TravellerView, TrustDistribution, TrustOutcomeView, TrustView, VerdictView, Welcome } from '../../core/contract.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const uuid = (index: number): string => `00000000-0000-4000-8000-${index.toString().padStart(12, '0')}`;
export const SCAN_ID = uuid(1);
export const RECORD_ID = uuid(900);
export const MAINLAND_CODE = 'GDV1:8f2b6c0e5d7a41c99b30a6f4e1d2c3b4a5968778695a4b3c2d1e0f9e8d7c6b5a';

export function welcome(change: Partial<Welcome> = {}, desk: Partial<Welcome['desk']> = {}): Welcome {
  return {
    mode: 'production',
    version: '0.1.0',
    terminal: { id: 'mo-bg-07', lane: '07', port: 'barrier-gate', direction: 'to-guangdong' },
    desk: { language: 'zh-Hant', secondLanguage: 'pt', clearAfterSeconds: 30, holdLimitSeconds: 120, volume: 0.6, ...desk },
    wedge: { prefix: '', suffix: '' },
    ...change,
  };
}

/** Somebody who may do everything. */
export function session(now: number, change: Partial<SessionView> = {}): SessionView {
  return { state: 'signed-in', person: { staffNumber: '1042', roles: ['officer', 'supervisor', 'technician'] }, since: now - 2 * HOUR, waiting: null, pending: null, refusal: null, ...change };
}

export function waiting(change: Partial<NonNullable<SessionView['waiting']>> = {}): NonNullable<SessionView['waiting']> {
  return { staffNumber: '1043', roles: ['officer', 'supervisor'], needs: 'pin', waitUntil: null, blocked: false, ...change };
}

export function staff(now: number): StaffView[] {
  const counts = { hasPin: true, failures: 0, blocked: false, badgeExpiresAt: now + 9_000 * HOUR, badgeCounts: true };
  return [
    { staffNumber: '1042', roles: ['officer'], ...counts },
    { staffNumber: '2001', roles: ['supervisor'], ...counts, failures: 2 },
    { staffNumber: '3007', roles: ['technician'], ...counts, failures: 10, blocked: true },
  ];
}

export function audit(now: number): AuditLine[] {
  const line = { roles: ['officer'], second: null, secondRoles: [], subject: null, reason: null, ruleSet: 'macau-guangdong@2021-08-25.3' };
  return [
    { at: now - MINUTE, action: 'consent-recorded', person: '1042', ...line, subject: SCAN_ID },
    { at: now - HOUR, action: 'signed-in', person: '1042', ...line },
  ];
}

export function status(now: number, change: Partial<Status> = {}): Status {
  return {
    at: now,
    scanner: 'ready',
    scannerRoles: [],
    network: { state: 'up', since: now - 5 * HOUR, cause: null },
    queue: { waiting: 0, delivered: 412, dead: 0, oldestWaitingAt: null },
    cases: { open: 0, oldestAt: null },
    keys: { issuedAt: now - 2 * HOUR, sequence: 14, count: 6 },
    rules: { id: 'macau-guangdong', version: '2021-08-25.3', count: 11 },
    trust: { state: 'fresh', since: null, verifiedAt: now - 2 * HOUR, signedUntil: now + 22 * HOUR, next: { state: 'ageing', at: now + 22 * HOUR }, consentUntil: null, mayAccept: false },
    damage: null,
    keyboard: null,
    outOfService: null,
    clock: { state: 'ok', behindMs: 0, offsetMs: 340 },
    disk: { state: 'ok', freeBytes: 48_318_382_080 },
    ...change,
  };
}

/** A desk with two scanners. */
export function twoScanners(now: number, officer: Status['scanner'], traveller: Status['scanner'], scanner: Status['scanner']): Status {
  return status(now, { scanner, scannerRoles: [{ role: 'officer', state: officer }, { role: 'traveller', state: traveller }] });
}

/** The network is gone for half an hour. */
export function outage(now: number): Status {
  return status(now, {
    network: { state: 'down', since: now - 27 * MINUTE, cause: 'no-connection' },
    queue: { waiting: 38, delivered: 374, dead: 0, oldestWaitingAt: now - 26 * MINUTE },
  });
}

/** Trust that was signed for a day, some hours after its verification. */
export function aged(now: number, state: Status['trust']['state'], hours: number, change: Partial<Status['trust']> = {}): Status['trust'] {
  const signedUntil = now - (hours - 24) * HOUR;
  const starts = { fresh: signedUntil, ageing: signedUntil, stale: signedUntil + 72 * HOUR, dead: signedUntil + 336 * HOUR };
  const next = ({ fresh: 'ageing', ageing: 'stale', stale: 'dead', dead: null } as const)[state];
  return { state, since: starts[state], verifiedAt: now - hours * HOUR, signedUntil, next: next === null ? null : { state: next, at: starts[next] }, consentUntil: null, mayAccept: state === 'stale', ...change };
}

/** Everything that can be wrong at once. */
export function trouble(now: number): Status {
  return status(now, {
    scanner: 'lost',
    network: { state: 'down', since: now - 3 * HOUR, cause: 'no-connection' },
    queue: { waiting: 1_204, delivered: 374, dead: 2, oldestWaitingAt: now - 3 * HOUR },
    keys: { issuedAt: now - 26 * HOUR, sequence: 14, count: 6 },
    trust: aged(now, 'ageing', 26),
    clock: { state: 'behind', behindMs: 12 * MINUTE, offsetMs: -12 * MINUTE },
  });
}

function traveller(now: number, change: Partial<TravellerView> = {}): TravellerView {
  return {
    nameHan: '樣本麗華',
    nameLatin: 'SPECIMEN, LAI WA',
    birthDate: '1980-02-29',
    sex: 'female',
    nationality: 'CHN',
    documents: [
      { type: 'bir', number: '12345678' },
      { type: 'mainland-permit', number: 'M12345678' },
    ],
    colour: 'green',
    subCode: null,
    issuedAt: now - 80 * MINUTE,
    expiresAt: now + 280 * MINUTE,
    declaration: { symptoms: [], contact: 'no', riskAreaStay: 'no' },
    latestTest: { result: 'negative', sampledAt: now - 9 * HOUR - 5 * MINUTE, laboratory: 'Kiang Wu' },
    vaccinationDoses: 2,
    recoveredSince: null,
    ...change,
  };
}

export function verdict(now: number, change: Partial<VerdictView> = {}): VerdictView {
  return {
    scanId: SCAN_ID,
    at: now,
    outcome: 'pass',
    reasons: [],
    ruleSet: 'macau-guangdong@2021-08-25.3',
    format: 'MO1',
    issuer: 'mo.health-bureau',
    issuerNames: { 'zh-Hant': '衛生局', pt: 'Serviços de Saúde', en: 'Health Bureau', 'zh-Hans': '卫生局' },
    source: 'hid-pos',
    scannerRole: null,
    traveller: traveller(now),
    document: null,
    documentAwaited: false,
    conversion: { possible: true, known: { permitNumber: 'M12345678', birthDate: '1980-02-29' }, fromDocument: [], missing: ['phone', 'destinationCity'] },
    overridable: false,
    seenBefore: null,
    elapsedMs: 4.2,
    ...change,
  };
}

const reason = (code: ReasonView['code'], outcome: ReasonView['outcome'], ruleId: string | null): ReasonView => ({ code, outcome, ruleId });

export function refer(now: number): VerdictView {
  return verdict(now, {
    scanId: uuid(2),
    outcome: 'refer',
    reasons: [reason('test-too-old', 'refer', 'test-within-7-days'), reason('code-repeated', 'refer', null), reason('symptoms-declared', 'refer', 'no-symptoms')],
    traveller: traveller(now, {
      nameHan: null,
      nameLatin: 'VASCONCELOS DE ALBUQUERQUE E CASTRO, MARIA DA CONCEIÇÃO',
      nationality: 'PRT',
      documents: [{ type: 'passport', number: 'CA123456' }],
      latestTest: { result: 'negative', sampledAt: now - 8 * 24 * HOUR, laboratory: null },
      declaration: { symptoms: ['cough', 'sore-throat'], contact: 'unsure', riskAreaStay: 'no' },
      subCode: 'g28',
    }),
    conversion: { possible: false, barrier: 'not-a-pass' },
    seenBefore: { at: now - 12 * MINUTE, lane: '07' },
  });
}

/** The document in the traveller's hand, read after the code. */
export function withDocument(now: number, outcome: DocumentView['outcome'], change: Partial<VerdictView> = {}): VerdictView {
  const agree = (outcome === 'same' ? 'equal' : 'not-comparable') satisfies DocumentView['fields'][number]['result'];
  const fields: DocumentView['fields'] = [
    { field: 'name', result: outcome === 'differs' ? 'differs' : agree, fromCode: 'SPECIMEN, LAI WA', fromDocument: 'VASCONCELOS DE ALBUQUERQUE E CASTRO MARI' },
    { field: 'birth-date', result: outcome === 'differs' ? 'differs' : 'equal', fromCode: '1980-02-29', fromDocument: '1974-08-12' },
    { field: 'number', result: outcome === 'differs' ? 'differs' : agree, fromCode: 'M12345678', fromDocument: 'M87654321' },
  ];
  return verdict(now, { document: { at: now, outcome, fields, expiresOn: '2031-04-15', expired: false }, ...change });
}

/** It is somebody else's, and over. */
export function documentDiffers(now: number): VerdictView {
  const shown = withDocument(now, 'differs', { outcome: 'refer', reasons: [reason('document-differs', 'refer', null), reason('document-expired', 'refer', null)], conversion: { possible: false, barrier: 'not-a-pass' } });
  return { ...shown, document: shown.document === null ? null : { ...shown.document, expiresOn: '2026-10-31', expired: true } };
}

/** A genuine certificate of another country, which the rules refer. */
export function foreign(now: number): VerdictView {
  return verdict(now, {
    scanId: uuid(4),
    outcome: 'refer',
    reasons: [
      reason('colour-unrecognised', 'refer', 'colour-known'),
      reason('test-missing', 'refer', 'nucleic-acid-test-present'),
      reason('document-missing', 'refer', 'travel-document-present'),
    ],
    format: 'HC1',
    issuer: 'PT',
    issuerNames: null,
    traveller: traveller(now, {
      nameHan: null,
      nameLatin: 'García Ortíz, María José',
      sex: 'unspecified',
      nationality: null,
      documents: [],
      colour: null,
      issuedAt: now - 60 * 24 * HOUR,
      expiresAt: now + 120 * 24 * HOUR,
      declaration: null,
      latestTest: null,
      vaccinationDoses: 0,
      recoveredSince: '2026-09-12',
    }),
    conversion: { possible: false, barrier: 'not-a-pass' },
  });
}

export function refuse(now: number): VerdictView {
  return verdict(now, {
    scanId: uuid(3),
    outcome: 'refuse',
    reasons: [reason('signature-mismatch', 'refuse', null)],
    ruleSet: null,
    traveller: null,
    conversion: { possible: false, barrier: 'not-a-pass' },
  });
}

export function pending(now: number): NonNullable<SessionView['pending']> {
  return { action: 'override', roles: ['supervisor'], reason: 'health-bureau-agrees', until: now + 47_000 };
}

/** A genuine red code. */
export function red(now: number): VerdictView {
  return verdict(now, {
    scanId: uuid(5),
    outcome: 'refuse',
    reasons: [reason('colour-red', 'refuse', 'colour-not-red')],
    traveller: traveller(now, { colour: 'red' }),
    conversion: { possible: false, barrier: 'not-a-pass' },
    overridable: true,
  });
}

export function openCase(now: number, change: Partial<CaseView> = {}): CaseView {
  return { number: 17, scanId: SCAN_ID, kind: 'second-line', reasons: ['test-too-old', 'symptoms-declared'], openedAt: now - 12 * MINUTE, openedBy: '1042', closed: null, ...change };
}

export function cases(now: number): Reply<'case:list'> {
  return {
    open: [openCase(now), openCase(now, { number: 18, scanId: uuid(6), kind: 'appeal', reasons: ['colour-yellow'], openedAt: now - 40_000, openedBy: '1043' })],
    closed: [openCase(now, { number: 16, scanId: uuid(7), reasons: ['colour-red'], openedAt: now - HOUR, closed: { at: now - 31 * MINUTE, by: '2001', outcome: 'refused', reason: 'health-check-positive' } })],
  };
}

export function recent(now: number): RecentScan[] {
  const rows: [RecentScan['outcome'], string | null, RecentScan['reason'], boolean][] = [
    ['pass', 'MO1', null, true],
    ['refer', 'HC1', 'recognised-not-accepted', false],
    ['pass', 'MO1', null, false],
    ['refuse', 'MO1', 'signature-mismatch', false],
    ['pass', 'MO1', null, true],
    ['refer', 'MO1', 'colour-yellow', false],
    ['refer', null, 'format-unknown', false],
    ['pass', 'MO1', null, true],
  ];
  return rows.map(([outcome, format, why, converted], index) => ({
    scanId: uuid(100 + index),
    at: now - (index + 1) * 23_000,
    outcome,
    format,
    reason: why,
    converted,
    overridden: index === 3,
  }));
}

const incident = (part: IncidentView['part'], code: string, from: number, to: number | null, verdicts: OutcomeCounts, waiting: NonNullable<IncidentView['meanwhile']>['waiting']): IncidentView => ({ part, code, from, to, meanwhile: { verdicts, waiting } });

export function overview(now: number): Overview {
  const thisHour = Math.floor(now / HOUR) * HOUR;
  const slots = Array.from({ length: 9 }, (_, index) => {
    const load = [38, 91, 164, 210, 188, 143, 122, 176, 64][index] ?? 0;
    return {
      startAt: thisHour - (8 - index) * HOUR,
      counts: { pass: load, refer: Math.round(load * 0.09), refuse: Math.round(load * 0.03) },
      converted: Math.round(load * 0.7),
      medianGapSeconds: 9 + (index % 4),
    };
  });
  const sum = (outcome: 'pass' | 'refer' | 'refuse'): number => slots.reduce((total, { counts }) => total + counts[outcome], 0);
  return {
    at: now,
    from: thisHour - 8 * HOUR,
    to: thisHour + HOUR,
    slotMs: 3_600_000,
    totals: { pass: sum('pass'), refer: sum('refer'), refuse: sum('refuse') },
    thisHour: 72,
    medianGapSeconds: 10.4,
    p90GapSeconds: 24.1,
    pace: [0, 3, 5, 8, 12, 20, 30, 60, 120].map((fromSeconds, index, edges) => ({ fromSeconds, toSeconds: edges[index + 1] ?? 600, travellers: [4, 61, 248, 402, 318, 151, 77, 31, 12][index] ?? 0 })),
    converted: slots.reduce((total, { converted }) => total + converted, 0),
    cases: 3,
    caseKinds: [
      { kind: 'second-line', count: 2 },
      { kind: 'appeal', count: 1 },
    ],
    overrides: 2,
    overrideReasons: [
      { reason: 'emergency', count: 1 },
      { reason: 'paper-result', count: 1 },
    ],
    crossings: 41,
    queue: outage(now).queue,
    slots,
    reasons: [
      { code: 'test-too-old', count: 41 },
      { code: 'colour-yellow', count: 22 },
      { code: 'code-expired', count: 17 },
      { code: 'recognised-not-accepted', count: 9 },
      { code: 'signature-mismatch', count: 6 },
    ],
    formats: [
      { format: 'MO1', count: 1_302 },
      { format: 'HC1', count: 9 },
    ],
    issuers: [
      { issuer: 'mo.health-bureau', names: { 'zh-Hant': '澳門衛生局', pt: 'Serviços de Saúde de Macau', en: 'Macao Health Bureau', 'zh-Hans': '澳门卫生局' }, count: 1_302 },
      { issuer: 'PT', names: null, count: 6 },
      { issuer: 'https://cards.example/issuer', names: null, count: 3 },
    ],
    lanes: [
      { lane: '07', count: 1_004 },
      { lane: '08', count: 307 },
    ],
    incidents: [
      incident('keys', 'keys-old', thisHour - 30 * HOUR, thisHour - 6 * HOUR, { pass: 38, refer: 3, refuse: 1 }, null),
      incident('network', 'network-down', thisHour - 5 * HOUR, thisHour - 4.2 * HOUR, { pass: 163, refer: 15, refuse: 5 }, { begin: 0, peak: 121, end: 118, drainedAt: thisHour - 4.19 * HOUR }),
      incident('scanner', 'scanner-lost', thisHour - 3 * HOUR, thisHour - 2.9 * HOUR, { pass: 2, refer: 0, refuse: 0 }, { begin: 0, peak: 0, end: 0, drainedAt: thisHour - 2.9 * HOUR }),
      incident('keyboard', 'keyboard-layout', thisHour - 2.6 * HOUR, thisHour - 2.3 * HOUR, { pass: 51, refer: 4, refuse: 1 }, { begin: 0, peak: 2, end: 0, drainedAt: thisHour - 2.3 * HOUR }),
      { part: 'fault', code: 'record-not-kept', from: thisHour - 2 * HOUR, to: thisHour - 2 * HOUR, meanwhile: null },
      incident('gateway', 'gateway-refusing', thisHour - 1.8 * HOUR, thisHour - 1.2 * HOUR, { pass: 81, refer: 6, refuse: 2 }, { begin: 0, peak: 66, end: 66, drainedAt: null }),
      incident('network', 'network-down', thisHour - 0.5 * HOUR, null, { pass: 96, refer: 9, refuse: 3 }, { begin: 9, peak: 38, end: null, drainedAt: null }),
    ],
    backlog: [
      { at: thisHour - 9 * HOUR, waiting: 0, peak: 0 },
      ...Array.from({ length: 8 }, (_, index) => ({ at: thisHour - 5 * HOUR + index * 6 * MINUTE, waiting: index * 15, peak: index * 15 })),
      { at: thisHour - 4.2 * HOUR, waiting: 118, peak: 121 },
      { at: thisHour - 4.19 * HOUR, waiting: 0, peak: 118 },
      { at: thisHour - 1.8 * HOUR, waiting: 0, peak: 1 },
      ...Array.from({ length: 6 }, (_, index) => ({ at: thisHour - (1.7 - index * 0.1) * HOUR, waiting: 12 * index, peak: 12 * index })),
      { at: thisHour - 1 * HOUR, waiting: 9, peak: 66 },
      { at: thisHour - 0.5 * HOUR, waiting: 9, peak: 9 },
    ],
    officers: [
      { staffNumber: '1042', counts: { pass: 812, refer: 70, refuse: 21 } },
      { staffNumber: '2077', counts: { pass: 364, refer: 38, refuse: 15 } },
    ],
  };
}

/** The second of the scanners types in another layout than the settings say. */
export const wrongLayout = (): DamagedCode => ({ cause: 'layout', restored: true, scannerLayout: 'pt', hostLayout: 'us', deviceId: '05e0:1200:S/N-77' });

export const scanners = (now: number): ScannerView[] => [
  { deviceId: '0c2e:0b61:22091B44', role: null, product: 'Honeywell Xenon 1950', vendorId: 0x0c2e, productId: 0x0b61, mode: 'hid-pos', profile: 'honeywell-pos', state: 'ready', detail: null, damage: null, codesRead: 1_311, tornReads: 4, lastReadAt: now - 20_000 },
  { deviceId: '05e0:1200:S/N-77', role: null, product: 'Symbol Bar Code Scanner', vendorId: 0x05e0, productId: 0x1200, mode: 'hid-keyboard', profile: 'keyboard-us', state: 'lost', detail: 'read failed: device disconnected', damage: null, codesRead: 12, tornReads: 1, lastReadAt: now - 3 * HOUR },
];

/** One on each side of the desk: HID POS for the officer, serial for the traveller. */
export function scannersOfTwoSides(now: number): ScannerView[] {
  return scanners(now).map((scanner, index) =>
    index === 0
      ? { ...scanner, role: 'officer' }
      : { ...scanner, role: 'traveller', deviceId: '/dev/serial/by-id/usb-Newland_Scanner_NLS-FM430-if00', product: 'Newland FM430', vendorId: null, productId: null, mode: 'serial', profile: 'serial-port-1', state: 'denied', detail: 'Another program holds the serial port: end it. On Linux this is often ModemManager (systemctl disable --now ModemManager).' },
  );
}

export function trust(now: number): TrustView {
  const day = 24 * HOUR;
  return {
    keySet: { sequence: 14, issuedAt: now - 2 * HOUR, loadedFrom: 'keys/key-set.json', revokedCodes: 31 },
    keys: [
      { issuer: 'mo.health-bureau', keyId: '3f9a1c20b7d4e511', algorithm: 'EdDSA', purposes: ['health-code'], validFrom: now - 90 * day, validUntil: now + 275 * day, inForce: true },
      { issuer: 'mo.health-bureau', keyId: '9b02ddc1770a4e3f', algorithm: 'EdDSA', purposes: ['health-code'], validFrom: now - 455 * day, validUntil: now - 90 * day, inForce: false },
      { issuer: 'mo.kiosk', keyId: '01ee47a1c2f3b4d5', algorithm: 'EdDSA', purposes: ['health-code', 'paper'], validFrom: now - 10 * day, validUntil: now + 355 * day, inForce: true },
    ],
    ruleSet: { id: 'macau-guangdong', version: '2021-08-25.3', loadedFrom: 'rules/default.json', source: 'Notice of 24 August 2021' },
    rules: [
      { id: 'colour-not-red', outcome: 'refuse', reason: 'colour-red', description: 'A red code may not pass.' },
      { id: 'colour-not-yellow', outcome: 'refer', reason: 'colour-yellow', description: 'A yellow code goes to the health check.' },
      { id: 'test-within-7-days', outcome: 'refer', reason: 'test-too-old', description: 'The latest negative test was sampled at most seven days ago.' },
    ],
    terminalKey: { keyId: 'mo-bg-07#1', publicKeyPem: '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n' },
    sealingKeyId: 'gd-2026-1',
    policy: { ageingAfterMs: 0, staleAfterMs: 72 * HOUR, deadAfterMs: 336 * HOUR, minimumVersion: '0.1.0', deactivated: 2 },
    clock: { floorAt: now - MINUTE, floorFrom: 'mark', gateway: { offsetMs: 340, withinMs: 512, measuredAt: now - 20_000 }, limitMs: 30_000 },
  };
}

/** What a source said. */
export function outcome(now: number, change: Partial<TrustOutcomeView>): TrustOutcomeView {
  return { at: now, source: 'https', result: 'installed', cause: null, versions: { root: 2, timestamp: 412, snapshot: 96, targets: 31 }, detail: null, person: null, times: 1, ...change };
}

/** A set in force whose timestamp has ended, a server that cannot be reached, and a stick that was refused. */
export function distribution(now: number): TrustDistribution {
  const day = 24 * HOUR;
  const refused = outcome(now - 2 * HOUR, { source: 'folder', result: 'refused', cause: 'rollback', versions: { root: 2, timestamp: 388, snapshot: 90, targets: 30 }, detail: 'timestamp: version 388 is older than 412, which was in force', person: '3001' });
  const away = outcome(now - HOUR, { result: 'refused', cause: 'unreachable', versions: null, detail: 'metadata/timestamp.json: ENETUNREACH', times: 74 });
  return {
    url: 'https://trust.example/portas',
    underWay: null,
    set: {
      versions: { root: 2, timestamp: 412, snapshot: 96, targets: 31 },
      expires: { root: now + 300 * day, timestamp: now - 3 * HOUR, snapshot: now + 4 * day, targets: now + 60 * day },
      verifiedAt: now - 27 * HOUR,
      signedAt: now - 30 * HOUR,
      targets: 14,
      keys: 38,
      revokedCodes: 31,
      ruleSets: ['macau-guangdong@2021-08-25.3', 'macau-guangdong@2021-08-27.1'],
      sealingKeyId: 'gd-2026-1',
      ownProfiles: false,
      policy: true,
      updates: [],
    },
    sources: [away, refused],
    recent: [away, refused, outcome(now - 27 * HOUR, {})],
  };
}

/** One set in force, two waiting (one with changes, one that was offered a moment ago), one refused and one broken. */
export function rules(now: number): RulesView {
  const digest = (letter: string): string => letter.repeat(64);
  const set = (letter: string, version: string) => ({
    digest: digest(letter),
    name: `macau-guangdong@${version}`,
    source: 'Notice of 24 August 2021: seven days; from areas of medium or high risk 48 hours.',
    origin: 'rules/macau-guangdong.json',
    rules: 13,
    scenarios: 24,
    endsAt: null,
  });
  return {
    inForce: { ...set('a', '2021-08-25.3'), since: now - 40 * HOUR, before: 'macau-guangdong@2021-08-10.1' },
    waiting: [
      {
        ...set('b', '2021-09-26.1'),
        offeredAt: now - 3 * HOUR,
        startsAt: now + 5 * HOUR,
        rehearsal: {
          at: now - 2 * HOUR,
          scenarios: { tried: 24, broken: 0, first: [] },
          travellers: { tried: 812, oldestAt: now - 9 * HOUR },
          today: { pass: 742, refer: 61, refuse: 9 },
          then: { pass: 521, refer: 217, refuse: 74 },
          changes: [
            { from: 'pass', to: 'refer', ruleId: 'nucleic-acid-test-within-48-hours', reason: 'test-too-old', count: 156 },
            { from: 'pass', to: 'refuse', ruleId: 'nucleic-acid-test-present', reason: 'test-missing', count: 65 },
          ],
          untried: ['one-crossing-a-day'],
        },
      },
      { ...set('c', '2021-10-01.1'), scenarios: 0, endsAt: now + 90 * HOUR, offeredAt: now - 60_000, startsAt: now + 70 * HOUR, rehearsal: null },
    ],
    setAside: [
      { ...set('d', '2021-09-20.1'), why: 'refused', at: now - 60 * HOUR, rehearsal: null },
      {
        ...set('e', '2021-09-21.1'),
        why: 'broken',
        at: now - 50 * HOUR,
        rehearsal: {
          at: now - 50 * HOUR,
          scenarios: {
            tried: 24,
            broken: 1,
            first: [
              {
                name: 'sampled 47 hours ago, to Guangdong',
                expected: { outcome: 'pass', reasons: null },
                found: { outcome: 'refer', reasons: ['test-too-old'] },
              },
            ],
          },
          travellers: { tried: 0, oldestAt: null },
          today: { pass: 0, refer: 0, refuse: 0 },
          then: { pass: 0, refer: 0, refuse: 0 },
          changes: [],
          untried: [],
        },
      },
    ],
    past: [
      { name: 'macau-guangdong@2021-08-25.3', at: now - 40 * HOUR },
      { name: 'macau-guangdong@2021-08-10.1', at: now - 400 * HOUR },
    ],
  };
}

export function queue(now: number, work: QueueWork | null = null): QueueView {
  return { counts: { pending: 1_202, leased: 2, delivered: 374, dead: 3 }, network: outage(now).network, oldestParkedAt: now - 30 * MINUTE, work };
}

export const work = (change: Partial<QueueWork> = {}): QueueWork => ({ kind: 'export', state: 'running', done: 52_400, total: 131_000, file: null, fault: null, ...change });

/** A page of each state, with one of each kind of error. */
export function queuePage(now: number, state: QueueRow['state']): QueuePage {
  const errors: Readonly<Record<QueueRow['state'], readonly (string | null)[]>> = {
    pending: ['no answer: ECONNREFUSED', 'status 502, not JSON', 'lease ran out', 'busy: 3003 try later', 'no answer for this record', null, null],
    leased: ['no answer: UND_ERR_HEADERS_TIMEOUT', null],
    dead: ['rejected: 1001 parameter: phone', 'parked by a technician', 'answer names the hash of another body'],
    delivered: [null, null, null],
  };
  const rows = errors[state].map((lastError, index): QueueRow => ({
    recordId: uuid(700 + index),
    state,
    createdAt: now - (180 - 7 * index) * MINUTE,
    attempts: lastError === null ? 0 : 14 - index,
    nextAttemptAt: state === 'pending' || state === 'leased' ? now + index * 7_000 : null,
    lastError,
    deliveredAt: state === 'delivered' ? now - index * MINUTE : null,
  }));
  return { rows, next: state === 'pending' ? { at: 1, id: 7 } : null };
}

export function damages(now: number): SystemView['damages'] {
  const folder = (at: number): string => `quarantine/${new Date(at).toISOString().replaceAll(':', '').replace('.', '')}`;
  return [
    { at: now - 12 * MINUTE, cause: 'found-while-running', folder: folder(now - 12 * MINUTE), saved: 14, lost: null, marks: 'lost', acknowledgedAt: null },
    { at: now - 480 * HOUR, cause: 'unreadable', folder: folder(now - 480 * HOUR), saved: 3, lost: 0, marks: 'kept', acknowledgedAt: now - 479 * HOUR },
  ];
}

export function system(now: number): SystemView {
  return {
    versions: { portas: '0.1.0', node: '24.21.0', chromium: '151.0.1', sqlite: '3.53.2' },
    dataDir: '/var/lib/portas',
    databaseBytes: 5_324_800,
    freeDiskBytes: 41_200_000_000,
    startedAt: now - 7 * HOUR,
    memoryBytes: 148_000_000,
    incidents: [
      { at: now - 27 * MINUTE, code: 'network-down', detail: 'three uploads failed in a row' },
      { at: now - 3 * HOUR, code: 'scanner-lost', detail: '05E0:1200:S/N-77' },
    ],
    damages: [],
  };
}

export const diagnostics: Reply<'service:diagnostics'> = {
  file: '/var/lib/portas/diagnostics/2026-11-25T03-50.json',
  json: JSON.stringify({ versions: { portas: '0.1.0' }, queue: { pending: 36, dead: 2 } }, null, 2),
};

export const noContingency: ContingencyState = { active: null, offer: null };
const declared = (now: number) => ({ contingencyId: uuid(700), reason: 'issuer-down' as const, startedAt: now - 95 * MINUTE, startedBy: '2001', endedAt: null, endedBy: null });

export function contingency(now: number): ContingencyState {
  return { active: { ...declared(now), crossings: 41 }, offer: null };
}

export function contingencyReport(now: number): Reply<'contingency:report'> {
  return {
    report: {
      contingency: declared(now),
      durationMs: 95 * MINUTE,
      crossings: 41,
      evidence: { 'paper-certificate': 29, 'identity-document': 4, 'other-side-code': 8 },
      outcomes: { passed: 34, refused: 4, 'second-line': 3 },
      reasons: [
        { reason: 'in-order', count: 33 },
        { reason: 'humanitarian', count: 1 },
        { reason: 'no-evidence', count: 4 },
        { reason: 'symptoms-or-contact', count: 3 },
      ],
      officers: 3,
      converted: 30,
      delivered: 26,
      waiting: 4,
      dead: 0,
      medianGapSeconds: 17.4,
    },
    contingencies: [declared(now)],
  };
}

export const NOTICE_ID = uuid(800);
/** As long as a notice may be. */
const LONGEST = '自今日下午二時起，第三及第四通道因工程關閉，旅客改由第五至第八通道通行；請提醒旅客預先準備好證件及健康碼，並協助長者及行動不便者使用升降機。'.repeat(5).slice(0, 280);
export const typedNotice = (now: number, change: Partial<NoticeView & { source: 'typed' }> = {}): NoticeView & { source: 'typed' } => ({
  source: 'typed',
  noticeId: NOTICE_ID,
  severity: 'information',
  text: '第三通道 14:00 起關閉，請引導旅客到第五通道。',
  sentAt: now - 12 * MINUTE,
  sentBy: '2001',
  validUntil: null,
  ...change,
});
export const longNotice = (now: number): NoticeView => typedNotice(now, { severity: 'urgent', text: LONGEST, validUntil: now + 5 * HOUR });
export const ruleNotice: NoticeView & { source: 'rules' } = {
  source: 'rules',
  noticeId: 'rules:new-form:0123456789abcdef',
  severity: 'information',
  text: {
    'zh-Hant': '由九月一日起，內地來往港澳通行證須與健康碼一併出示。',
    pt: 'A partir de 1 de setembro, o salvo-conduto de deslocação é apresentado juntamente com o código de saúde.',
    en: 'From 1 September the travel permit is presented together with the health code.',
    'zh-Hans': '由九月一日起，内地来往港澳通行证须与健康码一并出示。',
  },
  validUntil: null,
};

/** What a supervisor sees: one that two have read, one of the rule set, and one that was withdrawn. */
export function notices(now: number): { standing: ListedNotice[]; past: ListedNotice[] } {
  return {
    standing: [
      { ...typedNotice(now), withdrawn: null, acknowledged: [{ at: now - 9 * MINUTE, by: '1042' }, { at: now - 4 * MINUTE, by: '1043' }] },
      { ...ruleNotice, withdrawn: null, acknowledged: [] },
    ],
    past: [{ ...typedNotice(now, { noticeId: uuid(801), text: 'Lift B is out of service.', sentAt: now - 3 * HOUR }), withdrawn: { at: now - HOUR, by: '2002' }, acknowledged: [{ at: now - 2 * HOUR, by: '1042' }] }],
  };
}

/** A code whose signature holds and which has run out, as a technician sees it. */
export const examinedCode: Reply<'service:examine-code'> = {
  characters: 612,
  format: 'MO1',
  issuer: 'MO-SSM',
  issuerNames: { 'zh-Hant': '衛生局', pt: 'Serviços de Saúde', en: 'Health Bureau', 'zh-Hans': '卫生局' },
  keyId: '5d0f6c1e2b3a4958',
  proved: true,
  outcome: 'refuse',
  reasons: [{ code: 'code-expired', outcome: 'refuse', ruleId: null }],
  ruleSet: 'macau-guangdong@2021-08-25.3',
  detail: null,
};
