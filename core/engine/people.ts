/** Who is at the terminal, what they may call, and the lines of the audit for what they do. Composes. */
import type { EngineSettings } from '../engine-parts.ts';
import type { RecordAct } from '../model/audit.ts';
import { durationMs, MINUTE_MS, type UtcMillis } from '../model/units.ts';
import { type Alarm, createAlarm } from '../service/alarm.ts';
import { createRefusedCalls } from '../service/refused-calls.ts';
import { createSession, type Session } from '../staff/session.ts';
import type { Store } from '../store/open-store.ts';
import type { TerminalKeys } from '../terminal/terminal-keys.ts';
import type { KeySet } from '../trust/key-set.ts';
import type { MayCall } from '../wire.ts';
import type { Emit } from './windows.ts';

export interface PeopleParts {
  readonly settings: EngineSettings['staff'];
  readonly store: Pick<Store, 'staff' | 'audit'>;
  readonly keys: () => KeySet;
  readonly terminalKeys: Pick<TerminalKeys, 'pepper'>;
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  /** `id@version`, for the audit. */
  readonly ruleSet: () => string;
  readonly emit: Emit;
  /** Whoever was here is not here any more. */
  readonly left: () => void;
  /** A line of the audit could not be kept, and nobody waits to be told. */
  readonly onFault: (cause: unknown) => void;
}

export interface People {
  readonly session: Session;
  /** Locks the terminal that nobody uses. */
  readonly idle: Alarm;
  readonly record: RecordAct;
  readonly mayCall: MayCall;
  stop(): void;
}

export function createPeople({ settings, store, keys, terminalKeys, now, ruleSet, emit, left, onFault }: PeopleParts): People {
  const session = createSession({
    records: store.staff,
    audit: store.audit,
    keys,
    pepper: (text) => terminalKeys.pepper(text),
    now,
    ruleSet,
    signIn: settings.signIn,
    startAs: settings.startAs ?? null,
    ...(settings.pinCost === undefined ? {} : { pinCost: settings.pinCost }),
    listener: {
      changed: () => {
        idle.restart();
        emit('staff:changed', session.view());
      },
      ended: left,
    },
  });
  const idle = createAlarm(durationMs(settings.lockAfterMinutes * MINUTE_MS), () => {
    try {
      session.lock('idle');
    } catch (cause) {
      onFault(cause);
    }
  });
  const refused = createRefusedCalls({ audit: store.audit, session: () => session.view(), now, ruleSet });
  return {
    session,
    idle,
    record(action, subject) {
      const person = session.person();
      store.audit.record({ at: now(), action, person: person?.staffNumber ?? null, roles: person?.roles ?? [], second: null, subject, reason: null, ruleSet: ruleSet() });
    },
    mayCall(callers, channel) {
      if (callers === 'anyone' || session.may(callers)) return true;
      refused(channel);
      return false;
    },
    stop() {
      idle.stop();
      session.stop();
    },
  };
}
