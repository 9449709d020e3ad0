/**
 * A drill: the real engine with an embedded gateway, keys made for the occasion and a virtual scanner that presents
 * travellers. Nothing here is a shortcut: codes go in as HID reports, records come out at an HTTP server.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { RESOURCES_DIR } from '../../core/config.ts';
import type { DrillState, TravellerKind } from '../../core/contract.ts';
import type { DrillControl, EngineParts } from '../../core/engine-parts.ts';
import type { Clock } from '../../core/model/clock.ts';
import { NO_AFFIXES } from '../../core/model/keyboard.ts';
import { type Person, type Role, ROLES } from '../../core/model/staff.ts';
import { throwApart } from '../../core/model/throw-apart.ts';
import { DAY_MS, durationMs, type UtcMillis, utcMillis } from '../../core/model/units.ts';
import { loadRuleSet } from '../../core/rules/rule-set.ts';
import { loadDeviceProfiles } from '../../core/scan/device-profiles.ts';
import { loadScannerModels } from '../../core/scan/scanner-models.ts';
import { openDataDir } from '../../core/terminal/data-dir.ts';
import { openTerminalKeys } from '../../core/terminal/terminal-keys.ts';
import { combineKeySets } from '../../core/trust/combine-key-sets.ts';
import { parseKeySet } from '../../core/trust/key-set.ts';
import { fileTrust } from '../../core/trust/trust-source.ts';
import type { FaultChange } from '../gateway/faults.ts';
import { createGateway, type Gateway } from '../gateway/gateway.ts';
import { createForeignWorkshop } from '../issuer/foreign-workshop.ts';
import { createRandom } from '../issuer/random.ts';
import { createWorkshop } from '../issuer/workshop.ts';
import { createVirtualScanner } from '../scanner/virtual-scanner.ts';
import { drillBadge } from './badges.ts';
import { openDrillTrust } from './drill-trust.ts';
import { createTravellers } from './travellers.ts';
import { travellerStream } from './traveller-stream.ts';
import { waitingRules } from './waiting-rules.ts';

const TERMINAL_ID = 'DRILL-07';
/** Time for an officer to ask a good traveller for consent, and for any other to be sent on. */
const PAUSE_AFTER_GOOD_MS = 20_000;
const PAUSE_AFTER_OTHERS_MS = 9_000;

/** Whoever drills may do everything. */
const TRAINEE: Person = { staffNumber: 'DRILL', roles: ROLES };

/** Age of the drill's keys: fresh enough that no notice is due. */
const KEYS_AGE_MS = 2 * 3_600_000;

/** For how long they count as signed: longer than anybody drills. */
const KEYS_VALID_MS = durationMs(30 * DAY_MS);

/** A gateway on a bad day: every sort of fault in its repertoire, one request in two. */
const FAULTY: FaultChange = {
  down: false,
  rates: { unavailable: 0.1, 'too-many-requests': 0.05, html: 0.05, 'error-after-commit': 0.1, reset: 0.1, 'wrong-hash': 0.05, dropped: 0.05, foreign: 0.05, 'busy-record': 0.1 },
};
const SOUND: FaultChange = { down: false, rates: {} };

export interface DrillOptions {
  readonly dataDir: string;
  readonly state: DrillState;
  readonly language: EngineParts['settings']['desk']['language'];
  /** The same seed presents the same travellers. */
  readonly seed: string;
  /** The same seed makes the same keys, for whoever starts a drill again and shows what was signed before. */
  readonly keysSeed?: string;
  readonly rereadSeconds: number;
  readonly repeatAfterMs?: number;
  /** Keys come as a signed set too, from a server and on a stick. */
  readonly signedTrust?: boolean;
  readonly clock: Clock;
  readonly log: EngineParts['log'];
}

export interface Drill {
  /** What the engine is opened with. */
  readonly parts: EngineParts;
  readonly gateway: Gateway;
  /** Kind of the next traveller of the stream. */
  nextKind(): TravellerKind;
  present(kind: TravellerKind): void;
  /** Holds any text before the scanner. @returns false when nobody read it. */
  readonly presentText: (text: string) => Promise<boolean>;
  /** The code of one more good traveller, not presented. */
  goodCode(at: UtcMillis): string;
  stop(): Promise<void>;
}

/** Sets the stage: gateway listening (or not), terminal registered, keys made. The engine is opened by the caller. */
export async function openDrill(options: DrillOptions): Promise<Drill> {
  const { dataDir, clock } = options;
  openDataDir(dataDir);
  const gateway = createGateway({
    dataDir: join(dataDir, 'gateway'),
    terminals: [{ terminalId: TERMINAL_ID, publicKeyPem: openTerminalKeys(dataDir).publicKeyPem }],
    clock,
  });
  const url = await gateway.listen();
  // Keys live as long as the drill: no demo key is ever on a disk, to be trusted by mistake.
  const keysSeed = options.keysSeed ?? randomUUID();
  const keysIssuedAt = utcMillis(clock.now() - KEYS_AGE_MS);
  const own = createWorkshop(keysSeed, clock.now());
  const foreign = createForeignWorkshop(keysSeed, keysIssuedAt);
  const rules = loadRuleSet(join(RESOURCES_DIR, 'rules/default-rules.json'));
  const waiting = waitingRules(rules, clock.now());
  const keySet = { ...own.keySet, issuedAt: new Date(keysIssuedAt).toISOString() };
  const trust = options.signedTrust === true ? await openDrillTrust({ dataDir, clock, keySet, ruleSet: waiting, sealingKey: gateway.sealingKey }) : null;
  const random = createRandom(options.seed);
  const travellers = createTravellers({ own, foreign }, random, options.repeatAfterMs);
  const kinds = travellerStream(() => random.below(1_000_000) / 1_000_000);
  const scanner = createVirtualScanner();

  let state: DrillState = { auto: false, gateway: 'up', scanner: 'plugged' };
  let tell: (state: DrillState) => void = () => undefined;
  let timer: NodeJS.Timeout | null = null;

  const nextKind = (): TravellerKind => kinds.next().value;
  const present = (kind: TravellerKind): void => {
    if (state.scanner === 'plugged') scanner.present(travellers.next(kind, clock.now())).catch(throwApart);
  };
  const presentBadge = (role: Role): void => {
    if (state.scanner === 'plugged') scanner.present(drillBadge(role, own, clock.now())).catch(throwApart);
  };
  const comeAndGo = (): void => {
    const kind = nextKind();
    present(kind);
    timer = setTimeout(comeAndGo, kind === 'good' ? PAUSE_AFTER_GOOD_MS : PAUSE_AFTER_OTHERS_MS);
  };
  const set: DrillControl['set'] = async ({ auto = state.auto, gateway: network = state.gateway, scanner: plug = state.scanner }) => {
    const before = state;
    state = { auto, gateway: network, scanner: plug };
    if (network !== before.gateway) await gateway.faults.set(network === 'down' ? { down: true } : network === 'faulty' ? FAULTY : SOUND);
    if (plug !== before.scanner) {
      if (plug === 'plugged') scanner.plug();
      else scanner.unplug();
    }
    if (auto !== before.auto) {
      if (timer !== null) clearTimeout(timer);
      timer = auto ? setTimeout(comeAndGo, 1_500) : null;
    }
    tell(state);
  };
  await set(options.state);

  return {
    gateway,
    nextKind,
    present,
    presentText: (text) => scanner.present(text),
    goodCode: (at) => travellers.next('good', at),
    parts: {
      settings: {
        mode: 'drill',
        terminal: { id: TERMINAL_ID, lane: '07', port: 'barrier-gate', direction: 'to-guangdong' },
        desk: {
          language: options.language,
          secondLanguage: null,
          clearAfterSeconds: 15,
          holdLimitSeconds: 180,
          volume: 0.6,
          rereadSeconds: options.rereadSeconds,
          repeatHours: 24,
          document: 'optional',
          documentWaitSeconds: 20,
        },
        dataDir,
        keyboard: { layout: 'us', affixes: NO_AFFIXES },
        retention: { deliveredHours: 72, undeliveredHours: 168, staffDays: 30, journalDays: 366 },
        perOfficer: false,
        staff: { signIn: 'required', lockAfterMinutes: 60, override: 'two-people', startAs: TRAINEE },
        gateway: { url, sealingKey: gateway.sealingKey, timeoutSeconds: 5 },
      },
      trust: fileTrust(keysIssuedAt, KEYS_VALID_MS),
      // A drill may play any day.
      builtAt: utcMillis(0),
      keys: combineKeySets([parseKeySet(keySet, 'drill'), foreign.keySet], 'drill'),
      rules,
      // At hand from the start; the signed set, which the terminal asks for at once, brings the same.
      ...(trust === null ? { offeredRules: [waiting] } : { signedTrust: trust.settings, keysBesideSet: foreign.keySet }),
      profiles: loadDeviceProfiles(join(RESOURCES_DIR, 'device-profiles.json')),
      models: loadScannerModels(join(RESOURCES_DIR, 'scanner-models.json')),
      drivers: [scanner],
      clock,
      drill: { state: () => state, set, present: (kind) => present(kind ?? nextKind()), presentBadge, onChange: (listener) => (tell = listener) },
      log: options.log,
    },
    async stop() {
      if (timer !== null) clearTimeout(timer);
      await trust?.close();
      await gateway.close();
    },
  };
}
