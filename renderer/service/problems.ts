/** What is wrong with the terminal, the gravest first. Pure. Texts are `problem.<id>` in the locales: cause and action. */
import type { DEACTIVATION_REASONS, DeviceView, QueueView, ScannerRole, Status, TrustView } from '../../core/contract.ts';
import { bytes } from '../ui/format.ts';
import { KEYBOARD_KEYS, keyboardKey, layoutsOf } from '../ui/keyboard-damage.ts';
import { scannerTroubles } from '../ui/scanner-troubles.ts';
import { isUnreadable, troublesOf } from './doctor/device-troubles.ts';

const HOUR_MS = 3_600_000;

export interface Problem {
  readonly id: string;
  /** UTC milliseconds; null where no beginning is known. */
  readonly since: number | null;
  readonly values: Readonly<Record<string, number | string>>;
  /** By how much the clock is wrong, milliseconds. */
  readonly spanMs?: number;
  readonly reason?: (typeof DEACTIVATION_REASONS)[number];
  /** Side of the desk that it is about. */
  readonly role?: ScannerRole;
}

export interface ProblemInput {
  readonly engine: 'up' | 'down';
  readonly status: Status | null;
  readonly trust: TrustView | null;
  readonly queue: QueueView | null;
  /** All that is plugged in; null before the first answer. */
  readonly devices: readonly DeviceView[] | null;
}

/** Causes of a lost network with an action of their own; the others all mean to look at cable, router and address. */
const TECHNICAL_CAUSES = [
  'closed-unanswered',
  'gateway-certificate-expired',
  'gateway-certificate-unknown',
  'gateway-certificate-host',
  'tls-version',
  'own-certificate-missing',
  'own-certificate-expired',
  'own-certificate-refused',
] as const satisfies readonly NetworkCause[];
type NetworkCause = NonNullable<Status['network']['cause']>;
const isTechnical = (cause: NetworkCause): cause is (typeof TECHNICAL_CAUSES)[number] => TECHNICAL_CAUSES.some((each) => each === cause);

export function problemsOf({ engine, status, trust, queue, devices }: ProblemInput): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (id: string, since: number | null = null, values: Problem['values'] = {}, more: Pick<Problem, 'spanMs' | 'reason' | 'role'> = {}): void =>
    void problems.push({ id, since, values, ...more });
  if (engine === 'down') add('engine-down');
  if (status !== null) {
    const { outOfService, clock, trust: age, damage } = status;
    if (outOfService?.cause === 'deactivated') add('deactivated', null, {}, { reason: outOfService.reason });
    else if (outOfService !== null) add('version-too-low', null, { minimum: outOfService.minimum });
    if (status.disk.state === 'full') add('disk-full', null, { free: bytes(status.disk.freeBytes) });
    if (clock.state === 'behind') add('clock-behind', null, {}, { spanMs: clock.behindMs });
    if (damage !== null) add(damage.lost === null ? 'store-damaged-unknown' : 'store-damaged', damage.at, { saved: damage.saved, ...(damage.lost === null ? {} : { lost: damage.lost }) });
    if (age.state === 'dead' || age.state === 'stale') add(`trust-${age.state}`, age.since);
    if (status.rules.count === 0) add('no-rules');
  }
  if (trust !== null) {
    if (!trust.keys.some(({ inForce }) => inForce)) add('no-key-in-force');
    if (trust.sealingKeyId === null) add('sealing-key-missing');
  }
  if (status === null) return problems;
  if (status.disk.state === 'low') add('disk-low', null, { free: bytes(status.disk.freeBytes) });
  const lacking = scannerTroubles(status);
  // A scanner that is there and cannot be read is not one that is missing. What its maker's id alone makes a scanner is one only where a scanner is missing.
  const unreadable = devices?.find((device) => isUnreadable(device) && (device.mode?.knownBy !== 'vendor-id' || lacking.length > 0));
  if (unreadable !== undefined) add('scanner-wrong-mode', null, { vendor: unreadable.mode?.vendorName ?? '' });
  const missing = lacking.filter(({ state }) => state !== 'none' || unreadable === undefined);
  for (const { state, role } of missing) add(`scanner-${state}`, null, {}, role === null ? {} : { role });
  if (!missing.some(({ state }) => state === 'denied') && devices?.some((device) => troublesOf(device).includes('denied')) === true) add('scanner-denied');
  if (status.keyboard !== null) add(keyboardKey(status.keyboard), null, layoutsOf(status.keyboard));
  const { state: line, since, cause } = status.network;
  if (line === 'down') add(cause !== null && isTechnical(cause) ? cause : 'network-down', since, { count: status.queue.waiting });
  if (line === 'up' && cause === 'refused') add('gateway-refusing', null, { count: status.queue.waiting });
  if (status.queue.parkedAt !== undefined) add('records-ageing', status.queue.oldestWaitingAt, { count: status.queue.waiting, hours: Math.max(0, Math.floor((status.queue.parkedAt - status.at) / HOUR_MS)) });
  if (status.queue.dead > 0) add('queue-dead', queue?.oldestParkedAt ?? null, { count: status.queue.dead });
  if (status.trust.state === 'ageing') add('trust-ageing', status.trust.since);
  const { state, offsetMs } = status.clock;
  if (state === 'fast' || state === 'slow') add(`clock-${state}`, null, {}, { spanMs: Math.abs(offsetMs ?? 0) });
  return problems;
}

/** Ids a problem can have: each needs its texts. */
export const PROBLEM_IDS = [
  'engine-down',
  'deactivated',
  'version-too-low',
  'disk-full',
  'clock-behind',
  'store-damaged',
  'store-damaged-unknown',
  'trust-dead',
  'trust-stale',
  'no-rules',
  'no-key-in-force',
  'sealing-key-missing',
  'disk-low',
  'scanner-none',
  'scanner-lost',
  'scanner-denied',
  'scanner-driver-missing',
  'scanner-wrong-mode',
  ...KEYBOARD_KEYS,
  'network-down',
  'records-ageing',
  ...TECHNICAL_CAUSES,
  'gateway-refusing',
  'queue-dead',
  'trust-ageing',
  'clock-fast',
  'clock-slow',
] as const;
