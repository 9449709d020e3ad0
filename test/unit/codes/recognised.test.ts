import { describe, expect, it } from 'vitest';
import { recogniseFamily } from '../../../core/codes/recognised.ts';

const latin1 = (hex: string) => Buffer.from(hex, 'hex').toString('latin1');

describe('recognised families', () => {
  it.each([
    ['an empty text', ''],
    ['a web address', 'https://example.org/?c=HC1:6BF'],
    ['a prefix in the middle', 'xHC1:6BF'],
    ['another context number', 'HC0:6BF'],
    ['a SMART card link', 'shc:abc'],
    ['JSON that is no seal', '{\n    "isThisAVDS": false\n}'],
    ['a decimal number that is too short', '7'.repeat(999)],
    ['a long decimal number with a letter', `${'7'.repeat(1_100)}x`],
    ['a byte 0xDC that begins no seal', latin1('dc0a')],
    ['a map of something else', latin1('a1667374617475737a')],
    ['some other ZIP archive', `PK\x03\x04${'\0'.repeat(26)}mimetype`],
    ['a product number', '4006381333931'],
  ])('%s belongs to none', (_, text) => {
    expect(recogniseFamily(text)).toBeNull();
  });

  it.each([
    ['HC1', 'HC1:6BF%609A0T9WTWGSLKC 4479YP'],
    ['HC1', 'HC2:6BF'],
    ['LT1', 'LT1:6BFY90R10RDWT'],
    ['SHC', 'shc:/5676295953265460346029254077280433602870286471674522'],
    ['SHC', 'shc:/1/2/5676295953'],
    ['NZCP', 'NZCP:/1/2KCEVIQEIVVWK6JNGEASNICZAEP2KALYDZSGSZB2O5SWEOT'],
    ['NL2', 'NL2:SJQZYV543NID 4.0ZWAT+6SJ*3'],
    ['VDS', latin1('dc046abc6d32c8a5')],
    ['VDS', latin1('dc01d9c56d32c8a7')],
    ['IDB', 'RDB2BNK6ADJL2PECXOABAHIMWCR4BGBM6UE2'],
    ['mdoc', 'mdoc:owBjMS4wAYIB2BhYS6Q'],
    ['mdoc', latin1('a36776657273696f6e63312e30')],
    ['mdoc', latin1('b900036776657273696f6e63312e30')],
    ['mdoc', latin1('a26776657273696f6e63312e30')],
    ['mdoc', latin1('a46776657273696f6e63312e30')],
    ['mdoc', latin1('bf6776657273696f6e63312e30')],
    ['mdoc', latin1('b8036776657273696f6e63312e30')],
    ['mdoc', latin1('a369646f63756d656e747381a1')],
    ['mdoc', latin1('a366737461747573006776657273696f6e')],
    ['Aadhaar', '8259163575998395410294216884'.repeat(60)],
    ['DIVOC', `PK\x03\x04${'\0'.repeat(26)}certificate.json`],
    ['2D-Doc', 'DC04FR000001123F1636F1636'],
  ])('%s is told by its mark', (family, text) => {
    expect(recogniseFamily(text)).toBe(family);
  });
});
