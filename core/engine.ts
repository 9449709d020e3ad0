/**
 * The engine: composes the road of a scan, from scanner report to the gateway's receipt, and answers the window.
 * Reads top to bottom as the road runs. No Electron, no DOM.
 */
import { randomInt, sign } from 'node:crypto';
import { join } from 'node:path';
import type { Status, TrustView } from './contract.ts';
import { parseSealingKey, type SealingKey } from './convert/seal.ts';
import { createPartJoiner } from './codes/shc-parts.ts';
import { createContingencyDesk } from './desk/contingency.ts';
import { createDesk } from './desk/desk.ts';
import { createDocumentReader } from './desk/document-reader.ts';
import { createPseudonyms } from './desk/pseudonyms.ts';
import { createNoticeBoard } from './desk/notices.ts';
import { createOverrideDesk } from './desk/overrides.ts';
import { createRuleDesk } from './desk/rule-desk.ts';
import { createSecondLine } from './desk/second-line.ts';
import { createTrustConsent } from './desk/trust-consent.ts';
import type { AuditAction } from './model/audit.ts';
import { STATE_INCIDENTS } from './model/journal.ts';
import type { ReasonCode } from './model/reasons.ts';
import type { Scan } from './model/scan.ts';
import { DAY_MS, durationMs, HOUR_MS, MINUTE_MS, SECOND_MS, type UtcMillis, utcMillis } from './model/units.ts';
import { createRuleBook } from './rules/rule-book.ts';
import { saysIssuerDown } from './rules/rule-notices.ts';
import { createScannerDoctor } from './scan/doctor/scanner-doctor.ts';
import { createDeskKeyboard, type DeskDamage } from './scan/desk-keyboard.ts';
import { createRereadWindow } from './scan/reread-window.ts';
import { setMachineTimer } from './scan/machine-timer.ts';
import { createScannerHub } from './scan/scanner-hub.ts';
import type { RoleState } from './scan/scanner-roles.ts';
import { createAlarm } from './service/alarm.ts';
import { createAuditHeadKeeper } from './service/audit-head-keeper.ts';
import { createStartAudit } from './service/start-audit.ts';
import { createForgetting, parkedAt } from './service/forgetting.ts';
import { createBacklogWatch } from './service/backlog-watch.ts';
import { createIncidentLog } from './service/incident-log.ts';
import { createHousekeeping } from './service/housekeeping.ts';
import { createOverviewBoard } from './service/overview-board.ts';
import { createQueueWorker } from './service/queue-work.ts';
import { createRefusedCalls } from './service/refused-calls.ts';
import { createStatusBoard } from './service/status-board.ts';
import { createTerminalStanding } from './service/terminal-standing.ts';
import { toTestCardView } from './service/scanner-doctor-view.ts';
import { toTrustView } from './service/trust-view.ts';
import { createSession } from './staff/session.ts';
import { BADGE_PURPOSE } from './staff/verify-badge.ts';
import { openSoundStore } from './store/damage/recover.ts';
import { createDiskSpace } from './store/disk-space.ts';
import { lockDataDir } from './store/engine-lock.ts';
import { openDataDir } from './terminal/data-dir.ts';
import { openTerminalKeys } from './terminal/terminal-keys.ts';
import { combineKeySets } from './trust/combine-key-sets.ts';
import { createClockGuard } from './trust/clock-guard.ts';
import { hasKeyInForce } from './trust/key-in-force.ts';
import type { KeySet } from './trust/key-set.ts';
import { reasonsAgainst } from './trust/standing.ts';
import { NO_TRUST, type TrustSource } from './trust/trust-source.ts';
import { createGatewayClient } from './uplink/gateway-client.ts';
import { renewTerminalKey } from './uplink/renew-key.ts';
import { openTlsFiles } from './uplink/tls-files.ts';
import { createUploader } from './uplink/uploader.ts';
import type { TerminalSet } from './set-content.ts';
import type { Engine, EngineParts } from './engine-parts.ts';
import { deskRecordsOf } from './desk-records.ts';
import { createHandlers } from './handlers.ts';
import { openSignedTrust, type SignedTrust } from './signed-trust.ts';
import { type MayCall, serve, type Served } from './wire.ts';

export { PortasFault } from './model/fault.ts';

export const DATABASE_FILE = 'portas.db';

/** Who works the desk. */
const DESK_ROLES = ['officer', 'supervisor'] as const;

/** What a scan is proved with and a record sealed to. */
interface Trusted {
  readonly keys: KeySet;
  readonly sealingKey: SealingKey | null;
}

/**
 * Opens the terminal: data directory, keys, database, scanners, uploader.
 * @throws PortasFault when a part of the terminal is not usable; nothing is left open then.
 */
export async function openEngine(parts: EngineParts): Promise<Engine> {
  const { dataDir } = parts.settings;
  openDataDir(dataDir);
  const lock = lockDataDir(dataDir);
  try {
    const engine = await composeEngine(parts);
    return { ...engine, stop: () => engine.stop().finally(() => lock.release()) };
  } catch (cause) {
    lock.release();
    throw cause;
  }
}

async function composeEngine(parts: EngineParts): Promise<Engine> {
  const { settings, clock } = parts;
  const terminalKeys = openTerminalKeys(settings.dataDir);
  const ownSealingKey = settings.gateway === null ? null : parseSealingKey(settings.gateway.sealingKey);
  const tlsFiles =
    settings.gateway === null
      ? null
      : openTlsFiles(settings.gateway, (fault) => {
          if (fault === null) incidents.note('certificates-renewed', 'gateway');
          else incidents.fault('certificates-not-taken', fault);
        });
  // What is trusted now. A signed set replaces all of it at once, between two scans.
  let trusted: Trusted = { keys: parts.keys, sealingKey: ownSealingKey };
  const keys = (): KeySet => trusted.keys;
  const sealingKey = (): SealingKey | null => trusted.sealingKey;
  let signed: SignedTrust | null = null;
  const trust = (): TrustSource => (signed !== null && signed.trustAge() !== null ? signed : (parts.trust ?? NO_TRUST));
  // Before everything is open, the terminal would tell of itself that it trusts nothing.
  let opened = false;
  const store = openSoundStore(join(settings.dataDir, DATABASE_FILE), {
    now: () => clock.now(),
    onDamage(cause) {
      parts.log('store-damaged', { detail: describe(cause) });
      parts.endProcess?.();
    },
  });
  store.outbox.releaseLeases(clock.now());
  const clockGuard = createClockGuard(clock, utcMillis(Math.max(store.journal.newestAt() ?? 0, store.audit.newestAt() ?? 0, store.contingencies.newestAt() ?? 0)));
  const startedAt = clock.now();

  const windows = new Set<Served>();
  const emit: Served['emit'] = (channel, payload) => {
    for (const window of windows) window.emit(channel, payload);
  };
  const countWaiting = (): number => {
    const { pending, leased } = store.outbox.counts();
    return pending + leased;
  };
  const backlog = createBacklogWatch(store.backlog, countWaiting, clock, (cause) => parts.log('backlog-not-kept', { cause: describe(cause) }));
  const incidents = createIncidentLog(store.incidents, clock, parts.log, () => backlog.mark());
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

  // Room for records.
  const disk = createDiskSpace({
    dataDir: settings.dataDir,
    ...(parts.diskLimits === undefined ? {} : { limits: parts.diskLimits }),
    onBallastGone: () => {
      incidents.note('ballast-released', `${Math.round(disk.read().freeBytes / 1_048_576)} MiB were free`);
      housekeeping.makeRoom();
    },
    onChange: () => {
      watchDisk();
      board.changed();
    },
    onFault: (cause) => void incidents.fault('disk-not-read', cause),
  });
  const watchDisk = (): void => incidents.watch('disk', disk.read().state, STATE_INCIDENTS.disk, `${Math.round(disk.read().freeBytes / 1_048_576)} MiB are free`);

  const refreshContingency = (): void => {
    try {
      contingency.refresh();
    } catch (cause) {
      // Read again with the next status.
      incidents.fault('status-not-read', cause);
    }
  };

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
          refreshContingency();
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
    serialPorts: settings.serialPorts ?? [],
    roles: settings.scannerRoles ?? [],
    clock,
    keyboard: settings.keyboard,
    listener: {
      scan: (scan) => receive(scan),
      reading: (deviceId, bytesRead) => emit('scan:reading', { deviceId, bytesRead }),
      torn: ({ deviceId, cause }) => {
        doctor.torn({ deviceId, cause });
        emit('scan:torn', { deviceId, role: hub.roleOf(deviceId), cause });
      },
      typed: (strokes) => keyboard.byReports(strokes),
      damaged: (deviceId, damage) => emit('scan:damaged', { ...damage, deviceId, role: hub.roleOf(deviceId) }),
      report: (report) => doctor.report(report),
      changed: () => {
        incidents.watch('scanner', hub.shownState(), STATE_INCIDENTS.scanner, describeRoles(hub.roleStates()));
        watchKeyboard();
        board.changed();
        refreshContingency();
      },
    },
  });
  // What a technician sees of scanners.
  let profiles = parts.profiles;
  const doctor = createScannerDoctor({
    hub: () => hub,
    profiles: () => profiles,
    models: parts.models,
    clock,
    nonce: () => randomInt(1_000_000).toString().padStart(6, '0'),
    listener: {
      report: (report) => emit('service:report', { ...report, fields: [...report.fields] }),
      testCard: (state) => emit('service:test-card', { state: toTestCardView(state) }),
    },
  });
  const keyboard = createDeskKeyboard({
    settings: settings.keyboard,
    clock,
    setTimer: setMachineTimer,
    scanners: () => hub.scanners(),
    code: (text) => receive({ text, symbology: null, source: 'wedge', deviceId: null, completedAt: clock.monotonic(), at: clock.now() }),
    damaged: (damage) => emit('scan:damaged', { ...damage, role: null }),
    changed: () => {
      watchKeyboard();
      board.changed();
    },
  });
  const watchKeyboard = (): void => {
    const damage = keyboard.damage();
    incidents.watch('keyboard', damage?.cause ?? 'sound', STATE_INCIDENTS.keyboard, damage === null ? undefined : describeDamage(damage));
  };
  const receive = (scan: Scan): void => {
    // The technician's own card, while one is shown.
    if (doctor.take(scan)) return;
    if (rereads.isReread(scan)) return;
    idle.restart();
    // A badge goes to the session, but none out of a file: nobody holds it. A traveller's code only to a desk that somebody works.
    if (scan.source !== 'picture' && session.take(scan.text)) return;
    if (!session.may(DESK_ROLES)) return emit('staff:changed', session.view());
    if (documents.take(scan)) return;
    const joined = cardParts.add(scan.text, scan.completedAt, scan.deviceId);
    if (joined.abandoned !== null) incidents.fault('parts-incomplete', `${joined.abandoned.have} of ${joined.abandoned.of} parts of a card were read`);
    if (joined.state === 'waiting') return emit('scan:part', { have: joined.have, of: joined.of });
    desk.take({ ...scan, text: joined.text }, hub.roleOf(scan.deviceId));
  };

  // The document in the traveller's hand, by its machine readable zone.
  const documents = createDocumentReader({
    now: () => clockGuard.read().at,
    listener: {
      read: (document) => desk.takeDocument(document),
      unreadable: (fault, fields) => {
        // The same lines may come again at once.
        rereads.forget();
        emit('document:unreadable', { fault, fields: [...fields] });
      },
    },
  });

  // Who is here.
  const session = createSession({
    records: store.staff,
    audit: store.audit,
    keys,
    pepper: (text) => terminalKeys.pepper(text),
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
        forgetDesk();
        // Reports go to whoever asked for them, and to nobody after.
        doctor.leave();
      },
    },
  });
  const idle = createAlarm(durationMs(settings.staff.lockAfterMinutes * MINUTE_MS), () => session.lock('idle'));
  const record = (action: AuditAction, subject: string | null): void => {
    const person = session.person();
    store.audit.record({ at: clockGuard.read().at, action, person: person?.staffNumber ?? null, roles: person?.roles ?? [], second: null, subject, reason: null, ruleSet: book.name() });
  };

  const startAudit = createStartAudit({
    audit: store.audit,
    settings,
    keys: parts.keys,
    now: () => clockGuard.read().at,
    ruleSet: () => book.name(),
    onFault: (cause) => void incidents.fault('audit-not-kept', cause),
  });

  // The word of two people for trust that has aged.
  const consent = createTrustConsent({
    records: store.trustConsents,
    standing: () => standing.at(),
    person: () => session.person(),
    askSecond: (request) => session.askSecond(request),
    ruleSet: () => book.name(),
    changed: () => board.changed(),
  });

  const againstAt = (at: UtcMillis): readonly ReasonCode[] => {
    const now = standing.at(at);
    return reasonsAgainst(now, consent.current(now) !== null);
  };

  const notKept = (code: 'record-not-kept' | 'conversion-not-kept', cause: unknown): void => {
    // Another program may have filled the disk since the last look.
    disk.look();
    emit('fault:raised', { code, incidentId: incidents.fault(code, cause) });
  };
  // By what a code or a traveller is known again, for as long as anybody asks: rules count crossings of a day.
  const pseudonymsKeptMs = durationMs(Math.max(settings.desk.repeatHours * HOUR_MS, DAY_MS));
  const pseudonyms = createPseudonyms({
    records: store.pseudonymKeys,
    window: pseudonymsKeptMs,
    now: () => clockGuard.read().at,
    onFault: (cause) => void incidents.fault('forgetting', cause),
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
    document: settings.desk.document,
    // Personal data waits no longer than it may be held.
    documentWaitMs: durationMs(Math.min(settings.desk.documentWaitSeconds, settings.desk.holdLimitSeconds) * SECOND_MS),
    holdLimitMs: settings.desk.holdLimitSeconds * SECOND_MS,
    clock,
    clockGuard,
    reasonsAgainst: againstAt,
    records: deskRecordsOf(store),
    disk: () => disk.look(),
    pseudonyms,
    person: () => session.person(),
    listener: {
      verdict: (view) => {
        emit('verdict:shown', view);
        forget.restart();
        board.changed();
      },
      changed: (view) => emit('verdict:changed', view),
      documentWaits: (waiting) => emit('document:waiting', { waiting }),
      conversion: (state) => emit('conversion:changed', state),
      queued: () => {
        backlog.note();
        uploader?.wake();
        board.changed();
      },
      scanNotKept: (cause) => {
        rereads.forget();
        notKept('record-not-kept', cause);
      },
      conversionNotKept: (cause) => notKept('conversion-not-kept', cause),
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
    reasonsAgainst: () => {
      const { at, behindMs } = clockGuard.read();
      return [...(behindMs > 0 ? (['clock-behind'] as const) : []), ...againstAt(at)];
    },
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
  const forgetDesk = (): void => {
    clearDesk();
    desk.forgetAll();
    documents.clear();
  };
  // Travellers without codes, while a contingency is declared.
  const contingency = createContingencyDesk({
    terminalId: settings.terminal.id,
    laneName: settings.terminal.lane,
    direction: settings.terminal.direction,
    provesCodes: (at) => hasKeyInForce(keys(), BADGE_PURPOSE, at) && standing.at(at).freshness.state !== 'dead',
    issuerDown: (at) => saysIssuerDown(book.at(at).notices, at),
    sealingKey,
    mayPass: (at) => standing.at(at).outOfService === null,
    clockGuard,
    ruleSet: () => book.name(),
    records: store.contingencies,
    disk: () => disk.look(),
    scanner: () => hub.bestState(),
    person: () => session.person(),
    listener: {
      changed: (state) => {
        emit('contingency:changed', state);
        board.changed();
      },
      queued: () => {
        backlog.note();
        uploader?.wake();
      },
      notKept: (cause) => notKept('record-not-kept', cause),
    },
  });

  // Personal data does not outlive the longest hold, whatever becomes of the window.
  const forget = createAlarm(durationMs(settings.desk.holdLimitSeconds * SECOND_MS), () => forgetDesk());

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
          ...(tlsFiles === null ? {} : { tls: tlsFiles }),
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
          onAlarm: (alarm) => {
            if (alarm.kind === 'fault') incidents.fault('upload-fault', alarm.cause);
            else incidents.watch('gateway', 'refusing', STATE_INCIDENTS.gateway, `${alarm.errorCode ?? '-'} ${alarm.error}`);
          },
          onAccepted: () => incidents.watch('gateway', 'accepting', STATE_INCIDENTS.gateway),
          onChange: () => {
            desk.refresh();
            backlog.note();
            housekeeping.delivered();
            const { state } = uploader?.network() ?? { state: 'unknown' };
            incidents.watch('network', state, STATE_INCIDENTS.network);
            if (state === 'up') auditHeads.reached();
            board.changed();
          },
        });

  // Where the audit stands, under the terminal's signature, kept by the gateway.
  const auditHeads = createAuditHeadKeeper({
    terminalId: settings.terminal.id,
    audit: store.audit,
    heads: store.auditHeads,
    sign: (text) => ({ keyId: terminalKeys.keyId, signature: sign(null, Buffer.from(text), terminalKeys.privateKey).toString('base64') }),
    send: client === null ? null : ({ sequence, hash, at, keyId, signature }) => client.call('auditHead', { sequence, hash, at, keyId, signature }),
    now: () => clockGuard.read().at,
    incidents,
  });

  const housekeeping = createHousekeeping(store, clock, durationMs(settings.retention.deliveredHours * HOUR_MS), (cause) => void incidents.fault('housekeeping', cause));
  const undelivered = durationMs(settings.retention.undeliveredHours * HOUR_MS);
  const forgetting = createForgetting({
    records: store.retention,
    rotateKeys: () => pseudonyms.rotate(),
    policy: { pseudonyms: pseudonymsKeptMs, staffNumbers: durationMs(settings.retention.staffDays * DAY_MS), journal: durationMs(settings.retention.journalDays * DAY_MS), undelivered },
    now: () => clockGuard.read().at,
    mayForget: () => !['behind', 'fast'].includes(standing.clock().state),
    listener: {
      forgotten: () => housekeeping.removed(),
      parked(count) {
        incidents.note('records-too-old', `${count} set aside after ${settings.retention.undeliveredHours} h`);
        store.audit.record({ at: clockGuard.read().at, action: 'records-parked', person: null, roles: [], second: null, subject: count.toString(), reason: 'too-old', ruleSet: book.name() });
        board.changed();
      },
      fault: (cause) => void incidents.fault('forgetting', cause),
    },
  });
  // Long work of a technician on what waits.
  const queueWork = createQueueWorker({
    queue: store.queue,
    counts: () => store.outbox.counts(),
    terminalId: settings.terminal.id,
    clock,
    listener: {
      progress: () => {
        emit('queue:changed', {});
        board.changed();
      },
      due: () => uploader?.wake(),
      fault: (cause) => void incidents.fault('queue-work-failed', cause),
    },
  });

  const network = (): Status['network'] => uploader?.network() ?? { state: 'unknown', since: null, cause: null };
  const board = createStatusBoard({
    store,
    keys,
    rules: (at) => book.at(at),
    standing: () => standing.at(),
    consent,
    clock: () => standing.clock(),
    network,
    parkedAt: (oldestWaitingAt) => parkedAt(oldestWaitingAt, undelivered, clockGuard.read().at),
    scanner: () => ({ scanner: hub.shownState(), scannerRoles: hub.roleStates().map((each) => ({ ...each })) }),
    keyboard: () => keyboard.damage(),
    disk: () => {
      disk.look();
      return disk.read();
    },
    onFault: (cause) => void incidents.fault('status-not-read', cause),
    emit: (status) => {
      if (!opened) return;
      backlog.note();
      standing.keep(status);
      watchDisk();
      emit('status:changed', status);
      // Keys, trust and badges run out by the clock alone, and a rule set's word begins and ends by it.
      session.recheck();
      contingency.refresh();
      // Notices begin and end by it too.
      notices.refresh();
    },
  });
  const trustView = (): TrustView => {
    const now = standing.at();
    return toTrustView({ keys: keys(), rules: book.at(now.at), terminal: terminalKeys, sealingKeyId: sealingKey()?.keyId ?? null, standing: now, clock: standing.clockView() });
  };
  const overview = createOverviewBoard({ store, keys, clockGuard, perOfficer: settings.perOfficer, queue: () => board.read().queue, peak: () => backlog.peak() });

  const handlers = createHandlers({
    settings,
    clock,
    drill: parts.drill,
    startedAt,
    store,
    clockGuard,
    hub,
    doctor,
    session,
    idle,
    desk,
    secondLine,
    overrides,
    contingency,
    notices,
    book,
    ruleDesk,
    consent,
    board,
    overview,
    queueWork,
    uploader,
    renewKey: client === null ? null : () => renewTerminalKey(settings.terminal.id, terminalKeys, client),
    signed: () => signed,
    trustView,
    keys,
    network,
    keyboard,
    take: (scan) => receive(scan),
    clear: () => clearDesk(),
    record,
  });
  parts.drill?.onChange((state) => emit('drill:changed', state));

  const install = (set: TerminalSet): Promise<void> => {
    const { keysBesideSet: beside } = parts;
    trusted = { keys: beside === undefined ? set.keys : combineKeySets([set.keys, beside], set.keys.origin), sealingKey: ownSealingKey === null ? null : (set.sealingKey ?? ownSealingKey) };
    profiles = set.profiles ?? parts.profiles;
    hub.useProfiles(profiles);
    session.recheck();
    refreshContingency();
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
  // What was wrong before a restart is not known to be wrong now: until the next code the desk shows nothing either.
  watchKeyboard();
  startAudit.started();
  auditHeads.start();
  uploader?.start();
  housekeeping.start();
  disk.start();
  forgetting.start();
  book.start();
  opened = true;
  contingency.refresh();
  // What changed while the terminal was off is kept before anybody is judged.
  standing.keep(board.read());
  signed?.start();
  board.start();

  const refused = createRefusedCalls({ audit: store.audit, session: () => session.view(), now: () => clockGuard.read().at, ruleSet: () => book.name() });
  const mayCall: MayCall = (callers, channel) => {
    if (callers === 'anyone' || session.may(callers)) return true;
    refused(channel);
    return false;
  };

  return {
    attach(port) {
      const served = serve(port, handlers, mayCall, (incidentId, channel, cause) => parts.log('call-failed', { incidentId, channel, cause: describe(cause) }));
      windows.add(served);
      return () => void windows.delete(served);
    },
    async stop() {
      forget.stop();
      idle.stop();
      session.stop();
      board.stop();
      housekeeping.stop();
      await disk.stop();
      forgetting.stop();
      book.stop();
      await signed?.stop();
      keyboard.stop();
      await hub.stop();
      await queueWork.stop();
      await uploader?.stop();
      startAudit.stopped();
      await auditHeads.stop();
      await client?.close();
      store.checkpoint();
      store.close();
    },
  };
}

const describeDamage = ({ cause, scannerLayout, hostLayout, deviceId }: DeskDamage): string =>
  `${cause === 'layout' ? `scanner ${scannerLayout ?? 'unknown'}, read as ${hostLayout ?? 'another'}; ` : ''}${deviceId ?? 'by the window'}`;

const describe = (cause: unknown): string => (cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause));

/** Which side's scanner it is that a change was about; nothing where the desk has no sides. */
function describeRoles(roles: readonly RoleState[]): string | undefined {
  return roles.length === 0 ? undefined : roles.map(({ role, state }) => `${role}: ${state}`).join(', ');
}

/** The named members that are set. */
function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]])) as Pick<T, K>;
}
