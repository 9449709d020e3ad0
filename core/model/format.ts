/** The signed formats the terminal accepts. */
export const FORMAT_IDS = ['MO1', 'HC1', 'SHC', 'NZCP'] as const;
export type FormatId = (typeof FORMAT_IDS)[number];

/** Those of other countries: all but this project's own. */
export type ForeignFormatId = Exclude<FormatId, 'MO1'>;
export const FOREIGN_FORMAT_IDS = FORMAT_IDS.filter((id): id is ForeignFormatId => id !== 'MO1');

/** Signature algorithms a key entry may fix. Names are those of the JOSE and COSE registries. */
export const ALGORITHMS = ['EdDSA', 'ES256', 'ES384', 'ES512', 'PS256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];
