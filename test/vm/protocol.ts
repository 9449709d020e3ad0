/** What the guest tells the host: one JSON object a line, over the second serial port. */
import * as z from 'zod';

export const Result = z.strictObject({
  kind: z.literal('result'),
  name: z.string(),
  title: z.string(),
  /** What was measured, for the table. */
  figure: z.string(),
  /** Promises that did not hold, in words. */
  broken: z.array(z.string()),
  seconds: z.number(),
});
export type Result = z.infer<typeof Result>;

export const FromGuest = z.discriminatedUnion('kind', [
  Result,
  /** The host is to do this to the machine: press a key, pull a plug, send a break. */
  z.strictObject({ kind: z.literal('qmp'), execute: z.enum(['send-key', 'device_add', 'device_del', 'chardev-send-break']), arguments: z.record(z.string(), z.unknown()) }),
  z.strictObject({ kind: z.literal('say'), text: z.string() }),
  /** All is done: the machine can go. */
  z.strictObject({ kind: z.literal('end') }),
]);
export type FromGuest = z.infer<typeof FromGuest>;

/** Environment of the guest's program: names of the scenarios to run, separated by commas, and whether as controls. */
export const ENV_SCENARIOS = 'PORTAS_VM_SCENARIOS';
export const ENV_CONTROL = 'PORTAS_VM_CONTROL';
/** Folder with what the host prepared: keys, settings, a signed code. */
export const ENV_PREPARED = 'PORTAS_VM_PREPARED';
/** Root of the repository, for what is built. */
export const ENV_ROOT = 'PORTAS_VM_ROOT';
