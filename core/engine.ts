/**
 * The engine: composes the road of a scan, from scanner report to the gateway's receipt, and answers the window.
 * Reads top to bottom as the road runs. No Electron, no DOM.
 */
import { join } from 'node:path';
import type { DrillState, Request, TravellerKind, TrustView, Welcome } from './contract.ts';
import { parseSealingKey, type SealingKey } from './convert/seal.ts';
import { createPartJoiner } from './codes/shc-parts.ts';
import { createContingencyDesk } from './desk/contingency.ts';
import { createDesk } from './desk/desk.ts';
import { createNoticeBoard } from './desk/notices.ts';
import { createOverrideDesk } from './desk/overrides.ts';
import { createRuleDesk } from './desk/rule-desk.ts';
import { createSecondLine } from './desk/second-line.ts';
import { createTrustConsent } from './desk/trust-consent.ts';
import type { AuditAction } from './model/audit.ts';
import type { Clock } from './model/clock.ts';
import type { OverridePolicy } from './model/override.ts';
import { STATE_INCIDENTS } from './model/journal.ts';
import { toMacauIso } from './model/macau-time.ts';
import type { Scan } from './model/scan.ts';
import type { Person, Role } from './model/staff.ts';
import { durationMs, HOUR_MS, MINUTE_MS, SECOND_MS, type UtcMillis, utcMillis } from './model/units.ts';
import { createRuleBook } from './rules/rule-book.ts';
import type { RuleSet } from './rules/rule-set.ts';
import { undoCapsLock } from './scan/caps-lock.ts';
import type { DeviceProfiles } from './scan/device-profiles.ts';
import type { HidDriver } from './scan/driver.ts';
import { createRereadWindow } from './scan/reread-window.ts';
import { createScannerHub } from './scan/scanner-hub.ts';
import { createAlarm } from './service/alarm.ts';
import { createIncidentLog } from './service/incident-log.ts';
import { createHousekeeping } from './service/housekeeping.ts';
import { createOverviewBoard } from './service/overview-board.ts';
import { createStatusBoard } from './service/status-board.ts';
import { toRulesView } from './service/rules-view.ts';
import { createTerminalStanding } from './service/terminal-standing.ts';
import { readSystem } from './service/system-view.ts';
import { toTrustView } from './service/trust-view.ts';
import { writeDiagnostics } from './service/diagnostics.ts';
import type { ScryptCost } from './staff/pin.ts';
import { createSession } from './staff/session.ts';
import { BADGE_PURPOSE } from './staff/verify-badge.ts';
import { openStore } from './store/open-store.ts';
import { openDataDir } from './terminal/data-dir.ts';
import { openTerminalKeys } from './terminal/terminal-keys.ts';
import { findSticks } from './trust/distribution/find-sticks.ts';
import { combineKeySets } from './trust/combine-key-sets.ts';
import { createClockGuard } from './trust/clock-guard.ts';
import { hasKeyInForce } from './trust/key-in-force.ts';
import type { KeySet } from './trust/key-set.ts';
import { reasonsAgainst } from './trust/standing.ts';
import { NO_TRUST, type TrustSource } from './trust/trust-source.ts';
import { createGatewayClient } from './uplink/gateway-client.ts';
import { createUploader } from './uplink/uploader.ts';
import type { TerminalSet } from './set-content.ts';
import { openSignedTrust, type SignedTrust, type SignedTrustSettings } from './signed-trust.ts';
import { VERSION } from './version.ts';
import { type Handlers, type Port, serve, type Served } from './wire.ts';

export { PortasFault } from './model/fault.ts';

export const DATABASE_FILE = 'portas.db';

/** Who works the desk. */
const DESK_ROLES = ['officer', 'supervisor'] as const;

/** The controls of a drill; a production terminal has none. */
export interface DrillControl {
  state(): DrillState;
  set(change: Request<'drill:set'>): Promise<void>;
  present(kind: TravellerKind | null): void;
  presentBadge(role: Role): void;
  /** Sets the one listener. */
  onChange(listener: (state: DrillState) => void): void;
}

/** What a scan is proved with and a record sealed to. */
interface Trusted {
  readonly keys: KeySet;
  readonly sealingKey: SealingKey | null;
}

const NO_DISTRIBUTION = { ok: false, refusal: 'no-distribution' } as const;

/** Everything that differs between terminals. */
export interface EngineSettings {
  readonly mode: Welcome['mode'];
  readonly terminal: Welcome['terminal'];
  readonly desk: Welcome['desk'] & { readonly rereadSeconds: number; readonly repeatHours: number };
  readonly dataDir: string;
  readonly keyboardLayout: 'us' | 'pt';
  readonly deliveredHours: number;
  /** Whether the supervisor sees counts by staff number. */
  readonly perOfficer: boolean;
  readonly staff: {
    /** `none`: a lane without people, where everything is open to whoever stands there. */
    readonly signIn: 'required' | 'none';
    /** Idle time after which the terminal locks. */
    readonly lockAfterMinutes: number;
    /** Who may let a traveller through whom the rules refuse. */
    readonly override: OverridePolicy;
    /** Signed in from the start: a drill's person. */
    readonly startAs?: Person;
    /** Cheaper PINs, for tests. */
    readonly pinCost?: ScryptCost;
  };
  /** None: travellers are judged, nothing is converted. */
  readonly gateway: {
    readonly url: string;
    readonly sealingKey: { readonly keyId: string; readonly publicKeyBase64: string };
    readonly ca?: string;
    readonly clientCertificate?: string;
    readonly clientKey?: string;
    readonly timeoutSeconds: number;
  } | null;
}

export interface EngineParts {
  readonly settings: EngineSettings;
  /** Those of files, or none to begin with where a signed set brings them. */
  readonly keys: KeySet;
  /** Age of `keys`, and the policy that says what that means, while no signed set is in force. */
  readonly trust?: TrustSource;
  /** When the program was built: no clock before it is right. */
  readonly builtAt: UtcMillis;
  /** The signed repository that keys, rules, profiles and policy come from; none where they come from files. */
  readonly signedTrust?: SignedTrustSettings;
  /** Keys that no signed set brings: a drill's foreign issuers. */
  readonly keysBesideSet?: KeySet;
  /** The terminal's own rules, in force while no others are. */
  readonly rules: RuleSet;
  /** Sets that are offered from the start. */
  readonly offeredRules?: readonly RuleSet[];
  readonly profiles: DeviceProfiles;
  readonly drivers: readonly HidDriver[];
  readonly clock: Clock;
  readonly drill?: DrillControl;
  /** One structured line an incident; never traveller data. */
  readonly log: (event: string, fields: Readonly<Record<string, string | number | boolean | null>>) => void;
}

export interface Engine {
  /** Serves a window; returns the function that lets it go. */
  attach(port: Port): () => void;
  /** Stops reading, lets the batch in flight end, closes the database. */
  stop(): Promise<void>;
}

/**
 * Opens the terminal: data directory, keys, database, scanners, uploader.
 * @throws PortasFault when a part of the terminal is not usable; nothing is left open then.
 */
export async function openEngine(parts: EngineParts): Promise<Engine> {
  const { settings, clock } = parts;
  openDataDir(settings.dataDir);
  const terminalKeys = openTerminalKeys(settings.dataDir);
  const ownSealingKey = settings.gateway === null ? null : parseSealingKey(settings.gateway.sealingKey);
  // What is trusted now. A signed set replaces all of it at once, between two scans.
  let trusted: Trusted = { keys: parts.keys, sealingKey: ownSealingKey };
  const keys = (): KeySet => trusted.keys;
  const sealingKey = (): SealingKey | null => trusted.sealingKey;
  let signed: SignedTrust | null = null;
  const trust = (): TrustSource => (signed !== null && signed.trustAge() !== null ? signed : (parts.trust ?? NO_TRUST));
  // Before everything is open, the terminal would tell of itself that it trusts nothing.
  let opened = false;
  const store = openStore(join(settings.dataDir, DATABASE_FILE));
  store.outbox.releaseLeases(clock.now());
  const clockGuard = createClockGuard(clock, utcMillis(Math.max(store.journal.newestAt() ?? 0, store.audit.newestAt() ?? 0, store.contingencies.newestAt() ?? 0)));
  const startedAt = clock.now();

  const windows = new Set<Served>();
  const emit: Served['emit'] = (channel, payload) => {
    for (const window of windows) window.emit(channel, payload);
  };
  const incidents = createIncidentLog(store.incidents, clock, parts.log);
  // How the terminal stands: by its clock, by the age of what it trusts, and by the policy that was signed.
  const standing = createTerminalStanding({
    terminalId: settings.terminal.id,
    ...pick(parts, ['builtAt', 'clock']),
    trust: { trustAge: () => trust().trustAge(), policy: () => trust().policy() },
    clockGuard,
    clockMark: store.clockMark,
    audit: store.audit,
    incidents,
    ruleSet: () => book.name(),
  });

  // Rules: which set is in force, which wait.
  const lane = { direction: settings.terminal.direction, port: settings.terminal.port } as const;
  const book = createRuleBook({
    base: parts.rules,
    records: store.rules,
    lane,
    now: () => clockGuard.read().at,
    listener: {
      changed: () => {
        emit('rules:changed', {});
        // A set can come into force while the parts below are still being made.
        if (opened) {
          board.changed();
          notices.refresh();
        }
      },
      fault: (code, cause) => void incidents.fault(code, cause),
    },
  });

  // Scan: reports of all scanners, framed; the same code held still is read once.
  const cardParts = createPartJoiner();
  const rereads = createRereadWindow(durationMs(settings.desk.rereadSeconds * SECOND_MS));
  const hub = createScannerHub({
    drivers: parts.drivers,
    profiles: parts.profiles,
    clock,
    keyboardLayout: settings.keyboardLayout,
    listener: {
      scan: (scan) => receive(scan),
      reading: (deviceId, bytesRead) => emit('scan:reading', { deviceId, bytesRead }),
      torn: ({ deviceId, cause }) => emit('scan:torn', { deviceId, cause }),
      report: (report) => emit('service:report', report),
      changed: () => {
        incidents.watch('scanner', hub.bestState(), STATE_INCIDENTS.scanner);
        board.changed();
        contingency.refresh();
      },
    },
  });
  const receive = (scan: Scan): void => {
    if (rereads.isReread(scan)) return;
    idle.restart();
    // A badge goes to the session; a traveller's code only to a desk that somebody works.
    if (session.take(scan.text)) return;
    if (!session.may(DESK_ROLES)) return emit('staff:changed', session.view());
    const joined = cardParts.add(scan.text, scan.completedAt);
    if (joined.abandoned !== null) incidents.fault('parts-incomplete', `${joined.abandoned.have} of ${joined.abandoned.of} parts of a card were read`);
    if (joined.state === 'waiting') return emit('scan:part', { have: joined.have, of: joined.of });
    desk.take({ ...scan, text: joined.text });
  };

  // Who is here.
  const session = createSession({
    records: store.staff,
    audit: store.audit,
    keys,
    pepper: (text) => terminalKeys.hashCode(text),
    now: () => clockGuard.read().at,
    ruleSet: () => book.name(),
    signIn: settings.staff.signIn,
    startAs: settings.staff.startAs ?? null,
    ...pick(settings.staff, ['pinCost']),
    listener: {
      changed: () => {
        idle.restart();
        emit('staff:changed', session.view());
      },
      ended: () => {
        clearDesk();
        // Reports go to whoever asked for them, and to nobody after.
        hub.watchReports(false);
      },
    },
  });
  const idle = createAlarm(durationMs(settings.staff.lockAfterMinutes * MINUTE_MS), () => session.lock('idle'));
  const record = (action: AuditAction, subject: string | null): void => {
    const person = session.person();
    store.audit.record({ at: clockGuard.read().at, action, person: person?.staffNumber ?? null, roles: person?.roles ?? [], second: null, subject, reason: null, ruleSet: book.name() });
  };

  // The word of two people for trust that has aged.
  const consent = createTrustConsent({
    records: store.trustConsents,
    standing: () => standing.at(),
    person: () => session.person(),
    askSecond: (request) => session.askSecond(request),
    ruleSet: () => book.name(),
    changed: () => board.changed(),
  });

  // Envelope, Verified, Facts, Verdict, MainlandRecord, outbox row: the desk.
  const desk = createDesk({
    terminalId: settings.terminal.id,
    laneName: settings.terminal.lane,
    lane,
    keys,
    rules: (at) => book.at(at),
    sealingKey,
    mayOverride: settings.staff.override !== 'never' && settings.staff.signIn === 'required',
    repeatWindowMs: settings.desk.repeatHours * HOUR_MS,
    clock,
    clockGuard,
    reasonsAgainst: (at) => {
      const now = standing.at(at);
      return reasonsAgainst(now, consent.current(now) !== null);
    },
    records: {
      recordScan: (entry) => store.journal.recordScan(entry),
      recordConversion: (entry, sealed) => store.journal.recordConversion(entry, sealed),
      findPass: (codeHash, since) => store.journal.findPass(codeHash, since),
      countPasses: (travellerHash, since) => store.journal.countPasses(travellerHash, since),
      stateOf: (recordId) => store.outbox.stateOf(recordId),
    },
    hashCode: (text) => terminalKeys.hashCode(text),
    person: () => session.person(),
    listener: {
      verdict: (view) => {
        emit('verdict:shown', view);
        forget.restart();
        board.changed();
      },
      conversion: (state) => emit('conversion:changed', state),
      queued: () => {
        uploader?.wake();
        board.changed();
      },
      notKept: (cause) => emit('fault:raised', { code: 'record-not-kept', incidentId: incidents.fault('record-not-kept', cause) }),
    },
  });

  // Travellers whom the desk sends on.
  const secondLine = createSecondLine({
    records: store.cases,
    reasonsOf: (scanId) => store.journal.reasonsOf(scanId),
    lane: settings.terminal.lane,
    ruleSet: () => book.name(),
    person: () => session.person(),
    now: () => clockGuard.read().at,
    changed: (view) => {
      emit('case:changed', view);
      board.changed();
    },
  });

  // Travellers whom people let through against the rules.
  const overrides = createOverrideDesk({
    policy: settings.staff.override,
    records: store.overrides,
    verdictOf: (scanId) => desk.verdictOf(scanId),
    lane: settings.terminal.lane,
    person: () => session.person(),
    askSecond: (request) => session.askSecond(request),
    now: () => clockGuard.read().at,
    changed: (view) => emit('override:changed', view),
  });

  // Rule sets that people take back, or let count again.
  const ruleDesk = createRuleDesk({ book, person: () => session.person(), askSecond: (request) => session.askSecond(request) });

  // What supervisors and the rule set have to say to the desk.
  const notices = createNoticeBoard({
    records: store.notices,
    ruleNotices: () => book.at(clockGuard.read().at).notices,
    ruleSet: () => book.name(),
    person: () => session.person(),
    now: () => clockGuard.read().at,
    changed: () => emit('notice:changed', {}),
  });

  const clearDesk = (): void => {
    desk.clear();
    cardParts.clear();
  };
  // Travellers without codes, while a contingency is declared.
  const contingency = createContingencyDesk({
    terminalId: settings.terminal.id,
    laneName: settings.terminal.lane,
    direction: settings.terminal.direction,
    provesCodes: (at) => hasKeyInForce(keys(), BADGE_PURPOSE, at) && standing.at(at).freshness.state !== 'dead',
    sealingKey,
    mayConvert: (at) => standing.at(at).outOfService === null,
    clockGuard,
    ruleSet: () => book.name(),
    records: store.contingencies,
    scanner: () => hub.bestState(),
    person: () => session.person(),
    listener: {
      changed: (state) => {
        emit('contingency:changed', state);
        board.changed();
      },
      queued: () => uploader?.wake(),
      notKept: (cause) => emit('fault:raised', { code: 'record-not-kept', incidentId: incidents.fault('record-not-kept', cause) }),
    },
  });

  // Personal data does not outlive the longest hold, whatever becomes of the window.
  const forget = createAlarm(durationMs(settings.desk.holdLimitSeconds * SECOND_MS), () => clearDesk());

  // Receipt: the uploader sends what waits, and the desk learns what arrived.
  const client =
    settings.gateway === null
      ? null
      : createGatewayClient({
          url: settings.gateway.url,
          terminalId: settings.terminal.id,
          signer: terminalKeys,
          clock,
          timeoutMs: durationMs(settings.gateway.timeoutSeconds * SECOND_MS),
          onClock: (offset) => standing.measured(offset),
          ...pick(settings.gateway, ['ca', 'clientCertificate', 'clientKey']),
        });
  const uploader =
    client === null
      ? null
      : createUploader({
          outbox: store.outbox,
          client,
          clock,
          // A lease must not run out under a batch that is still on its way.
          leaseMs: durationMs(2 * (settings.gateway?.timeoutSeconds ?? 0) * SECOND_MS + MINUTE_MS),
          onReceipt: (receipt) => desk.delivered(receipt),
          onAlarm: (alarm) => void incidents.fault(`upload-${alarm.kind}`, alarm.kind === 'fault' ? alarm.cause : `${alarm.errorCode ?? '-'} ${alarm.error}`),
          onChange: () => {
            desk.refresh();
            housekeeping.delivered();
            incidents.watch('network', uploader?.network().state ?? 'unknown', STATE_INCIDENTS.network);
            board.changed();
          },
        });

  const housekeeping = createHousekeeping(store, clock, durationMs(settings.deliveredHours * HOUR_MS), (cause) => void incidents.fault('housekeeping', cause));
  const network = (): { state: 'up' | 'down' | 'unknown'; since: UtcMillis | null } => uploader?.network() ?? { state: 'unknown', since: null };
  const board = createStatusBoard({
    store,
    keys,
    rules: (at) => book.at(at),
    standing: () => standing.at(),
    consent,
    clock: () => standing.clock(),
    network,
    scanner: () => hub.bestState(),
    emit: (status) => {
      if (!opened) return;
      standing.keep(status);
      emit('status:changed', status);
      // Keys and trust run out by the clock alone.
      contingency.refresh();
      // Notices begin and end by it too.
      notices.refresh();
    },
  });
  const trustView = (): TrustView => {
    const now = standing.at();
    return toTrustView({ keys: keys(), rules: book.at(now.at), terminal: terminalKeys, sealingKeyId: sealingKey()?.keyId ?? null, standing: now, clock: standing.clockView() });
  };
  const overview = createOverviewBoard({ store, keys, clockGuard, perOfficer: settings.perOfficer, queue: () => board.read().queue });

  const typed = (text: string, source: 'wedge' | 'manual'): void =>
    receive({ text, symbology: null, source, deviceId: null, completedAt: clock.monotonic(), at: clock.now() });
  const systemParts = { store, incidents: store.incidents, dataDir: settings.dataDir, startedAt };
  const drillState = () => ({ state: parts.drill?.state() ?? null });

  const handlers: Handlers = {
    'app:welcome': () => {
      const { language, secondLanguage, clearAfterSeconds, holdLimitSeconds, volume } = settings.desk;
      return { mode: settings.mode, version: VERSION, terminal: settings.terminal, desk: { language, secondLanguage, clearAfterSeconds, holdLimitSeconds, volume } };
    },
    'app:status': () => board.read(),
    'desk:wedge': ({ text }) => {
      typed(undoCapsLock(text).text, 'wedge');
      return {};
    },
    'desk:manual': ({ text }) => {
      typed(text.trim(), 'manual');
      return {};
    },
    'desk:clear': () => {
      clearDesk();
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
      driverFaults: hub.driverFaults().map((fault) => ({ ...fault })),
    }),
    'service:watch-reports': ({ on }) => {
      if (on) record('reports-watched', null);
      hub.watchReports(on);
      return {};
    },
    'service:trust': trustView,
    'trust:state': () => ({ distribution: signed?.state() ?? null }),
    'trust:update': () => signed?.update(session.person()) ?? NO_DISTRIBUTION,
    'trust:sticks': async () => ({ folders: [...(await findSticks())] }),
    'trust:import': ({ folder }) => signed?.importFolder(folder, session.person()) ?? NO_DISTRIBUTION,
    'rules:read': () => toRulesView(book.state(), clockGuard.read().at),
    'rules:rehearse': async ({ digest }) => ({ found: await book.rehearse(digest) }),
    'rules:decide': (request) => ruleDesk.decide(request),
    'service:queue': () => ({ counts: store.outbox.counts(), network: network(), rows: [...store.outbox.rows(100)] }),
    'service:retry-now': () => {
      record('upload-hastened', null);
      store.outbox.makeAllDue(clock.now());
      uploader?.retryNow();
      return {};
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
    'service:system': () => readSystem(systemParts),
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
    'audit:read': () => ({ entries: store.audit.recent(200).map((entry) => ({ ...entry, roles: [...entry.roles] })) }),
    'contingency:state': () => contingency.state(),
    'contingency:declare': ({ reason }) => ({ declared: contingency.declare(reason) }),
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
      await parts.drill?.set(change);
      return drillState();
    },
    'drill:present': ({ kind }) => {
      parts.drill?.present(kind);
      return {};
    },
    'drill:badge': ({ role }) => {
      parts.drill?.presentBadge(role);
      return {};
    },
  };
  parts.drill?.onChange((state) => emit('drill:changed', state));

  const install = (set: TerminalSet): Promise<void> => {
    const { keysBesideSet: beside } = parts;
    trusted = { keys: beside === undefined ? set.keys : combineKeySets([set.keys, beside], set.keys.origin), sealingKey: ownSealingKey === null ? null : (set.sealingKey ?? ownSealingKey) };
    hub.useProfiles(set.profiles ?? parts.profiles);
    contingency.refresh();
    board.changed();
    return book.offer(set.ruleSets, 'signed set');
  };
  if (parts.signedTrust === undefined) {
    // No offer is not an empty one, which would withdraw what waits.
    if (parts.offeredRules !== undefined) void book.offer(parts.offeredRules, 'settings');
  } else {
    try {
      signed = await openSignedTrust({
        ...parts.signedTrust,
        dataDir: settings.dataDir,
        store,
        clockGuard,
        ruleSet: () => book.name(),
        log: parts.log,
        listener: {
          installed: (set) => void install(set),
          changed: (state) => emit('trust:changed', state),
          fault: (code, detail) => void incidents.fault(code, detail),
        },
      });
    } catch (cause) {
      await client?.close();
      store.close();
      throw cause;
    }
  }

  await hub.start();
  uploader?.start();
  housekeeping.start();
  book.start();
  opened = true;
  contingency.refresh();
  // What changed while the terminal was off is kept before anybody is judged.
  standing.keep(board.read());
  signed?.start();
  board.start();

  return {
    attach(port) {
      const served = serve(port, handlers, (callers) => callers === 'anyone' || session.may(callers), (incidentId, channel, cause) => parts.log('call-failed', { incidentId, channel, cause: describe(cause) }));
      windows.add(served);
      return () => void windows.delete(served);
    },
    async stop() {
      forget.stop();
      idle.stop();
      board.stop();
      housekeeping.stop();
      book.stop();
      await signed?.stop();
      await hub.stop();
      await uploader?.stop();
      await client?.close();
      store.checkpoint();
      store.close();
    },
  };
}

const describe = (cause: unknown): string => (cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause));

/** The named members that are set. */
function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]])) as Pick<T, K>;
}
