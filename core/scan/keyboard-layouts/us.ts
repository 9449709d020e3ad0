import { commonKeys, type KeyboardLayout, keyRow } from './layout.ts';

/** US (ANSI) layout. */
export const US_LAYOUT: KeyboardLayout = {
  keys: new Map([
    ...commonKeys(),
    // 0x1E to 0x27: the digits row.
    ...keyRow(0x1e, { plain: '1234567890', shift: '!@#$%^&*()' }),
    // 0x2D to 0x30: - = [ ]
    ...keyRow(0x2d, { plain: '-=[]', shift: '_+{}' }),
    // 0x31: the key above Enter; 0x32 is its place on ISO boards.
    ...keyRow(0x31, { plain: '\\#', shift: '|~' }),
    // 0x33 to 0x38: ; ' ` , . /
    ...keyRow(0x33, { plain: ";'`,./", shift: ':"~<>?' }),
    // 0x64: the extra key of ISO boards.
    ...keyRow(0x64, { plain: '\\', shift: '|' }),
  ]),
  deadKeys: new Map(),
};
