/** The program, its machine and its faults. */
import * as z from 'zod';
import { DAMAGE_CAUSES } from '../model/damage.ts';
import { call, TECHNICIAN } from './call.ts';
import { Count, Nothing, Time } from './words.ts';

export { DAMAGE_CAUSES } from '../model/damage.ts';
const SystemView = z.strictObject({
  versions: z.record(z.string(), z.string()),
  dataDir: z.string(),
  databaseBytes: Count,
  freeDiskBytes: Count,
  startedAt: Time,
  memoryBytes: Count,
  incidents: z.array(z.strictObject({ at: Time, code: z.string(), detail: z.string() })),
  /** Databases that were set aside, newest first; `folder` lies below the data folder. */
  damages: z.array(z.strictObject({ at: Time, cause: z.enum(DAMAGE_CAUSES), folder: z.string(), saved: Count, lost: Count.nullable(), marks: z.enum(['kept', 'lost']), acknowledgedAt: Time.nullable() })),
});
export type SystemView = z.infer<typeof SystemView>;

export const systemCalls = {
  'service:system': call(TECHNICIAN, Nothing, SystemView),
  /** Ends the alarm of a damaged database; false when none was open. */
  'service:acknowledge-damage': call(TECHNICIAN, Nothing, z.strictObject({ acknowledged: z.boolean() })),
  /** Writes a diagnostics file without traveller data into the data directory. */
  'service:diagnostics': call(TECHNICIAN, Nothing, z.strictObject({ file: z.string(), json: z.string() })),
} as const;

export const systemEvents = {
  /** The terminal could not keep a record, or another fault the officer must know of; codes have texts in the locales. */
  'fault:raised': z.strictObject({ code: z.enum(['record-not-kept', 'conversion-not-kept', 'engine-restarted']), incidentId: z.string() }),
} as const;
