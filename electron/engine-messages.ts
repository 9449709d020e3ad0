/**
 * Messages between a shell and its engine process. In Electron each window's port is a MessagePort of its own and only
 * control messages go this way; over a forked process's channel, messages of ports are told apart by a number.
 */
import * as z from 'zod';

/** A fault names one file and its wrong settings, a line each. */
export const MAX_FAULT_CHARACTERS = 16_384;

const PortNumber = z.int().nonnegative();

/** Shell to engine process. */
export const ToEngine = z.discriminatedUnion('kind', [
  /** The first message: open the engine with these arguments. */
  z.strictObject({ kind: z.literal('open'), args: z.array(z.string().max(4_096)).max(64) }),
  /** A port for a window: transferred along in Electron, numbered on a forked process's channel. */
  z.strictObject({ kind: z.literal('port'), port: PortNumber }),
  z.strictObject({ kind: z.literal('message'), port: PortNumber, message: z.unknown() }),
  z.strictObject({ kind: z.literal('close'), port: PortNumber }),
  /** End in good order: let the batch in flight settle, close the database. */
  z.strictObject({ kind: z.literal('stop') }),
]);
export type ToEngine = z.infer<typeof ToEngine>;

/** Engine process to shell. */
export const FromEngineProcess = z.discriminatedUnion('kind', [
  /** The engine is open and takes ports. */
  z.strictObject({ kind: z.literal('ready') }),
  /** The engine could not be opened; the message names the file or part. The process ends by itself. */
  z.strictObject({ kind: z.literal('failed'), message: z.string().max(MAX_FAULT_CHARACTERS) }),
  z.strictObject({ kind: z.literal('message'), port: PortNumber, message: z.unknown() }),
]);
export type FromEngineProcess = z.infer<typeof FromEngineProcess>;
