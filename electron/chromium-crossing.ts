/**
 * The one crossing between the window and the Chromium shell: an exposed binding. The window posts through it and polls
 * it for what the engine sends, so that nothing of the shell's has to stand open in the page. Both ends are in this file's terms.
 */
import * as z from 'zod';

/** Name of the binding; the preload takes it off the page before any script of the page runs. */
export const BINDING = 'portasCrossing';

/** Window to shell. `session` is one document's life: after a reload the old document's messages count no more. */
export const FromWindow = z.discriminatedUnion('kind', [
  /** Answered with the next messages for the window, as soon as there are any. */
  z.strictObject({ kind: z.literal('poll'), session: z.uuid() }),
  z.strictObject({ kind: z.literal('post'), session: z.uuid(), port: z.int().nonnegative(), message: z.unknown() }),
]);
export type FromWindow = z.infer<typeof FromWindow>;

/** Shell to window. A port's number never comes again in a session. */
export type ToWindow =
  | { readonly kind: 'up'; readonly port: number }
  | { readonly kind: 'down' }
  | { readonly kind: 'message'; readonly port: number; readonly message: unknown };

/** The answer to a poll; null ends the polling: another document has taken over. */
export type PollAnswer = readonly ToWindow[] | null;
