/** Bounds of SMART Health Cards, each with its derivation. Layer: codes. */

/** Two digits to a character, so the largest QR symbol in numeric mode (7,089 digits) holds no more. */
export const MAX_SHC_JWS_CHARACTERS = 3_544;
/** Parts of a divided card. A part that holds nothing but its own mark would be longer than what it carries, so real ones have 2 to 17. */
export const MAX_SHC_PARTS = 32;
/** Header with algorithm, compression and a key id of 43 characters: about 90 bytes. */
export const MAX_SHC_HEADER_BYTES = 512;
/** The largest example of the specification inflates to 30,178 bytes; the next power of two but one, and a stop for bombs. */
export const MAX_SHC_JSON_BYTES = 65_536;
/** Claims, vc, subject, bundle, entry, resource and FHIR's own elements: 12 levels in the examples. */
export const MAX_SHC_JSON_DEPTH = 24;
/** Entries looked at; the largest example has 60. */
export const MAX_SHC_ENTRIES = 256;
/** Patient names are not bounded by FHIR; a screen line and the journal are. */
export const MAX_SHC_NAME_BYTES = 192;
