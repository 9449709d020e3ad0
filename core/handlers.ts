/** What the engine answers to each call of a window. Who may call what is the contract's; wire.ts holds callers to it. Composes. */
import { QUEUE_PAGE_ROWS, type QueueView, type TrustView } from './contract.ts';
import type { ContingencyDesk } from './desk/contingency.ts';
import type { Desk } from './desk/desk.ts';
import { examineDry } from './desk/dry-examination.ts';
import type { NoticeBoard } from './desk/notices.ts';
import type { Overrides } from './desk/overrides.ts';
import type { RuleDesk } from './desk/rule-desk.ts';
import type { SecondLine } from './desk/second-line.ts';
import type { TrustConsentDesk } from './desk/trust-consent.ts';
import type { EngineParts } from './engine-parts.ts';
import type { AuditAction } from './model/audit.ts';
import { toMacauIso } from './model/macau-time.ts';
import type { Scan, ScanSource } from './model/scan.ts';
import { isOfBytes } from './model/symbol-content.ts';
import { type UtcMillis, utcMillis } from './model/units.ts';
import type { RuleBook } from './rules/rule-book.ts';
import type { ScannerDoctor } from './scan/doctor/scanner-doctor.ts';
import type { DeskKeyboard } from './scan/desk-keyboard.ts';
import type { ScannerHub } from './scan/scanner-hub.ts';
import type { Alarm } from './service/alarm.ts';
import { writeDiagnostics } from './service/diagnostics.ts';
import type { OverviewBoard } from './service/overview-board.ts';
import type { QueueWorker } from './service/queue-work.ts';
import { toRulesView } from './service/rules-view.ts';
import type { StatusBoard } from './service/status-board.ts';
import { toDeviceView, toTestCardView } from './service/scanner-doctor-view.ts';
import { readSystem } from './service/system-view.ts';
import type { SignedTrust } from './signed-trust.ts';
import type { Session } from './staff/session.ts';
import type { Store } from './store/open-store.ts';
import type { ClockGuard } from './trust/clock-guard.ts';
import { findSticks } from './trust/distribution/find-sticks.ts';
import { isFolderPath } from './trust/distribution/folder-source.ts';
import type { KeySet } from './trust/key-set.ts';
import type { Renewal } from './uplink/renew-key.ts';
import type { Uploader } from './uplink/uploader.ts';
import { VERSION } from './version.ts';
import type { Handlers } from './wire.ts';

const NO_DISTRIBUTION = { ok: false, refusal: 'no-distribution' } as const;

export interface HandlerParts extends Pick<EngineParts, 'settings' | 'clock' | 'drill'> {
  readonly startedAt: UtcMillis;
  readonly store: Store;
  readonly clockGuard: ClockGuard;
  readonly hub: ScannerHub;
  readonly doctor: ScannerDoctor;
  readonly session: Session;
  readonly idle: Alarm;
  readonly desk: Desk;
  readonly secondLine: SecondLine;
  readonly overrides: Overrides;
  readonly contingency: ContingencyDesk;
  readonly notices: NoticeBoard;
  readonly book: RuleBook;
  readonly ruleDesk: RuleDesk;
  readonly consent: TrustConsentDesk;
  readonly board: StatusBoard;
  readonly overview: OverviewBoard;
  readonly queueWork: QueueWorker;
  /** Null where nothing is converted. */
  readonly uploader: Uploader | null;
  /** Null where there is no gateway. */
  readonly renewKey: (() => Promise<Renewal>) | null;
  /** Null where trust comes from files. */
  readonly signed: () => SignedTrust | null;
  readonly trustView: () => TrustView;
  /** Those in force now. */
  readonly keys: () => KeySet;
  readonly network: () => QueueView['network'];
  readonly keyboard: DeskKeyboard;
  /** A scan enters the road. */
  readonly take: (scan: Scan) => void;
  /** Forgets the traveller at the desk. */
  readonly clear: () => void;
  /** Keeps a line of the audit by whoever is signed in. */
  readonly record: (action: AuditAction, subject: string | null) => void;
}

export function createHandlers(parts: HandlerParts): Handlers {
  const { settings, clock, drill, startedAt, store, clockGuard, hub, doctor, session, idle, desk, secondLine, overrides, contingency, notices, book, ruleDesk, consent, board, overview, queueWork, uploader, renewKey } = parts;
  const { signed, trustView, network, keyboard, take, clear, record } = parts;
  const takeFromWindow = (text: string, source: Exclude<ScanSource, 'hid-pos' | 'hid-keyboard' | 'wedge' | 'serial'>, symbology: string | null = null): void =>
    take({ text, symbology, source, deviceId: null, completedAt: clock.monotonic(), at: clock.now() });
  const systemParts = { store, incidents: store.incidents, dataDir: settings.dataDir, startedAt };
  const drillState = () => ({ state: drill?.state() ?? null });

  return {
    'app:welcome': () => {
      const { language, secondLanguage, clearAfterSeconds, holdLimitSeconds, volume } = settings.desk;
      return { mode: settings.mode, version: VERSION, terminal: settings.terminal, desk: { language, secondLanguage, clearAfterSeconds, holdLimitSeconds, volume }, wedge: { ...settings.keyboard.affixes } };
    },
    'app:status': () => board.read(),
    'desk:wedge': ({ text, strokes, inputMethod }) => {
      keyboard.byWindow({ text, inputMethod, strokes: strokes.map((stroke) => ({ usage: stroke & 0xff, modifiers: stroke >> 8 })) });
      return {};
    },
    'desk:manual': ({ text }) => {
      takeFromWindow(isOfBytes(text) ? text : text.trim(), 'manual');
      return {};
    },
    'desk:camera': ({ text, symbology }) => {
      takeFromWindow(text, 'camera', symbology);
      return {};
    },
    'desk:picture': ({ text, symbology }) => {
      takeFromWindow(text, 'picture', symbology);
      return {};
    },
    'desk:clear': () => {
      clear();
      return {};
    },
    'desk:current': () => {
      const current = desk.current();
      const scanId = current.verdict?.scanId ?? null;
      return { ...current, case: scanId === null ? null : secondLine.ofScan(scanId), override: scanId === null ? null : overrides.ofScan(scanId) };
    },
    'desk:recent': () => ({ scans: [...store.journal.recent(20)] }),
    'desk:convert': (request) => desk.convert(request),
    'desk:override': (request) => overrides.request(request),
    'trust:accept-stale': () => consent.accept(),
    'case:open': (request) => secondLine.open(request),
    'case:list': () => secondLine.list(),
    'case:close': (request) => secondLine.close(request),
    'overview:read': ({ from, to }) => overview.read(utcMillis(from), utcMillis(to)),
    'overview:export': ({ kind, from, to }) => {
      const exported = overview.exported(utcMillis(from), utcMillis(to));
      // On disk before the figures leave.
      record('exported', `overview ${kind} ${toMacauIso(utcMillis(exported.from)) ?? ''}/${toMacauIso(utcMillis(exported.to)) ?? ''}`);
      return exported;
    },
    'service:scanners': () => ({
      scanners: hub.scanners().map((scanner) => ({ ...scanner })),
      missingRoles: hub.roleStates().flatMap(({ role }) => (hub.scanners().some((scanner) => scanner.role === role) ? [] : [role])),
      driverFaults: hub.driverFaults().map((fault) => ({ ...fault })),
    }),
    'service:examine-code': ({ text }) => {
      const { at } = clockGuard.read();
      const examined = examineDry(text, parts.keys(), book.at(at), settings.terminal, at);
      record('code-examined', examined.format);
      return examined;
    },
    'service:watch-reports': ({ on }) => {
      if (on) record('reports-watched', null);
      doctor.watch(on);
      return {};
    },
    'service:devices': async () => ({ devices: (await doctor.devices()).map(toDeviceView), recorded: [...doctor.recorded()] }),
    'service:export-reports': async ({ deviceId }) => {
      const fixture = await doctor.exported(deviceId);
      // On disk before the reports leave.
      if (fixture !== null) record('reports-exported', deviceId);
      return { fixture };
    },
    'service:start-test-card': ({ length }) => {
      record('test-card-shown', length);
      return { state: toTestCardView(doctor.testCard.start(length)) };
    },
    'service:stop-test-card': () => {
      doctor.testCard.stop();
      return {};
    },
    'service:test-card': () => ({ state: toTestCardView(doctor.testCard.state()) }),
    'service:trust': trustView,
    'trust:state': () => ({ distribution: signed()?.state() ?? null }),
    'trust:update': () => signed()?.update(session.person()) ?? NO_DISTRIBUTION,
    'trust:sticks': async () => ({ folders: [...(await findSticks())] }),
    'trust:import': ({ folder }) => signed()?.importFolder(folder, session.person()) ?? NO_DISTRIBUTION,
    'rules:read': () => toRulesView(book.state(), clockGuard.read().at),
    'rules:rehearse': async ({ digest }) => ({ found: await book.rehearse(digest) }),
    'rules:decide': (request) => ruleDesk.decide(request),
    'service:queue': () => ({ counts: store.outbox.counts(), network: network(), oldestParkedAt: store.queue.oldestParkedAt(), work: queueWork.state() }),
    'queue:page': ({ state, after }) => {
      const { rows, next } = store.queue.page(state, after, QUEUE_PAGE_ROWS);
      return { rows: [...rows], next };
    },
    'service:retry-now': () => {
      record('upload-hastened', null);
      uploader?.retryNow();
      return { started: queueWork.hasten() };
    },
    'queue:hasten': ({ recordId }) => {
      const hastened = store.queue.hasten(recordId, clock.now());
      if (hastened) {
        record('record-hastened', recordId);
        uploader?.wake();
      }
      return { hastened };
    },
    'queue:park': ({ recordId }) => {
      const parked = store.queue.park(recordId);
      if (parked) record('record-parked', recordId);
      board.changed();
      return { parked };
    },
    'service:requeue': ({ recordId }) => {
      const requeued = store.outbox.requeue(recordId, clock.now());
      if (requeued) {
        record('record-requeued', recordId);
        uploader?.wake();
      }
      board.changed();
      return { requeued };
    },
    async 'service:renew-key'() {
      if (renewKey === null) return { result: 'no-gateway', keyId: null, error: null };
      record('key-renewal-asked', null);
      const renewal = await renewKey();
      if (renewal.result === 'renewed') record('key-renewed', renewal.keyId);
      return { ...renewal };
    },
    'queue:requeue-all': () => {
      if (queueWork.busy()) return { started: false };
      record('records-requeued', `${store.outbox.counts().dead}`);
      return { started: queueWork.requeue() };
    },
    'queue:export': ({ set, folder }) => {
      if (!isFolderPath(folder)) return { ok: false, refusal: 'not-a-path' };
      if (queueWork.busy()) return { ok: false, refusal: 'busy' };
      // On disk before a record leaves.
      record('records-exported', set);
      queueWork.export(set, folder);
      return { ok: true };
    },
    'queue:cancel': () => {
      if (queueWork.busy()) record('queue-work-cancelled', queueWork.state()?.kind ?? null);
      return { cancelled: queueWork.cancel() };
    },
    'service:system': () => readSystem(systemParts),
    'service:acknowledge-damage': () => {
      const { at } = clockGuard.read();
      const person = session.person();
      const act = { at, action: 'store-damage-acknowledged', person: person?.staffNumber ?? null, roles: person?.roles ?? [], second: null, subject: store.damages.open()?.folder ?? null, reason: null, ruleSet: book.name() } as const;
      const acknowledged = store.damages.acknowledge(at, act.person, act);
      board.changed();
      return { acknowledged };
    },
    'service:diagnostics': () => {
      record('diagnostics-written', null);
      return writeDiagnostics(settings.dataDir, clock, {
        system: readSystem(systemParts),
        status: board.read(),
        scanners: hub.scanners(),
        trust: trustView(),
        queue: { counts: store.outbox.counts(), rows: store.outbox.rows(100) },
        terminal: settings.terminal,
      });
    },
    'staff:session': () => session.view(),
    'staff:identify': ({ staffNumber }) => session.identify(staffNumber),
    'staff:enter-pin': ({ pin }) => session.enterPin(pin),
    'staff:choose-pin': ({ pin }) => session.choosePin(pin),
    'staff:cancel': () => {
      session.cancel();
      return {};
    },
    'staff:lock': () => {
      session.lock('key');
      return {};
    },
    'staff:sign-out': () => {
      session.signOut();
      return {};
    },
    'staff:active': () => {
      idle.restart();
      return {};
    },
    'staff:list': () => ({ staff: [...session.staff()] }),
    'staff:release': ({ staffNumber }) => ({ found: session.release(staffNumber) }),
    'staff:reset-pin': ({ staffNumber }) => ({ found: session.resetPin(staffNumber) }),
    'audit:read': () => ({ entries: store.audit.recent(200).map((entry) => ({ ...entry, roles: [...entry.roles], secondRoles: [...(entry.secondRoles ?? [])] })) }),
    'contingency:state': () => contingency.state(),
    'contingency:declare': ({ reason }) => ({ refusal: contingency.declare(reason) }),
    'contingency:end': () => ({ ended: contingency.end() }),
    'contingency:read-mrz': ({ text }) => contingency.readMrz(text),
    'contingency:record': (request) => contingency.record(request),
    'contingency:report': ({ contingencyId }) => contingency.report(contingencyId),
    'notice:list': () => notices.list(),
    'notice:send': (request) => notices.send(request),
    'notice:withdraw': (request) => notices.withdraw(request),
    'notice:pending': () => notices.pending(),
    'notice:acknowledge': (request) => notices.acknowledge(request),
    'drill:state': drillState,
    'drill:set': async (change) => {
      await drill?.set(change);
      return drillState();
    },
    'drill:present': ({ kind }) => {
      drill?.present(kind);
      return {};
    },
    'drill:badge': ({ role }) => {
      drill?.presentBadge(role);
      return {};
    },
  };
}
