/** What the desk is told of the network. Layer: uplink. */
import type { Clock } from '../model/clock.ts';
import type { UtcMillis } from '../model/units.ts';

export interface NetworkState {
  readonly state: 'up' | 'down' | 'unknown';
  /** Since when; null while unknown. */
  readonly since: UtcMillis | null;
}

export interface NetworkWatch {
  read(): NetworkState;
  answered(): void;
  /** @param reached - false when no connection came about. */
  failed(reached: boolean): void;
}

/** Bad answers in a row that mean "down": one bad answer of a gateway that lives must not alarm a hall of officers. */
const BAD_ANSWERS_TO_DOWN = 3;

/** @param onChange - called when the state changes, after it did. */
export function createNetworkWatch(clock: Clock, onChange: () => void): NetworkWatch {
  let current: NetworkState = { state: 'unknown', since: null };
  let badAnswers = 0;
  const turn = (state: 'up' | 'down'): void => {
    if (current.state === state) return;
    current = { state, since: clock.now() };
    onChange();
  };
  return {
    read: () => current,
    answered() {
      badAnswers = 0;
      turn('up');
    },
    failed(reached) {
      badAnswers += 1;
      if (!reached || badAnswers >= BAD_ANSWERS_TO_DOWN) turn('down');
    },
  };
}
