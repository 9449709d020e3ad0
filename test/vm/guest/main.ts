/** The guest's program: runs the scenarios that the host asked for, one after the other, and tells how each ended. */
import { join } from 'node:path';
import { loadDeviceProfiles } from '../../../core/scan/device-profiles.ts';
import { ENV_CONTROL, ENV_PREPARED, ENV_ROOT, ENV_SCENARIOS } from '../protocol.ts';
import { SCENARIOS } from '../scenarios/list.ts';
import { openMonitor } from './monitor.ts';
import { openPlayer } from './player.ts';
import type { Guest, Outcome, Scenario } from './scenario.ts';
import { stopRigs } from './rig.ts';
import { openSerialPlayer } from './serial-scanners.ts';

const env = (name: string): string => process.env[name] ?? '';

/** A code is torn by a pause of 300 ms, and rightly so. A scenario in which the emulated machine paused nearly as long has shown nothing, and is run again. */
const PAUSE_LIMIT_MS = 200;
const MAX_TRIES = 4;

async function attempt(scenario: Scenario, guest: Guest, control: boolean): Promise<Outcome> {
  try {
    return await scenario.run(guest, control);
  } catch (cause) {
    return { figure: '-', broken: [`it broke off: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`] };
  } finally {
    await stopRigs();
    await guest.player.clear();
    await guest.serialPlayer.clear();
    await guest.monitor.clear();
  }
}

const monitor = openMonitor();
const root = env(ENV_ROOT);
const player = openPlayer(new URL('uhid-player.js', import.meta.url));
const serialPlayer = openSerialPlayer(new URL('serial-player.js', import.meta.url));
const guest: Guest = { player, serialPlayer, monitor, profiles: loadDeviceProfiles(join(root, 'resources/device-profiles.json')), preparedDir: env(ENV_PREPARED), root };
const control = env(ENV_CONTROL) !== '';
const takeLongestPause = (): number => Math.max(player.takeLongestPause(), serialPlayer.takeLongestPause());
const names = env(ENV_SCENARIOS).split(',');
for (const scenario of SCENARIOS.filter(({ name }) => names.includes(name))) {
  const begun = performance.now();
  let { figure, broken } = await attempt(scenario, guest, control);
  for (let tries = 1; tries < MAX_TRIES && broken.length > 0 && !control; tries++) {
    const pauseMs = takeLongestPause();
    if (pauseMs < PAUSE_LIMIT_MS) break;
    monitor.tell({ kind: 'say', text: `${scenario.name}: once more: the machine paused for ${pauseMs.toFixed(0)} ms in the middle of a code` });
    ({ figure, broken } = await attempt(scenario, guest, control));
  }
  takeLongestPause();
  monitor.tell({ kind: 'result', name: scenario.name, title: scenario.title, figure, broken: [...broken], seconds: (performance.now() - begun) / 1_000 });
}
await player.close();
await serialPlayer.close();
monitor.tell({ kind: 'end' });
