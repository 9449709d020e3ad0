/** Where test and engine process of a played day meet. */
import { join } from 'node:path';

/** Milliseconds between the machine's wall clock and the day's. */
export const offsetFile = (controlDir: string): string => join(controlDir, 'offset');
export const socketFile = (controlDir: string): string => join(controlDir, 'world.sock');
