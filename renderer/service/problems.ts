/** What is wrong with the terminal, the gravest first. Pure. Texts are `problem.<id>` in the locales: cause and action. */
import { KEYS_OLD_MS, type QueueView, type Status, type TrustView } from '../../core/contract.ts';

export interface Problem {
  readonly id: string;
  /** UTC milliseconds; null where no beginning is known. */
  readonly since: number | null;
  readonly values: Readonly<Record<string, number>>;
}

export interface ProblemInput {
  readonly engine: 'up' | 'down';
  readonly status: Status | null;
  readonly trust: TrustView | null;
  readonly queue: QueueView | null;
  /** Wall time, UTC milliseconds. */
  readonly now: number;
}

export function problemsOf({ engine, status, trust, queue, now }: ProblemInput): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (id: string, since: number | null = null, values: Problem['values'] = {}): void => void problems.push({ id, since, values });
  if (engine === 'down') add('engine-down');
  if (status !== null) {
    if (status.clock.state === 'behind') add('clock-behind', null, { minutes: Math.ceil(status.clock.behindMs / 60_000) });
    if (status.rules.count === 0) add('no-rules');
  }
  if (trust !== null) {
    if (!trust.keys.some(({ inForce }) => inForce)) add('no-key-in-force');
    if (trust.sealingKeyId === null) add('sealing-key-missing');
  }
  if (status === null) return problems;
  if (status.scanner !== 'ready' && status.scanner !== 'opening') add(`scanner-${status.scanner}`);
  if (status.network.state === 'down') add('network-down', status.network.since, { count: status.queue.waiting });
  if (status.queue.dead > 0) {
    const dead = queue?.rows.filter(({ state }) => state === 'dead').map(({ createdAt }) => createdAt) ?? [];
    add('queue-dead', dead.length === 0 ? null : Math.min(...dead), { count: status.queue.dead });
  }
  if (now - status.keys.issuedAt > KEYS_OLD_MS) add('keys-old', status.keys.issuedAt);
  return problems;
}

/** Ids a problem can have: each needs its texts. */
export const PROBLEM_IDS = [
  'engine-down',
  'clock-behind',
  'no-rules',
  'no-key-in-force',
  'sealing-key-missing',
  'scanner-none',
  'scanner-lost',
  'scanner-denied',
  'scanner-driver-missing',
  'network-down',
  'queue-dead',
  'keys-old',
] as const;
