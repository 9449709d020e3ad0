/** Who is here, who may sign in, and what was done by whom. */
import type { staffCalls } from '../contract.ts';
import type { Alarm } from '../service/alarm.ts';
import type { Session } from '../staff/session.ts';
import type { Store } from '../store/open-store.ts';
import type { HandlersOf } from '../wire.ts';

const SHOWN_AUDIT_LINES = 200;

export interface StaffHandlerParts {
  readonly store: Pick<Store, 'audit'>;
  readonly session: Session;
  /** Locks the terminal that nobody uses. */
  readonly idle: Pick<Alarm, 'restart'>;
}

export function staffHandlers({ store, session, idle }: StaffHandlerParts): HandlersOf<typeof staffCalls> {
  return {
    'staff:session': () => session.view(),
    'staff:identify': ({ staffNumber }) => session.identify(staffNumber),
    'staff:enter-pin': ({ pin }) => session.enterPin(pin),
    'staff:choose-pin': ({ pin }) => session.choosePin(pin),
    'staff:cancel': () => {
      session.cancel();
      return {};
    },
    'staff:lock': () => {
      session.lock('key');
      return {};
    },
    'staff:sign-out': () => {
      session.signOut();
      return {};
    },
    'staff:active': () => {
      idle.restart();
      return {};
    },
    'staff:list': () => ({ staff: [...session.staff()] }),
    'staff:release': ({ staffNumber }) => ({ found: session.release(staffNumber) }),
    'staff:reset-pin': ({ staffNumber }) => ({ found: session.resetPin(staffNumber) }),
    'audit:read': () => ({ entries: store.audit.recent(SHOWN_AUDIT_LINES).map((entry) => ({ ...entry, roles: [...entry.roles], secondRoles: [...(entry.secondRoles ?? [])] })) }),
  };
}
