/** What the desk is told of the network. Layer: uplink. */
import type { Clock } from '../model/clock.ts';
import type { NetworkCause } from '../model/network.ts';
import type { UtcMillis } from '../model/units.ts';

export interface NetworkState {
  readonly state: 'up' | 'down' | 'unknown';
  /** Since when; null while unknown. */
  readonly since: UtcMillis | null;
  /** Why it is down, or `refused` by a gateway that is up; null when nothing is wrong, or nothing is known. */
  readonly cause: NetworkCause | null;
}

export interface NetworkWatch {
  read(): NetworkState;
  answered(): void;
  /** It lives; whether it takes this terminal is not said. */
  alive(): void;
  /** It answered, and says that this terminal is wrong. */
  refused(): void;
  /** @param reached - false when no connection came about. */
  failed(reached: boolean, cause: NetworkCause): void;
}

/** Bad answers in a row that mean "down": one bad answer of a gateway that lives must not alarm a hall of officers. */
const BAD_ANSWERS_TO_DOWN = 3;

/** @param onChange - called when the state changes, after it did. */
export function createNetworkWatch(clock: Clock, onChange: () => void): NetworkWatch {
  let current: NetworkState = { state: 'unknown', since: null, cause: null };
  let badAnswers = 0;
  const turn = (state: 'up' | 'down', cause: NetworkCause | null): void => {
    if (current.state === state && current.cause === cause) return;
    current = { state, since: current.state === state ? current.since : clock.now(), cause };
    onChange();
  };
  return {
    read: () => current,
    answered() {
      badAnswers = 0;
      turn('up', null);
    },
    alive() {
      badAnswers = 0;
      turn('up', current.cause === 'refused' ? 'refused' : null);
    },
    refused() {
      badAnswers = 0;
      turn('up', 'refused');
    },
    failed(reached, cause) {
      badAnswers += 1;
      if (!reached || badAnswers >= BAD_ANSWERS_TO_DOWN) turn('down', cause);
    },
  };
}
