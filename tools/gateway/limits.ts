/** Bounds of the gateway. */
import { durationMs, MINUTE_MS, SECOND_MS } from '../../core/model/units.ts';
import { MAX_BATCH_RECORDS } from '../../core/uplink/limits.ts';

/** What a sealed box adds to its content: an X25519 key and a Poly1305 tag. */
export const BOX_OVERHEAD_BYTES = 32 + 16;
/** Four padding blocks and the box's overhead: docs/formats/mainland-record.md section 1. */
export const MAX_SEALED_BYTES = 4 * 2_048 + BOX_OVERHEAD_BYTES;
const MAX_SEALED_CHARACTERS = Math.ceil(MAX_SEALED_BYTES / 3) * 4;
/** A full batch of the largest records, each with 200 characters of names and identifiers, and an envelope. */
export const MAX_BODY_BYTES = MAX_BATCH_RECORDS * (MAX_SEALED_CHARACTERS + 200) + 1_000;
/** `{bizPackage: {records: [{}]}}` is four deep; twice that. */
export const MAX_JSON_DEPTH = 8;
/** GBT profile: a request is current for five minutes either way. */
export const TIME_WINDOW_MS = durationMs(5 * MINUTE_MS);
/** A serial that was applied for is used by the next call. */
export const SERIAL_LIFETIME_MS = durationMs(2 * MINUTE_MS);
/** A checker reads the health data of the traveller who stands there. */
export const HANDLE_LIFETIME_MS = durationMs(10 * MINUTE_MS);
/** A client that has not sent its headers, its whole request, by then is cut off. */
export const HEADERS_TIMEOUT_MS = durationMs(10 * SECOND_MS);
export const REQUEST_TIMEOUT_MS = durationMs(60 * SECOND_MS);
export const KEEP_ALIVE_MS = durationMs(30 * SECOND_MS);
export const MAX_HEADER_BYTES = 8_192;
export const MAX_CONNECTIONS = 256;
/** How long a request that is meant to hang stays open, so that a closing gateway is not held for ever. */
export const HANG_MS = durationMs(60 * SECOND_MS);
