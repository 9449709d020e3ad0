/** Bounds of the uplink. Layer: uplink. */
import { durationMs, MINUTE_MS, SECOND_MS } from '../model/units.ts';

/** Records in one batch, as docs/gateway.openapi.yaml allows. */
export const MAX_BATCH_RECORDS = 100;
/**
 * Largest answer read. The largest honest one has 100 results of at most 700 bytes (identifier 36, hash 64, code text 140,
 * description 200, names and punctuation); a code image of the largest QR takes 6 KB. Four times that.
 */
export const MAX_ANSWER_BYTES = 262_144;
/** Results read from one batch answer: a record may be answered twice by a confused gateway, ten times is an attack. */
export const MAX_RESULTS = 10 * MAX_BATCH_RECORDS;
/** What is kept of a gateway's own words. */
export const MAX_ERROR_CHARACTERS = 200;
/** A request that has no complete answer by then is given up: a batch of 300 KB over a 256 kbit/s line takes ten seconds. */
export const DEFAULT_TIMEOUT_MS = durationMs(15_000);
/** Establishing TCP and TLS: four round trips on the worst line, with a retransmission. */
export const CONNECT_TIMEOUT_MS = durationMs(5_000);
/** A liveness answer is one packet; one that takes longer says as much as none. */
export const PROBE_TIMEOUT_MS = durationMs(5_000);
/**
 * How often an uploader with nothing to send, or not allowed to send, asks whether the gateway lives. An officer learns of an
 * outage, and a waiting traveller of its end, within this time; a thousand terminals ask 200 times a second.
 */
export const PROBE_INTERVAL_MS = durationMs(5_000);
/** Longest obeyed Retry-After; a gateway may not silence a terminal for a day by one header. */
export const MAX_RETRY_AFTER_MS = durationMs(60 * MINUTE_MS);
/** Full jitter: first step and cap of the delay. */
export const BACKOFF_BASE_MS = SECOND_MS;
export const BACKOFF_CAP_MS = durationMs(5 * MINUTE_MS);
/** Twice the longest request: a lease must not run out under a batch that is on its way. */
export const DEFAULT_LEASE_MS = durationMs(2 * (DEFAULT_TIMEOUT_MS + CONNECT_TIMEOUT_MS));
/** Shortest pause of an uploader that found nothing to send although a record was said to be due. */
export const MIN_PAUSE_MS = durationMs(50);
/** How long `stop()` waits for the batch in flight. */
export const STOP_WAIT_MS = durationMs(5_000);
