/**
 * Every bound of the decoders, each with its derivation. A decoder checks its bound before it does the work the bound is for.
 * Layer: codes.
 */

/** Longest content of any symbol a scanner reads: the digits of a version 40-L QR symbol (ISO/IEC 18004 table 7). */
export const MAX_SYMBOL_CHARACTERS = 7_089;

/** An MO1 code is alphanumeric, so it can be no longer than a version 40-L QR symbol in that mode (ISO/IEC 18004 table 7). */
export const MAX_MO1_CHARACTERS = 4_296;

/**
 * Largest COSE message in an MO1 code. The fullest lawful statement (every list full, every text at its bound, below) takes
 * 2,800 bytes, headers and signature included; the next power of two leaves room and stops a decompression bomb.
 */
export const MAX_MO1_COSE_BYTES = 4_096;

/** COSE_Sign1 is an array of four whose header maps hold integers, byte strings and at most one more level (RFC 9052 clause 3). */
export const COSE_MAX_DEPTH = 4;
/** Array, four elements, and header parameters by the pair; the profiles read here use at most four of those. */
export const COSE_MAX_ITEMS = 32;

/** Claims, statement, declaration, list, row, and one level to spare. */
export const MO1_MAX_DEPTH = 6;
/** The fullest lawful statement has 182 items; the next power of two. */
export const MO1_MAX_ITEMS = 256;

/** An Ed25519 signature is 64 bytes, and so is an ES256 one (RFC 8032 clause 5.1.6, RFC 9053 clause 2.1). */
export const SIGNATURE_BYTES = 64;
/** MO1 key identifiers and code identifiers have one length. */
export const MO1_KEY_ID_BYTES = 8;
export const MO1_CODE_ID_BYTES = 16;

/**
 * Texts are bounded in UTF-8 bytes. 96 bytes: 32 Han characters, or the 39 Latin characters of a travel document's name field
 * (ICAO 9303 part 5) more than twice over.
 */
export const MAX_NAME_BYTES = 96;
/** Laboratories and places, in the longer of the two official languages. */
export const MAX_LABEL_BYTES = 96;
/** Trade names of vaccines; the longest on the WHO emergency list has 44 letters. */
export const MAX_PRODUCT_BYTES = 48;

/** BIR, permit, two passports, two more. */
export const MAX_DOCUMENTS = 6;
/** Places of 14 days: more than one every second day is a seaman's log, not a declaration. */
export const MAX_TRAVEL = 8;
/** Daily tests of a week and the one before. */
export const MAX_TESTS = 8;
/** Two courses and boosters. */
export const MAX_VACCINATIONS = 8;

/** A declaration speaks of 14 days, so no code outlives the time it speaks of. */
export const MAX_LIFETIME_SECONDS = 14 * 86_400;
/** 2000-01-01 and 2100-01-01: what lies outside is a unit mistake (milliseconds, 32-bit overflow), never a time at a border. */
export const EARLIEST_SECONDS = 946_684_800;
export const LATEST_SECONDS = 4_102_444_800;

/** An HC1 code is alphanumeric too: no longer than a version 40-L QR symbol in that mode. */
export const MAX_HC1_CHARACTERS = MAX_MO1_CHARACTERS;
/**
 * Largest COSE message in an HC1 code: an entry has at most fifteen texts of 80 characters, at most four bytes each, some 5,000 bytes with names,
 * and an RSA signature of 512; the next power of two. The largest of the 550 published codes has 755.
 */
export const MAX_HC1_COSE_BYTES = 8_192;
/** Claims, container, certificate, list, entry; a tag on a date; and two levels for members that states add and nobody reads. */
export const HC1_MAX_DEPTH = 8;
/** A certificate has at most 60 items; states add members, so the power of two after the next. */
export const HC1_MAX_ITEMS = 256;
/** Eight bytes by the specification (hcert clause 3.3.2); a key set names keys by up to 32. */
export const MAX_HC1_KEY_ID_BYTES = 32;
/** The end of the year 9999: some states let their codes never expire. */
export const LATEST_EXPIRY_SECONDS = 253_402_300_799;

/** A New Zealand pass is alphanumeric: a version 40-L QR symbol in that mode (ISO/IEC 18004 table 7). */
export const MAX_NZCP_CHARACTERS = 4_296;
/** Claims, credential, subject or list, and one level to spare. */
export const NZCP_MAX_DEPTH = 4;
/** The specification's examples have 29 items; twice that, up to the next power of two. */
export const NZCP_MAX_ITEMS = 64;
