/** Whether letters can be pinyin: syllables of Hanyu Pinyin (ISO 7098) without tones and apostrophes, together. Pure. Layer: desk. */

/** Initials, and the finals that they stand before. Ü behind L and N is YU on Chinese passports, V or UE elsewhere. */
const SYLLABLES: readonly (readonly [string, string])[] = [
  ['', 'A|AI|AN|ANG|AO|E|EI|EN|ENG|ER|O|OU'],
  ['[BPM]', 'A|AI|AN|ANG|AO|EI|EN|ENG|I|IAN|IAO|IE|IN|ING|O|OU|U'],
  ['M', 'E|IU'],
  ['F', 'A|AN|ANG|EI|EN|ENG|O|OU|U'],
  ['[DT]', 'A|AI|AN|ANG|AO|E|EI|ENG|I|IA|IAN|IAO|IE|ING|IU|ONG|OU|U|UAN|UI|UN|UO'],
  ['[NL]', 'A|AI|AN|ANG|AO|E|EI|EN|ENG|I|IA|IAN|IANG|IAO|IE|IN|ING|IU|O|ONG|OU|U|UAN|UN|UO|UE|YU|YUE|V|VE'],
  ['[GKH]|ZH|CH|SH', 'A|AI|AN|ANG|AO|E|EI|EN|ENG|ONG|OU|U|UA|UAI|UAN|UANG|UI|UN|UO'],
  ['[JQX]', 'I|IA|IAN|IANG|IAO|IE|IN|ING|IONG|IU|U|UAN|UE|UN'],
  ['R|Z|C|S|ZH|CH|SH', 'A|AI|AN|ANG|AO|E|EI|EN|ENG|I|ONG|OU|U|UAN|UI|UN|UO'],
  ['Y', 'A|AN|ANG|AO|E|I|IN|ING|O|ONG|OU|U|UAN|UE|UN'],
  ['W', 'A|AI|AN|ANG|EI|EN|ENG|O|U'],
];
const SYLLABLE = `(?:${SYLLABLES.map(([initials, finals]) => `(?:${initials})(?:${finals})`).join('|')})`;
const ONE = new RegExp(`^${SYLLABLE}$`);
const SOME = new RegExp(`^${SYLLABLE}+$`);
/** Three of the longest syllables (ZHUANG): a family name of two with a given name has no more in one part. Longer letters are not tried: the tries double with each syllable. */
const MAX_LETTERS = 18;

/** @param letters - A to Z. */
export const isPinyin = (letters: string): boolean => letters.length <= MAX_LETTERS && SOME.test(letters);
/** One syllable: a given name written apart has such parts alone. @param letters - A to Z. */
export const isPinyinSyllable = (letters: string): boolean => ONE.test(letters);
