/** The drill: its travellers, and its gateway and scanner as they are set. */
import * as z from 'zod';
import { FOREIGN_FORMAT_IDS } from '../model/format.ts';
import { ANYONE, call } from './call.ts';
import { RoleName } from './staff.ts';
import { Done, Nothing } from './words.ts';

/** Travellers with health codes of this border. */
export const OWN_KINDS = ['good', 'yellow', 'red', 'blue', 'expired', 'forged', 'unknown-issuer', 'revoked', 'unreadable', 'repeated'] as const;
/** Travellers with codes from elsewhere: a good one of each format, a bad one of any, and one of a family that is not accepted. */
export const FOREIGN_KINDS = [...FOREIGN_FORMAT_IDS, 'foreign-bad', 'not-accepted'] as const;
export const TRAVELLER_KINDS = [...OWN_KINDS, ...FOREIGN_KINDS] as const;
export const TravellerKind = z.enum(TRAVELLER_KINDS);
export type TravellerKind = z.infer<typeof TravellerKind>;
export const DrillState = z.strictObject({
  /** Travellers come by themselves. */
  auto: z.boolean(),
  gateway: z.enum(['up', 'down', 'faulty']),
  scanner: z.enum(['plugged', 'unplugged']),
});
export type DrillState = z.infer<typeof DrillState>;

export const drillCalls = {
  'drill:state': call(ANYONE, Nothing, z.strictObject({ state: DrillState.nullable() })),
  'drill:set': call(ANYONE, DrillState.partial(), z.strictObject({ state: DrillState.nullable() })),
  /** Presents the badge of one of the drill's people. Does nothing outside drill mode. */
  'drill:badge': call(ANYONE, z.strictObject({ role: RoleName }), Done),
  /** Presents one traveller now; without a kind, the next of the stream. Does nothing outside drill mode. */
  'drill:present': call(ANYONE, z.strictObject({ kind: TravellerKind.nullable() }), Done),
} as const;

export const drillEvents = {
  'drill:changed': DrillState,
} as const;
