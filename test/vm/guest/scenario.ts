/** What a scenario is. */
import type { DeviceProfiles } from '../../../core/scan/device-profiles.ts';
import type { Monitor } from './monitor.ts';
import type { Player } from './player.ts';
import type { SerialPlayer } from './serial-scanners.ts';

export interface Guest {
  readonly player: Player;
  readonly serialPlayer: SerialPlayer;
  readonly monitor: Monitor;
  /** Those that the product ships. */
  readonly profiles: DeviceProfiles;
  /** Folder with what the host prepared. */
  readonly preparedDir: string;
  /** Root of the repository. */
  readonly root: string;
}

export interface Outcome {
  /** What was measured, for the table. */
  readonly figure: string;
  /** Promises that did not hold, in words; empty when all held. */
  readonly broken: readonly string[];
}

export interface Scenario {
  readonly name: string;
  /** What happens, and what must hold. */
  readonly title: string;
  /** Part of the short version that `npm test` runs. */
  readonly short: boolean;
  /** What is wrong with the terminal of the control run, which must break a promise: or this scenario could not have found it. */
  readonly control: string;
  run(guest: Guest, control: boolean): Promise<Outcome>;
}
