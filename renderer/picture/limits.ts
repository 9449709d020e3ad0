/** Bounds of what is examined. */
import { MAX_PIXELS } from '../reader/luma.ts';

/** A photo of a phone has 3 to 12 MB, a scanned page 1 to 5. */
export const MAX_FILE_BYTES = 20_000_000;
/** As much as the reader looks at. */
export const MAX_PICTURE_PIXELS = MAX_PIXELS;
/** A certificate has one to three pages. */
export const MAX_PAGES = 20;
/** An A4 page at 200 dpi has 3.9 million; a larger page is drawn smaller. */
export const MAX_PAGE_PIXELS = 16_000_000;
/** Longest side of a page's drawing: more is a canvas that browsers refuse. */
export const MAX_PAGE_SIDE = 16_000;
/** Fine enough for a module of 0.33 mm to have two and a half pixels. */
export const PAGE_DPI = 200;
/** Most that a page asks the memory for in all, given back or not. Measured: an A4 page scanned at 600 dpi (35 million pixels) asks for 0.3 to 0.4 GB, by how it is packed. */
export const PAGE_MEMORY_BYTES = 1_000_000_000;
/** Longest examination of one file. */
export const TIME_LIMIT_MS = 30_000;
