import { join } from 'node:path';
import type { Badge, Person, Role } from '../../../core/model/staff.ts';
import { type UtcMillis, utcMillis } from '../../../core/model/units.ts';
import { createSession, type Session, type SessionParts } from '../../../core/staff/session.ts';
import { openStore, type Store } from '../../../core/store/open-store.ts';
import { parseKeySet } from '../../../core/trust/key-set.ts';
import { encodeBadge, type BadgeClaims } from '../../../tools/issuer/encode-badge.ts';
import { createWorkshop, type Workshop } from '../../../tools/issuer/workshop.ts';
import { type TestClock, testClock } from '../../support/clocks.ts';
import { tempDir } from '../../support/temp-dir.ts';

export const NOW = utcMillis(Date.parse('2021-08-25T00:30:00Z'));
export const DAY_MS = 86_400_000;
export const workshop: Workshop = createWorkshop('people', NOW);
export const keys = parseKeySet(workshop.keySet, 'test');
/** A thousandth of the real work. */
export const CHEAP = { cost: 2 ** 4, blockSize: 1, parallelization: 1 };
export const PIN = '482915';

export function claims(staffNumber: string, roles: readonly Role[], change: Partial<BadgeClaims> = {}): BadgeClaims {
  const badgeId = Buffer.from(staffNumber.padEnd(16, '.')).toString('hex').slice(0, 32);
  return { staffNumber, roles, issuer: workshop.issuer, badgeId, issuedAt: utcMillis(NOW - DAY_MS), expiresAt: utcMillis(NOW + 300 * DAY_MS), ...change };
}

/** The text of a badge. */
export const badge = (staffNumber: string, roles: readonly Role[], change: Partial<BadgeClaims> = {}): string =>
  encodeBadge(claims(staffNumber, roles, change), workshop.badgeSigner);

/** A badge as a terminal keeps it. */
export const keptBadge = (staffNumber: string, roles: readonly Role[]): Badge => ({ ...claims(staffNumber, roles), keyId: workshop.badgeSigner.keyId });

export interface Desk {
  readonly session: Session;
  readonly store: Store;
  readonly clock: TestClock;
  readonly file: string;
  /** How often a traveller's data had to go. */
  readonly ended: () => number;
  readonly reasons: () => readonly string[];
  /** Badge and PIN, the PIN chosen where there is none. */
  readonly signIn: (staffNumber: string, roles: readonly Role[], pin?: string) => Promise<void>;
}

/** A terminal's session on a store of its own. */
export function openDesk(change: Partial<SessionParts> = {}, file = join(tempDir(), 'p.db'), at: UtcMillis = NOW): Desk {
  const store = openStore(file);
  const clock = testClock(at);
  let ended = 0;
  const session = createSession({
    records: store.staff,
    audit: store.audit,
    keys: () => keys,
    pepper: (text) => Buffer.from(`pepper ${text}`),
    pinCost: CHEAP,
    now: () => clock.now(),
    ruleSet: () => 'rules@1',
    signIn: 'required',
    startAs: null,
    listener: { changed: () => undefined, ended: () => void (ended += 1) },
    ...change,
  });
  return {
    session,
    store,
    clock,
    file,
    ended: () => ended,
    reasons: () => store.audit.recent(50).map(({ action, reason }) => (reason === null ? action : `${action}: ${reason}`)),
    async signIn(staffNumber, roles, pin = PIN) {
      session.take(badge(staffNumber, roles));
      const reply = await (session.view().waiting?.needs === 'new-pin' ? session.choosePin(pin) : session.enterPin(pin));
      if (!reply.ok) throw new Error(reply.refusal);
    },
  };
}

/** A desk that a technician has commissioned, with nobody signed in. */
export async function openCommissioned(change: Partial<SessionParts> = {}): Promise<Desk> {
  const desk = openDesk(change);
  await desk.signIn('T300', ['technician']);
  desk.session.signOut();
  return desk;
}

export const person = (staffNumber: string, ...roles: Role[]): Person => ({ staffNumber, roles });
