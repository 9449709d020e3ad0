import { commonKeys, type KeyboardLayout, keyRow } from './layout.ts';

const compose = (from: string, to: string): ReadonlyMap<string, string> => new Map(Array.from(from, (letter, index) => [letter, to[index] ?? letter]));

/** Portuguese layout of Portugal (KBDPO; xkb `pt`): ISO board with dead accents. Characters outside ISO 8859-1 are left out. */
export const PT_LAYOUT: KeyboardLayout = {
  keys: new Map([
    ...commonKeys(),
    // 0x1E to 0x27: the digits row.
    ...keyRow(0x1e, { plain: '1234567890', shift: '!"#$%&/()=', altGr: '·@£§··{[]}' }),
    // 0x2D, 0x2E: right of 0.
    ...keyRow(0x2d, { plain: "'«", shift: '?»' }),
    // 0x2F, 0x30: right of P. The second is the dead acute and grave.
    ...keyRow(0x2f, { plain: '+´', shift: '*`', altGr: '¨·' }),
    // 0x31 and 0x32 are one key, by board: the dead tilde and circumflex.
    ...keyRow(0x31, { plain: '~~', shift: '^^' }),
    // 0x33 to 0x35: right of L, and left of 1.
    ...keyRow(0x33, { plain: 'çº\\', shift: 'Çª|' }),
    // 0x36 to 0x38: right of M.
    ...keyRow(0x36, { plain: ',.-', shift: ';:_' }),
    // 0x64: left of Z.
    ...keyRow(0x64, { plain: '<', shift: '>' }),
  ]),
  deadKeys: new Map([
    ['´', compose('aeiouyAEIOUY', 'áéíóúýÁÉÍÓÚÝ')],
    ['`', compose('aeiouAEIOU', 'àèìòùÀÈÌÒÙ')],
    ['~', compose('anoANO', 'ãñõÃÑÕ')],
    ['^', compose('aeiouAEIOU', 'âêîôûÂÊÎÔÛ')],
    ['¨', compose('aeiouyAEIOU', 'äëïöüÿÄËÏÖÜ')],
  ]),
};
