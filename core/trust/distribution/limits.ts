/** Bounds of trust distribution: what is read from a source before anything about it is proved. Layer: trust. */
import { durationMs, MINUTE_MS, SECOND_MS } from '../../model/units.ts';

/** Root metadata with a hundred keys and as many signatures takes 45 kB; ours has eight keys. */
export const MAX_ROOT_BYTES = 65_536;
/** One entry and a few signatures: 700 bytes. */
export const MAX_TIMESTAMP_BYTES = 16_384;
/** One entry; room for delegations that are not followed. */
export const MAX_SNAPSHOT_BYTES = 65_536;
/** Targets at their most, at some 300 bytes each, and signatures. */
export const MAX_TARGETS_BYTES = 524_288;
/** New root versions walked through in one update: a terminal that lay in a store for years, with a rotation a month. */
export const MAX_ROOT_ROTATIONS = 256;
/** Files in a set. tuf-js copies the list once for each entry while it reads it: at this many that takes a fifth of a second. */
export const MAX_TARGETS = 1_000;
/** The largest single file: a list of withdrawn codes, as dcc-revocation.ts bounds it. */
export const MAX_TARGET_BYTES = 64 * 1_024 * 1_024;
/** All files of a set: the withdrawn codes at their most (288 MiB) and every key list at its. */
export const MAX_SET_BYTES = 512 * 1_024 * 1_024;
/** A target's name, with `/`. As a file name on disk each `/` takes three characters; file systems end at 255. */
export const MAX_NAME_CHARACTERS = 128;
export const MAX_NAME_PARTS = 4;

/** What is read in one go, and between two looks at whether to stop. */
export const CHUNK_BYTES = 65_536;
/** A stick that answers an operation with nothing for this long is gone, whatever the system says. */
export const FOLDER_TIMEOUT_MS = durationMs(30 * SECOND_MS);
/** As the uplink: four round trips on the worst line, with a retransmission. */
export const CONNECT_TIMEOUT_MS = durationMs(5 * SECOND_MS);
/** Longest silence of a server before its answer and within it. */
export const IDLE_TIMEOUT_MS = durationMs(30 * SECOND_MS);
/** What any file may take, and the slowest line that is waited for: less is a source that keeps the terminal busy (slow retrieval, TUF 1.0 clause 1.5.2). */
export const LEAST_FILE_TIME_MS = MINUTE_MS;
export const LEAST_BYTES_PER_SECOND = 8_192;

/** How often an attempt tells how far it is. */
export const PROGRESS_EVERY_MS = durationMs(100);
