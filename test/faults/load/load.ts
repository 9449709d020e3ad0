/** A terminal at work in a process of its own, what it promises meanwhile, and whether its disk keeps it. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DATABASE_FILE, openEngine } from '../../../core/engine.ts';
import { openAuditReader } from '../../../core/store/audit-reader.ts';
import { openStore, type Store } from '../../../core/store/open-store.ts';
import { systemClock } from '../../../core/system-clock.ts';
import { type Drill, openDrill } from '../../../tools/drill/drill.ts';
import { rawDatabase } from '../../support/raw-database.ts';
import { until } from '../../support/until.ts';
import type { Carelessness } from './careless.ts';

export const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

/** What the child is told. */
export interface Load {
  readonly dataDir: string;
  readonly gateway: 'up' | 'down';
  readonly seed: string;
  /** Ends by itself after so many; without it, never. */
  readonly travellers?: number;
  /** How it ends by itself: in good order, unless said otherwise. */
  readonly ending?: 'killed';
  readonly careless?: Carelessness;
}

/** What the terminal has said to whoever stands before it. */
export interface Promises {
  readonly shown: string[];
  readonly confirmed: string[];
  audited: number;
}

export const noPromises = (): Promises => ({ shown: [], confirmed: [], audited: 0 });

/** Notes a line of the child. */
export function note(promises: Promises, line: string): void {
  const [what, id = ''] = line.split(' ');
  if (what === 'shown') promises.shown.push(id);
  if (what === 'confirmed') promises.confirmed.push(id);
  if (what === 'audited') promises.audited += 1;
}

/** What was promised and a store does not have. */
export function missing(store: Pick<Store, 'journal' | 'outbox'>, { shown, confirmed }: Promises): string[] {
  return [
    ...shown.filter((scanId) => !store.journal.hasScan(scanId)).map((scanId) => `shown, not in the journal: ${scanId}`),
    ...confirmed.filter((recordId) => store.outbox.stateOf(recordId) === null).map((recordId) => `confirmed, not in the outbox: ${recordId}`),
  ];
}

/** Breaks of the audit's chain, lines of it that are gone, and damage to the file. */
export function unsound(databaseFile: string, { audited }: Promises): string[] {
  const db = rawDatabase(databaseFile);
  const audit = db.prepare<[], { hastened: number }>(`SELECT count(*) FILTER (WHERE action = 'upload-hastened') AS hastened FROM audit`).get();
  const sound: unknown = db.pragma('integrity_check', { simple: true });
  db.close();
  const { hastened = 0 } = audit ?? {};
  const reader = openAuditReader(databaseFile);
  const chain = reader.check({ heads: reader.heads(1_000) });
  reader.close();
  return [
    ...(chain.ok ? [] : [`the chain of the audit: ${JSON.stringify(chain.fault)}`]),
    ...(hastened >= audited ? [] : [`${audited} lines of the audit were confirmed, ${hastened} are there`]),
    ...(sound === 'ok' ? [] : [`integrity check: ${String(sound)}`]),
  ];
}

/** One more start of the terminal, with the gateway there: every confirmed record arrives, once. */
export async function deliverRest(dataDir: string, { confirmed }: Promises): Promise<{ broken: string[]; atGateway: number }> {
  const drill = await openDrill({
    dataDir,
    language: 'en',
    seed: 'after',
    state: { auto: false, gateway: 'up', scanner: 'plugged' },
    rereadSeconds: 0.5,
    clock: systemClock,
    log: () => undefined,
  });
  try {
    const engine = await openEngine(drill.parts);
    await until(async () => {
      const store = openStore(join(dataDir, DATABASE_FILE));
      const { pending, leased } = store.outbox.counts();
      store.close();
      return Promise.resolve(pending + leased === 0);
    }, 120_000, 250);
    await engine.stop();
    return { broken: undelivered(drill, dataDir, confirmed), atGateway: drill.gateway.records.count() };
  } finally {
    await drill.stop();
  }
}

function undelivered(drill: Drill, dataDir: string, confirmed: readonly string[]): string[] {
  const db = rawDatabase(join(dataDir, DATABASE_FILE), { readonly: true });
  const rows = db.prepare<[], { recordId: string; sha256: string; state: number }>('SELECT record_id AS recordId, body_sha256 AS sha256, state FROM outbox').all();
  db.close();
  const hashes = drill.gateway.records.hashes();
  return [
    ...confirmed.filter((recordId) => !hashes.has(recordId)).map((recordId) => `confirmed, not at the gateway: ${recordId}`),
    ...rows.filter(({ recordId, sha256 }) => hashes.get(recordId) !== sha256).map(({ recordId }) => `the gateway has another body: ${recordId}`),
    ...rows.filter(({ state }) => state !== 2).map(({ recordId, state }) => `ended in state ${state}: ${recordId}`),
    // The gateway keeps one row a record, so more rows than records would be strangers.
    ...(hashes.size > rows.length ? [`the gateway has ${hashes.size} records, the terminal sent ${rows.length}`] : []),
  ];
}
