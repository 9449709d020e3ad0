/** What `electron/start.ts` tells Electron's main process: one JSON argument, the last of the command line. */
import * as z from 'zod';

export const ShellOptions = z.strictObject({
  engineEntry: z.string().min(1),
  engineArgs: z.array(z.string()),
  /** Build folder of the window. */
  rendererDir: z.string().min(1),
  preloadFile: z.string().min(1),
  kiosk: z.boolean(),
  devTools: z.boolean(),
});
export type ShellOptions = z.infer<typeof ShellOptions>;

/** Reads the options from a command line. @throws Error when its last argument is not what start.ts writes. */
export function readShellOptions(argv: readonly string[]): ShellOptions {
  return ShellOptions.parse(JSON.parse(argv.at(-1) ?? ''));
}
