import { commonKeys, type KeyboardLayout, keyRow } from './layout.ts';

/** Layout of the United Kingdom (KBDUK; xkb `gb`). The euro sign is outside ISO 8859-1 and left out. */
export const GB_LAYOUT: KeyboardLayout = {
  keys: new Map([
    ...commonKeys(),
    // 0x1E to 0x27: the digits row.
    ...keyRow(0x1e, { plain: '1234567890', shift: '!"£$%^&*()' }),
    // 0x2D to 0x30: - = [ ]
    ...keyRow(0x2d, { plain: '-=[]', shift: '_+{}' }),
    // 0x31 and 0x32 are one key, by board.
    ...keyRow(0x31, { plain: '##', shift: '~~' }),
    // 0x33 to 0x38: ; ' ` , . /
    ...keyRow(0x33, { plain: ";'`,./", shift: ':@¬<>?', altGr: '··¦···' }),
    // 0x64: left of Z.
    ...keyRow(0x64, { plain: '\\', shift: '|' }),
  ]),
  deadKeys: new Map(),
};
