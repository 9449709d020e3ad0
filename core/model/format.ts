/** The signed formats the terminal accepts. */
export const FORMAT_IDS = ['MO1', 'HC1', 'SHC', 'NZCP', 'VDS-NC', 'VDS', 'IDB'] as const;
export type FormatId = (typeof FORMAT_IDS)[number];

/** Those of other countries: all but this project's own. */
export type ForeignFormatId = Exclude<FormatId, 'MO1'>;
export const FOREIGN_FORMAT_IDS = FORMAT_IDS.filter((id): id is ForeignFormatId => id !== 'MO1');

/**
 * Signature algorithms a key entry may fix. Names are those of the JOSE and COSE registries; ESB256 to ESB512 are ECDSA on brainpool curves
 * (RFC 9864), and ESB224, which the registries leave out, is the same with brainpoolP224r1 and SHA-224.
 */
export type Algorithm = 'EdDSA' | 'ES256' | 'ES384' | 'ES512' | 'PS256' | 'ESB224' | 'ESB256' | 'ESB384' | 'ESB512';
