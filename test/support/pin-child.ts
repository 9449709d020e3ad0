/**
 * A terminal at which somebody tries PINs, for tests that kill it. Arguments: data directory, wall time to begin at (UTC milliseconds), role of the badge
 * shown, what to do: `choose` a PIN, or enter a `PIN` over and over until one is not even looked at. Every step is one line on standard output, written
 * before or right after it is made: `waiting JSON` (whose PIN is awaited), `asked`, `answered JSON`.
 */
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { openEngine } from '../../core/engine.ts';
import type { Clock } from '../../core/model/clock.ts';
import { type Role, ROLES } from '../../core/model/staff.ts';
import { utcMillis } from '../../core/model/units.ts';
import { systemClock } from '../../core/system-clock.ts';
import { createClient } from '../../core/wire.ts';
import { localPorts } from '../../electron/local-port.ts';
import { openDrill } from '../../tools/drill/drill.ts';

const [dataDir = '', beginAt = '', roleName = '', what = '', pin = ''] = process.argv.slice(2);
const role: Role = ROLES.find((each) => each === roleName) ?? 'officer';
const say = (line: string): void => void writeSync(1, `${line}\n`);

const begunAt = systemClock.monotonic();
const clock: Clock = { now: () => utcMillis(Number(beginAt) + Math.floor(systemClock.monotonic() - begunAt)), monotonic: () => systemClock.monotonic() };
const drill = await openDrill({
  dataDir,
  language: 'en',
  seed: 'pins',
  keysSeed: 'pins',
  state: { auto: false, gateway: 'down', scanner: 'plugged' },
  rereadSeconds: 0.5,
  clock,
  log: () => undefined,
});
const { parts } = drill;
// PINs at their full cost: most of the time of a try is hashing.
const engine = await openEngine({ ...parts, settings: { ...parts.settings, staff: { signIn: 'required', lockAfterMinutes: 60, override: 'two-people' } } });
flushCompileCache();
const [mine, theirs] = localPorts();
const client = createClient(mine);
engine.attach(theirs);

const asked = new Promise((resolve) => {
  client.on('staff:changed', ({ waiting }) => {
    if (waiting !== null) resolve(waiting);
  });
});
parts.drill?.presentBadge(role);
say(`waiting ${JSON.stringify(await asked)}`);
for (let tried = true; tried; ) {
  say('asked');
  const reply = await client.call(what === 'choose' ? 'staff:choose-pin' : 'staff:enter-pin', { pin });
  say(`answered ${JSON.stringify(reply)}`);
  tried = !reply.ok && reply.refusal === 'pin-wrong';
}
