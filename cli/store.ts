/** The database of a terminal, as commands use it. */
import { existsSync } from 'node:fs';
import type { AuditAction, AuditEntry } from '../core/model/audit.ts';
import { type EngineLock, lockDataDir } from '../core/store/engine-lock.ts';
import { openStore, type Store } from '../core/store/open-store.ts';
import { systemClock } from '../core/system-clock.ts';
import { Refusal } from './console.ts';
import type { TerminalPlace } from './terminal.ts';

/** Opens the database beside a terminal that may be running; never makes one. */
export function withStore<T>(place: TerminalPlace, work: (store: Store) => T): T {
  const store = open(place);
  try {
    return work(store);
  } finally {
    store.close();
  }
}

/** The same for work that takes a while: it is done when this resolves. */
export async function withStoreOpen<T>(place: TerminalPlace, work: (store: Store) => Promise<T>): Promise<T> {
  const store = open(place);
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

function open({ databaseFile }: TerminalPlace): Store {
  if (!existsSync(databaseFile)) throw new Refusal(`${databaseFile}: no database there; has this terminal ever been started?`);
  return openStore(databaseFile);
}

/** Does something for which the terminal must be stopped, and keeps it from starting meanwhile. @throws PortasFault `data-dir-in-use`. */
export async function withStoppedTerminal(place: TerminalPlace, work: () => void | Promise<void>): Promise<void> {
  if (!existsSync(place.dataDir)) throw new Refusal(`${place.dataDir}: no such folder; has this terminal ever been started?`);
  const lock: EngineLock = lockDataDir(place.dataDir);
  try {
    await work();
  } finally {
    lock.release();
  }
}

/** Whoever can log in to the machine has no badge here: the line says what was done, and that it came from the command line. */
export const commandLine = (action: AuditAction, subject: string | null): AuditEntry => ({
  at: systemClock.now(),
  action,
  person: null,
  roles: [],
  second: null,
  subject,
  reason: 'command-line',
  ruleSet: null,
});
