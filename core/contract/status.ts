/** How the terminal stands, for the status line of every window, and what a window is told when it opens. */
import * as z from 'zod';
import { DISK_STATES } from '../model/disk.ts';
import { NETWORK_CAUSES } from '../model/network.ts';
import { DEACTIVATION_REASONS, FRESHNESS_STATES } from '../model/trust-state.ts';
import { ANYONE, call } from './call.ts';
import { DamagedCode, SCANNER_STATES } from './scanners.ts';
import { Count, Direction, Language, Nothing, PortName, ScannerRole, Time } from './words.ts';

export { DEACTIVATION_REASONS, FLOOR_SOURCES, FRESHNESS_STATES } from '../model/trust-state.ts';
const Freshness = z.enum(FRESHNESS_STATES);
/** `behind`: before the newest time known, so that nothing can be judged; `fast`, `slow`: over the limit ahead of the gateway's clock, or after it. */
export const CLOCK_STATES = ['ok', 'behind', 'fast', 'slow'] as const;
export const Status = z.strictObject({
  at: Time,
  /**
   * State of the best scanner, and of the worst role where the settings give roles. `none`: nothing plugged in; `denied`: no access rights, or
   * held by another program; `driver-missing`: its library did not load.
   */
  scanner: z.enum(SCANNER_STATES),
  /** State of the scanner of each role, in the order of the settings; empty without roles. */
  scannerRoles: z.array(z.strictObject({ role: ScannerRole, state: z.enum(SCANNER_STATES) })),
  network: z.strictObject({ state: z.enum(['up', 'down', 'unknown']), since: Time.nullable(), cause: z.enum(NETWORK_CAUSES).nullable() }),
  /** `parkedAt`: when the oldest waiting record will be set aside for its age; not there while that is far off. */
  queue: z.strictObject({ waiting: Count, delivered: Count, dead: Count, oldestWaitingAt: Time.nullable(), parkedAt: Time.optional() }),
  /** Cases at the second line. */
  cases: z.strictObject({ open: Count, oldestAt: Time.nullable() }),
  keys: z.strictObject({ issuedAt: Time, sequence: Count, count: Count }),
  rules: z.strictObject({ id: z.string(), version: z.string(), count: Count }),
  trust: z.strictObject({
    state: Freshness,
    /** When the state began; null while fresh, and where nothing was ever verified. */
    since: Time.nullable(),
    verifiedAt: Time.nullable(),
    /** First instant after the time it was signed for. */
    signedUntil: Time.nullable(),
    /** What comes next by the passing of time alone. */
    next: z.strictObject({ state: Freshness, at: Time }).nullable(),
    /** End of the consent to pass travellers on stale trust; null when none counts. */
    consentUntil: Time.nullable(),
    /** Whether a consent can be given now. */
    mayAccept: z.boolean(),
  }),
  /** A database that was set aside and that no technician has acknowledged: waiting records saved, and those that could not be read (null: nobody can say). */
  damage: z.strictObject({ at: Time, saved: Count, lost: Count.nullable() }).nullable(),
  /** What the codes of a scanner in keyboard mode show to be wrong; null when nothing is. */
  keyboard: DamagedCode.nullable(),
  /** Why the signed policy lets this terminal pass nobody; null while it may work. */
  outOfService: z
    .discriminatedUnion('cause', [
      z.strictObject({ cause: z.literal('deactivated'), reason: z.enum(DEACTIVATION_REASONS) }),
      z.strictObject({ cause: z.literal('version-too-low'), minimum: z.string() }),
    ])
    .nullable(),
  /** `offsetMs`: the terminal's clock less the gateway's, positive when the terminal is ahead; null before an answer came. */
  clock: z.strictObject({ state: z.enum(CLOCK_STATES), behindMs: Count, offsetMs: z.number().int().nullable() }),
  /** Room on the disk. `low`: nothing is converted; `full`: no verdict is shown, since none could be kept for certain. */
  disk: z.strictObject({ state: z.enum(DISK_STATES), freeBytes: Count }),
});
export type Status = z.infer<typeof Status>;

const Welcome = z.strictObject({
  mode: z.enum(['drill', 'production']),
  version: z.string(),
  terminal: z.strictObject({ id: z.string(), lane: z.string(), port: PortName, direction: Direction }),
  desk: z.strictObject({
    language: Language,
    secondLanguage: Language.nullable(),
    clearAfterSeconds: z.number().positive(),
    holdLimitSeconds: z.number().positive(),
    volume: z.number().min(0).max(1),
  }),
  /** What scanners in keyboard mode type before and after each code. */
  wedge: z.strictObject({ prefix: z.string(), suffix: z.string() }),
});
export type Welcome = z.infer<typeof Welcome>;

export const statusCalls = {
  'app:welcome': call(ANYONE, Nothing, Welcome),
  'app:status': call(ANYONE, Nothing, Status),
} as const;

export const statusEvents = {
  'status:changed': Status,
} as const;
