/**
 * Imported before whatever makes a schema: zod asks when it makes one. Compiling schemas needs `eval`, which the page's policy forbids (window-policy.ts), and
 * forbids only where the browser's driver does not happen to be the caller.
 */
import * as z from 'zod';

z.config({ jitless: true });
