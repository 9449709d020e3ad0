import { BURST_GAP_MS } from '../../renderer/desk/wedge.ts';

/** How a person types: slower than any scanner (renderer/desk/wedge.ts). */
export const HAND = { delay: BURST_GAP_MS + 5 };
