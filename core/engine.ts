/**
 * The engine: composes the road of a scan, from scanner report to the gateway's receipt, and answers the window.
 * Reads top to bottom as the road runs; what it is put together from is in core/engine. No Electron, no DOM.
 */
import { join } from 'node:path';
import { createContingencyDesk } from './desk/contingency.ts';
import { createDesk } from './desk/desk.ts';
import { createPseudonyms } from './desk/pseudonyms.ts';
import { createTrustConsent } from './desk/trust-consent.ts';
import { createDecisions } from './engine/decisions.ts';
import { createDeskScanners } from './engine/desk-scanners.ts';
import { deskSettingsOf, holdLimit, pseudonymsKept } from './engine/desk-settings.ts';
import { createGateway } from './engine/gateway.ts';
import { createPeople } from './engine/people.ts';
import { createReception } from './engine/reception.ts';
import { createTerminalStatus } from './engine/terminal-status.ts';
import { createTrustInForce } from './engine/trust-in-force.ts';
import { createUpkeep } from './engine/upkeep.ts';
import { createWindows } from './engine/windows.ts';
import type { IncidentCode } from './model/incident-codes.ts';
import type { ReasonCode } from './model/reasons.ts';
import type { Scan } from './model/scan.ts';
import { type UtcMillis, utcMillis } from './model/units.ts';
import { createRuleBook } from './rules/rule-book.ts';
import { saysIssuerDown } from './rules/rule-notices.ts';
import { createAlarm } from './service/alarm.ts';
import { createBacklogWatch } from './service/backlog-watch.ts';
import { createIncidentLog, describeCause } from './service/incident-log.ts';
import { createQueueWorker } from './service/queue-work.ts';
import { createStartAudit } from './service/start-audit.ts';
import { createTerminalStanding } from './service/terminal-standing.ts';
import { BADGE_PURPOSE } from './staff/verify-badge.ts';
import { openSoundStore } from './store/damage/recover.ts';
import { lockDataDir } from './store/engine-lock.ts';
import { openDataDir } from './terminal/data-dir.ts';
import { openTerminalKeys } from './terminal/terminal-keys.ts';
import { createClockGuard } from './trust/clock-guard.ts';
import { hasKeyInForce } from './trust/key-in-force.ts';
import { reasonsAgainst } from './trust/standing.ts';
import { openTlsFiles } from './uplink/tls-files.ts';
import type { Engine, EngineParts } from './engine-parts.ts';
import { deskRecordsOf } from './desk-records.ts';
import { createHandlers } from './handlers.ts';

export { PortasFault } from './model/fault.ts';

export const DATABASE_FILE = 'portas.db';

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
  const { terminal } = settings;
  const terminalKeys = openTerminalKeys(settings.dataDir);
  const trust = createTrustInForce(parts);
  const tlsFiles =
    settings.gateway === null
      ? null
      : openTlsFiles(settings.gateway, (fault) => {
          if (fault === null) incidents.note('certificates-renewed', 'gateway');
          else incidents.fault('certificates-not-taken', fault);
        });
  // Before everything is open, the terminal would tell of itself that it trusts nothing.
  let opened = false;
  const store = openSoundStore(join(settings.dataDir, DATABASE_FILE), {
    now: () => clock.now(),
    onDamage(cause) {
      parts.log('store-damaged', { detail: describeCause(cause) });
      parts.endProcess?.();
    },
  });
  store.outbox.releaseLeases(clock.now());
  const clockGuard = createClockGuard(clock, utcMillis(Math.max(store.journal.newestAt() ?? 0, store.audit.newestAt() ?? 0, store.contingencies.newestAt() ?? 0)));
  const now = (): UtcMillis => clockGuard.read().at;
  const startedAt = clock.now();
  const windows = createWindows(parts.log);
  const { emit } = windows;

  // What happens to the terminal itself, and what waits meanwhile.
  const countWaiting = (): number => {
    const { pending, leased } = store.outbox.counts();
    return pending + leased;
  };
  const backlog = createBacklogWatch(store.backlog, countWaiting, clock, (cause) => parts.log('backlog-not-kept', { cause: describeCause(cause) }));
  const incidents = createIncidentLog(store.incidents, clock, parts.log, () => backlog.mark());
  const faultOf = (code: IncidentCode) => (cause: unknown): void => void incidents.fault(code, cause);

  // How the terminal stands: by its clock, by the age of what it trusts, and by the policy that was signed.
  const ruleSet = (): string => book.name();
  const standing = createTerminalStanding({ terminalId: terminal.id, builtAt: parts.builtAt, clock, trust, clockGuard, clockMark: store.clockMark, audit: store.audit, incidents, ruleSet });

  // Rules: which set is in force, which wait.
  const deskSettings = deskSettingsOf(settings);
  const book = createRuleBook({
    base: parts.rules,
    records: store.rules,
    lane: deskSettings.lane,
    now,
    listener: {
      changed: () => {
        emit('rules:changed', {});
        // A set can come into force while the parts below are still being made.
        if (opened) {
          board.changed();
          decisions.notices.refresh();
          refreshContingency();
        }
      },
      fault: (code, cause) => void incidents.fault(code, cause),
    },
  });

  // Scan: reports of all scanners, framed.
  const scanners = createDeskScanners({
    ...parts,
    emit,
    incidents,
    listener: {
      scan: (scan) => reception.take(scan),
      scannersChanged: () => {
        board.changed();
        refreshContingency();
      },
      keyboardChanged: () => board.changed(),
    },
  });
  const { hub, doctor, keyboard } = scanners;

  // Who is here.
  const people = createPeople({
    settings: settings.staff,
    store,
    keys: trust.keys,
    terminalKeys,
    now,
    ruleSet,
    emit,
    left: () => {
      forgetDesk();
      // Reports go to whoever asked for them, and to nobody after.
      doctor.leave();
    },
  });
  const { session, idle, record } = people;
  const person = () => session.person();
  const startAudit = createStartAudit({ audit: store.audit, settings, keys: parts.keys, now, ruleSet, onFault: faultOf('audit-not-kept') });

  // Where a whole scan goes.
  const reception = createReception({
    rereadSeconds: settings.desk.rereadSeconds,
    doctor,
    session,
    idle,
    now,
    emit,
    incidents,
    listener: {
      code: (scan) => desk.take(scan, hub.roleOf(scan.deviceId)),
      document: (document) => desk.takeDocument(document),
    },
  });

  // The word of two people for trust that has aged.
  const consent = createTrustConsent({ records: store.trustConsents, standing: () => standing.at(), person, askSecond: (request) => session.askSecond(request), ruleSet, changed: () => board.changed() });
  const againstAt = (at: UtcMillis): readonly ReasonCode[] => {
    const then = standing.at(at);
    return reasonsAgainst(then, consent.current(then) !== null);
  };

  const pseudonyms = createPseudonyms({ records: store.pseudonymKeys, window: pseudonymsKept(settings), now, onFault: faultOf('forgetting') });
  // Room for records, and what is forgotten of them.
  const upkeep = createUpkeep({
    ...parts,
    store,
    incidents,
    pseudonyms,
    pseudonymsKept: pseudonymsKept(settings),
    mayForget: () => !['behind', 'fast'].includes(standing.clock().state),
    now,
    ruleSet,
    changed: () => board.changed(),
  });
  const { disk } = upkeep;
  const notKept = (code: 'record-not-kept' | 'conversion-not-kept', cause: unknown): void => {
    // Another program may have filled the disk since the last look.
    disk.look();
    emit('fault:raised', { code, incidentId: incidents.fault(code, cause) });
  };
  const wakeUploader = (): void => {
    backlog.note();
    gateway.uploader?.wake();
  };

  // Envelope, Verified, Facts, Verdict, MainlandRecord, outbox row: the desk.
  const desk = createDesk({
    ...deskSettings,
    keys: trust.keys,
    rules: (at) => book.at(at),
    sealingKey: trust.sealingKey,
    clock,
    clockGuard,
    reasonsAgainst: againstAt,
    records: deskRecordsOf(store),
    disk: () => disk.look(),
    pseudonyms,
    person,
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
        wakeUploader();
        board.changed();
      },
      scanNotKept: (cause) => {
        reception.readAgain();
        notKept('record-not-kept', cause);
      },
      conversionNotKept: (cause) => notKept('conversion-not-kept', cause),
    },
  });
  const forgetDesk = (): void => {
    desk.forgetAll();
    reception.forgetAll();
  };
  // Personal data does not outlive the longest hold, whatever becomes of the window.
  const forget = createAlarm(holdLimit(settings), () => forgetDesk());

  // What people decide beside the verdict.
  const decisions = createDecisions({
    settings,
    store,
    session,
    verdictOf: (scanId) => desk.verdictOf(scanId),
    reasonsAgainst: () => {
      const { at, behindMs } = clockGuard.read();
      return [...(behindMs > 0 ? (['clock-behind'] as const) : []), ...againstAt(at)];
    },
    book,
    now,
    emit,
    casesChanged: () => board.changed(),
  });

  // Travellers without codes, while a contingency is declared.
  const contingency = createContingencyDesk({
    terminalId: terminal.id,
    laneName: terminal.lane,
    direction: terminal.direction,
    provesCodes: (at) => hasKeyInForce(trust.keys(), BADGE_PURPOSE, at) && standing.at(at).freshness.state !== 'dead',
    issuerDown: (at) => saysIssuerDown(book.at(at).notices, at),
    sealingKey: trust.sealingKey,
    mayPass: (at) => standing.at(at).outOfService === null,
    clockGuard,
    ruleSet,
    records: store.contingencies,
    disk: () => disk.look(),
    scanner: () => hub.bestState(),
    person,
    listener: {
      changed: (state) => {
        emit('contingency:changed', state);
        board.changed();
      },
      queued: wakeUploader,
      notKept: (cause) => notKept('record-not-kept', cause),
    },
  });
  const refreshContingency = (): void => {
    try {
      contingency.refresh();
    } catch (cause) {
      // Read again with the next status.
      incidents.fault('status-not-read', cause);
    }
  };

  // Receipt: the uploader sends what waits, and the desk learns what arrived.
  const gateway = createGateway({
    settings,
    clock,
    terminalKeys,
    tlsFiles,
    store,
    incidents,
    now,
    measured: (offset) => standing.measured(offset),
    listener: {
      receipt: (receipt) => desk.delivered(receipt),
      sent: () => {
        desk.refresh();
        backlog.note();
        upkeep.housekeeping.delivered();
      },
      changed: () => board.changed(),
    },
  });
  // Long work of a technician on what waits.
  const queueWork = createQueueWorker({
    queue: store.queue,
    counts: () => store.outbox.counts(),
    terminalId: terminal.id,
    clock,
    listener: {
      progress: () => {
        emit('queue:changed', {});
        board.changed();
      },
      due: () => gateway.uploader?.wake(),
      fault: faultOf('queue-work-failed'),
    },
  });

  // What is shown of all this.
  const status = createTerminalStatus({
    settings,
    store,
    clockGuard,
    trust,
    terminalKeys,
    book,
    standing,
    consent,
    scanners,
    upkeep,
    network: gateway.network,
    backlog,
    incidents,
    told: (told) => {
      if (!opened) return;
      backlog.note();
      standing.keep(told);
      upkeep.watchDisk();
      emit('status:changed', told);
      // Keys, trust and badges run out by the clock alone, and a rule set's word begins and ends by it.
      session.recheck();
      contingency.refresh();
      // Notices begin and end by it too.
      decisions.notices.refresh();
    },
  });
  const { board } = status;

  const handlers = createHandlers({
    settings,
    clock,
    drill: parts.drill,
    startedAt,
    store,
    clockGuard,
    hub,
    doctor,
    keyboard,
    session,
    idle,
    record,
    desk,
    ...decisions,
    contingency,
    book,
    consent,
    ...status,
    queueWork,
    ...gateway,
    ...trust,
    take: (scan: Scan) => reception.take(scan),
    clear: () => {
      desk.clear();
      reception.clear();
    },
  });
  parts.drill?.onChange((state) => emit('drill:changed', state));

  if (parts.signedTrust === undefined) {
    // No offer is not an empty one, which would withdraw what waits.
    if (parts.offeredRules !== undefined) void book.offer(parts.offeredRules, 'settings');
  } else {
    try {
      await trust.open({
        ...parts.signedTrust,
        dataDir: settings.dataDir,
        store,
        clockGuard,
        ruleSet,
        log: parts.log,
        listener: {
          installed: (set) => {
            scanners.useProfiles(set.profiles ?? parts.profiles);
            session.recheck();
            refreshContingency();
            board.changed();
            void book.offer(set.ruleSets, 'signed set');
          },
          changed: (state) => emit('trust:changed', state),
          fault: (code, detail) => void incidents.fault(code, detail),
        },
      });
    } catch (cause) {
      await gateway.close();
      store.close();
      throw cause;
    }
  }

  await scanners.start();
  startAudit.started();
  gateway.auditHeads.start();
  gateway.uploader?.start();
  upkeep.start();
  book.start();
  opened = true;
  contingency.refresh();
  // What changed while the terminal was off is kept before anybody is judged.
  standing.keep(board.read());
  trust.signed()?.start();
  board.start();

  return {
    attach: (port) => windows.attach(port, handlers, people.mayCall),
    async stop() {
      forget.stop();
      people.stop();
      board.stop();
      await upkeep.stop();
      book.stop();
      await trust.signed()?.stop();
      await scanners.stop();
      await queueWork.stop();
      await gateway.uploader?.stop();
      startAudit.stopped();
      await gateway.auditHeads.stop();
      await gateway.close();
      store.checkpoint();
      store.close();
    },
  };
}
