import * as amnesia from './amnesia/amnesia.ts';
import * as damage from './damage/damage.ts';
import type { Fault } from './fault.ts';
import * as disk from './disk/disk.ts';
import * as gateway from './gateway/gateway.ts';
import * as io from './io/io.ts';
import * as kill from './kill/kill.ts';
import * as outage from './outage/outage.ts';
import * as power from './power/power.ts';

/** Every fault that `npm run faults` tries, in its order. */
export const FAULTS: readonly Fault[] = [kill, power, io, disk, damage, gateway, amnesia, outage];
