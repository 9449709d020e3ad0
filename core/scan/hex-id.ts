import * as z from 'zod';

/** A vendor or product id of USB, written as the bus shows it: `0x0C2E`. */
export const HexId = z
  .string('expected "0x" and 1 to 4 hex digits')
  .regex(/^0x[0-9A-Fa-f]{1,4}$/, 'expected "0x" and 1 to 4 hex digits')
  .transform((text) => Number.parseInt(text, 16));
