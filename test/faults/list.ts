import type { Fault } from './fault.ts';
import * as kill from './kill/kill.ts';

/** Every fault that `npm run faults` tries, in its order. */
export const FAULTS: readonly Fault[] = [kill];
