/** Cards that can be shown: as long as a badge, a usual health code, a long vaccination card. */
export const TEST_CARD_LENGTHS = ['short', 'medium', 'long'] as const;
export type TestCardLength = (typeof TEST_CARD_LENGTHS)[number];

/**
 * What can be found out with a test card, by check.
 * `card`: this one, not an older one; `length`: whole; `characters`: as shown; `letters`: upper and lower case as shown; `layout`: scanner and system
 * mean the same keys by the same characters; `affixes`: nothing before
 * or behind; `symbology`: the AIM identifier; `speed`; `repeats`: came once; `mode`: the way it came.
 */
export const TEST_CARD_FINDINGS = {
  card: ['this-card', 'older-card'],
  length: ['whole', 'cut', 'longer'],
  characters: ['as-shown', 'changed'],
  letters: ['as-shown', 'inverted', 'all-upper', 'all-lower'],
  layout: ['same', 'other', 'unknown'],
  affixes: ['none', 'carriage-return', 'line-feed', 'tab', 'before', 'behind'],
  symbology: ['qr', 'other', 'none'],
  speed: ['fast', 'slow', 'not-seen'],
  repeats: ['once', 'twice'],
  mode: ['hid-pos', 'hid-keyboard', 'wedge', 'serial', 'other'],
} as const;
export type TestCardCheck = keyof typeof TEST_CARD_FINDINGS;
export type TestCardFinding = (typeof TEST_CARD_FINDINGS)[TestCardCheck][number];
export const TEST_CARD_CHECKS = ['card', 'length', 'characters', 'letters', 'layout', 'affixes', 'symbology', 'speed', 'repeats', 'mode'] as const satisfies readonly TestCardCheck[];

/** `note`: worth knowing, nothing to mend. */
export const TEST_CARD_RESULTS = ['pass', 'fail', 'note'] as const;
