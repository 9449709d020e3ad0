/** Bounds of ICAO's seals, each with its derivation. Layer: codes. */

/** Root, data, message, events, event, doses, dose; and one to spare. */
export const MAX_VDS_NC_DEPTH = 8;
/** A signer's certificate with an RSA-4096 signature takes some 900 bytes; twice that and more, in base64url. */
export const MAX_VDS_NC_CERTIFICATE_CHARACTERS = 4_096;
/** Vaccines in one proof; the schema sets no bound, and each has its own doses. */
export const MAX_VDS_NC_EVENTS = 8;
/** The report has 39 characters (Doc 9303 part 3), in UTF-8 at most four bytes each. */
export const MAX_VDS_NC_NAME_BYTES = 156;

/** A seal in the largest symbol: bytes of a version 40-L QR symbol (ISO/IEC 18004 table 7). */
export const MAX_VDS_BYTES = 2_953;
/** Features of a seal: profiles have at most ten; tags are one byte. */
export const MAX_VDS_FEATURES = 32;
/** Longest certificate reference: two hexadecimal digits count its characters. */
export const MAX_VDS_REFERENCE_CHARACTERS = 255;

/** A barcode of the data structure is alphanumeric: a version 40-L QR symbol in that mode. */
export const MAX_IDB_CHARACTERS = 4_296;
/** What 4,296 characters of base32 hold uncompressed; a compressed one may hold as much and no more. */
export const MAX_IDB_BYTES = 2_685;
