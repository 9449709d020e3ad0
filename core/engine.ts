/**
 * The engine: composes the road of a scan, from scanner report to the gateway's receipt, and answers the window.
 * Reads top to bottom as the road runs; what it is put together from is in core/engine. No Electron, no DOM.
 */
import { createPseudonyms } from './desk/pseudonyms.ts';
import { createContingency } from './engine/contingency.ts';
import { createDecisions } from './engine/decisions.ts';
import { createDeskScanners } from './engine/desk-scanners.ts';
import { createGateway } from './engine/gateway.ts';
import { inOrder } from './engine/in-order.ts';
import { createPeople } from './engine/people.ts';
import { createReception } from './engine/reception.ts';
import { openTerminalRecords, type TerminalRecords } from './engine/terminal-records.ts';
import { createTerminalStatus } from './engine/terminal-status.ts';
import { createTravellerDesk, pseudonymsKept } from './engine/traveller-desk.ts';
import { createTrustInForce } from './engine/trust-in-force.ts';
import { createUpkeep } from './engine/upkeep.ts';
import { createWindows } from './engine/windows.ts';
import type { Engine, EngineParts } from './engine-parts.ts';
import { createHandlers } from './handlers.ts';
import { throwApart } from './model/throw-apart.ts';
import { createRuleBook } from './rules/rule-book.ts';
import type { RuleSet } from './rules/rule-set.ts';
import { createStartAudit } from './service/start-audit.ts';
import { createTerminalStanding } from './service/terminal-standing.ts';
import { lockDataDir } from './store/engine-lock.ts';
import { openDataDir } from './terminal/data-dir.ts';
import { openTerminalKeys } from './terminal/terminal-keys.ts';
import { openTlsFiles } from './uplink/tls-files.ts';

export { PortasFault } from './model/fault.ts';
export { DATABASE_FILE } from './engine/terminal-records.ts';

/**
 * Opens the terminal: data directory, keys, database, scanners, uploader.
 * @throws PortasFault when a part of the terminal is not usable; nothing is left open then.
 */
export async function openEngine(parts: EngineParts): Promise<Engine> {
  const { dataDir } = parts.settings;
  openDataDir(dataDir);
  const lock = lockDataDir(dataDir);
  let records: TerminalRecords | null = null;
  try {
    records = openTerminalRecords(parts);
    const engine = await composeEngine(parts, records);
    let stopped: Promise<void> | null = null;
    return { ...engine, stop: () => (stopped ??= engine.stop().finally(() => lock.release())) };
  } catch (cause) {
    records?.store.close();
    lock.release();
    throw cause;
  }
}

async function composeEngine(parts: EngineParts, { store, clockGuard, now, incidents, backlog }: TerminalRecords): Promise<Engine> {
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
  const startedAt = clock.now();
  const windows = createWindows(parts.log);
  const { emit } = windows;
  const changed = (): void => board.changed();

  // How the terminal stands: by its clock, by the age of what it trusts, and by the policy that was signed.
  const ruleSet = (): string => book.name();
  const standing = createTerminalStanding({ terminalId: terminal.id, builtAt: parts.builtAt, clock, trust, clockGuard, clockMark: store.clockMark, audit: store.audit, incidents, ruleSet });

  // Rules: which set is in force, which wait.
  const book = createRuleBook({
    base: parts.rules,
    records: store.rules,
    lane: { direction: terminal.direction, port: terminal.port },
    now,
    listener: {
      changed: () => {
        emit('rules:changed', {});
        // A set can come into force while the parts below are still being made.
        if (opened) {
          changed();
          notices.refresh();
          refreshContingency();
        }
      },
      fault: (code, cause) => void incidents.fault(code, cause),
    },
  });

  const offerRules = (sets: readonly RuleSet[], origin: string): void => {
    book.offer(sets, origin).catch(throwApart);
  };

  // Scan: reports of all scanners, framed.
  const scanners = createDeskScanners({
    ...parts, emit, incidents,
    listener: {
      scan: (scan) => reception.take(scan),
      scannersChanged: () => {
        changed();
        refreshContingency();
      },
      keyboardChanged: changed,
    },
  });
  const { hub, doctor, keyboard } = scanners;

  const auditNotKept = (cause: unknown): void => void incidents.fault('audit-not-kept', cause);
  // Who is here.
  const people = createPeople({
    store, terminalKeys, now, ruleSet, emit, settings: settings.staff, keys: trust.keys,
    left: () => {
      forgetDesk();
      // Reports go to whoever asked for them, and to nobody after.
      doctor.leave();
    },
    onFault: auditNotKept,
  });
  const { session, idle, record } = people;
  const person = () => session.person();
  const startAudit = createStartAudit({ audit: store.audit, settings, keys: parts.keys, now, ruleSet, onFault: auditNotKept });

  // Where a whole scan goes.
  const reception = createReception({
    doctor, session, idle, now, emit, incidents, rereadSeconds: settings.desk.rereadSeconds,
    listener: {
      code: (scan) => desk.take(scan, hub.roleOf(scan.deviceId)),
      document: (document) => desk.takeDocument(document),
    },
  });

  // What people decide beside the verdict.
  const { consent, reasonsAgainst, secondLine, overrides, ruleDesk, notices } = createDecisions({
    settings, store, session, standing, clockGuard, book, now, emit, changed,
    verdictOf: (scanId) => desk.verdictOf(scanId),
  });

  // Room for records, and what is forgotten of them.
  const pseudonyms = createPseudonyms({ records: store.pseudonymKeys, window: pseudonymsKept(settings), now, onFault: (cause) => void incidents.fault('forgetting', cause) });
  const upkeep = createUpkeep({
    ...parts, store, incidents, pseudonyms, now, ruleSet, changed,
    pseudonymsKept: pseudonymsKept(settings),
    mayForget: () => !['behind', 'fast'].includes(standing.clock().state),
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
  const desk = createTravellerDesk({
    settings, clock, clockGuard, store, trust, book, pseudonyms, disk, reasonsAgainst, person, emit,
    listener: {
      shown: changed,
      queued: () => {
        wakeUploader();
        changed();
      },
      notKept(code, cause) {
        if (code === 'record-not-kept') reception.readAgain();
        notKept(code, cause);
      },
      heldTooLong: () => forgetDesk(),
    },
  });
  const forgetDesk = (): void => {
    desk.forgetAll();
    reception.forgetAll();
  };

  // Travellers without codes, while a contingency is declared.
  const contingency = createContingency({
    settings, store, trust, book, standing, hub, disk, clockGuard, person,
    listener: {
      changed: (state) => {
        emit('contingency:changed', state);
        changed();
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
    settings, clock, terminalKeys, tlsFiles, store, incidents, now,
    measured: (offset) => standing.measured(offset),
    listener: {
      receipt: (receipt) => desk.delivered(receipt),
      sent: () => {
        desk.refresh();
        backlog.note();
        upkeep.housekeeping.delivered();
      },
      changed,
      queueWorked: () => emit('queue:changed', {}),
    },
  });

  // What is shown of all this.
  const { board, overview, trustView } = createTerminalStatus({
    settings, store, clockGuard, trust, terminalKeys, book, standing, consent, scanners, upkeep, network: gateway.network, backlog, incidents,
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
      notices.refresh();
    },
  });

  const handlers = createHandlers({
    settings, clock, clockGuard, store, startedAt, drill: parts.drill,
    session, idle, record, board, overview, trustView, hub, doctor, keyboard,
    desk, consent, secondLine, overrides, ruleDesk, notices, contingency, book,
    keys: trust.keys, signed: trust.signed,
    uploader: gateway.uploader, queueWork: gateway.queueWork, network: gateway.network, renewKey: gateway.renewKey,
    take: (scan) => reception.take(scan),
    clear: () => {
      desk.clear();
      reception.clear();
    },
  });
  parts.drill?.onChange((state) => emit('drill:changed', state));

  const stop = (): Promise<void> =>
    inOrder([
      () => desk.stop(),
      () => people.stop(),
      () => board.stop(),
      () => upkeep.stop(),
      () => book.stop(),
      () => trust.signed()?.stop(),
      () => scanners.stop(),
      () => gateway.stop(),
      () => {
        if (opened) startAudit.stopped();
      },
      () => gateway.auditHeads.stop(),
      () => gateway.close(),
      () => store.checkpoint(),
      () => store.close(),
    ]);
  const start = async (): Promise<void> => {
    if (parts.signedTrust === undefined) {
      // No offer is not an empty one, which would withdraw what waits.
      if (parts.offeredRules !== undefined) offerRules(parts.offeredRules, 'settings');
    } else {
      await trust.open({
        ...parts.signedTrust,
        store, clockGuard, ruleSet, dataDir: settings.dataDir, log: parts.log,
        listener: {
          installed: (set) => {
            scanners.useProfiles(set.profiles ?? parts.profiles);
            session.recheck();
            refreshContingency();
            changed();
            offerRules(set.ruleSets, 'signed set');
          },
          changed: (state) => emit('trust:changed', state),
          fault: (code, detail) => void incidents.fault(code, detail),
        },
      });
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
  };

  try {
    await start();
  } catch (cause) {
    // Whatever cannot be stopped either, the fault of the start says more.
    await stop().catch(() => undefined);
    throw cause;
  }
  return { attach: (port) => windows.attach(port, handlers, people.mayCall), stop };
}
