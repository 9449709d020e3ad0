/** A terminal at work in a process of its own, what it promises meanwhile, and whether its disk keeps it. */
import { fileURLToPath } from 'node:url';
import type { Store } from '../../../core/store/open-store.ts';
import { rawDatabase } from '../../support/raw-database.ts';
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

/** Gaps in the audit, lines of it that are gone, and damage to the file. */
export function unsound(databaseFile: string, { audited }: Promises): string[] {
  const db = rawDatabase(databaseFile);
  const audit = db.prepare<[], { rows: number; last: number | null; hastened: number }>(`SELECT count(*) AS rows, max(id) AS last, count(*) FILTER (WHERE action = 'upload-hastened') AS hastened FROM audit`).get();
  const sound: unknown = db.pragma('integrity_check', { simple: true });
  db.close();
  const { rows = 0, last = 0, hastened = 0 } = audit ?? {};
  return [
    ...(rows === (last ?? 0) ? [] : [`the audit has a gap: ${rows} rows, the last is number ${last ?? 0}`]),
    ...(hastened >= audited ? [] : [`${audited} lines of the audit were confirmed, ${hastened} are there`]),
    ...(sound === 'ok' ? [] : [`integrity check: ${String(sound)}`]),
  ];
}
