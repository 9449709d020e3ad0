/** Names as people of a border have them, made up by the rules of each language: what a code says, what a document says, and whether it can be one person. */
import { describe, expect, it } from 'vitest';
import { readTypedMrz, type TypedMrz } from '../../../core/codes/typed-mrz.ts';
import { compareNames } from '../../../core/desk/compare-names.ts';
import { ERIKSSON, td3Zone } from '../../support/zones.ts';

function documentOf(primary: string, secondary: string): TypedMrz {
  const read = readTypedMrz(td3Zone({ ...ERIKSSON, primary, secondary }).join(''), 2026);
  if (!read.ok) throw new Error(`no zone of ${primary} ${secondary}: ${read.fault}`);
  return read.mrz;
}

type Pair = readonly [code: string, primary: string, secondary: string];

const ONE_PERSON: readonly Pair[] = [
  // Pinyin: together, apart, hyphened, with and without the apostrophe; syllables that are Portuguese particles too.
  ['CHEN DA WEN', 'CHEN', 'DAWEN'],
  ['Chen, Da-Wen', 'CHEN', 'DAWEN'],
  ['LI DE HUA', 'LI', 'DEHUA'],
  ['Dehua Li', 'LI', 'DEHUA'],
  ['WANG E', 'WANG', 'E'],
  ['DA WEI', 'DA', 'WEI'],
  ['CHAN JIA EN', 'CHAN', 'JIAEN'],
  ['CHAN JIAEN', 'CHAN', 'JIA EN'],
  ['MA ZHU-EN', 'MA', 'ZHUEN'],
  ['LIU HUA ER', 'LIU', 'HUAER'],
  ["ZHANG XI'AN", 'ZHANG', 'XIAN'],
  ['ZHANG XI AN', 'ZHANG', 'XIAN'],
  ['OUYANG, NA', 'OU YANG', 'NA'],
  ['LÜ, NÜ ER', 'LYU', 'NYUER'],
  ['LÜ XIULAN', 'LUE', 'XIULAN'],
  ['ＣＨＡＮ ＴＡＩ ＭＡＮ', 'CHAN', 'TAI MAN'],
  // Cantonese and Wade-Giles, family name first or last, with a Western name on one side.
  ['CHAN TAI MAN', 'CHAN', 'TAI MAN PETER'],
  ['CHAN PETER TAI MAN', 'CHAN', 'TAI MAN'],
  ['Peter Tai-man CHAN', 'CHAN', 'PETER TAI MAN'],
  ["CH'EN TA-WEN", 'CHEN', 'TA WEN'],
  ['CHʻEN, TA-WEN', 'CHEN', 'TA WEN'],
  ['HSÜ Chih-mo', 'HSU', 'CHIH MO'],
  ['TSE WAI-YIN', 'TSE', 'WAIYIN'],
  ['CHAN WONG SIU MING', 'WONG', 'SIU MING'],
  // Portuguese.
  ['MARIA DE FÁTIMA DOS SANTOS CONCEIÇÃO', 'SANTOS CONCEICAO', 'MARIA FATIMA'],
  ['Maria da Conceição Gonçalves', 'GONCALVES', 'MARIA CONCEICAO'],
  ['JOSE DA SILVA', 'DE SILVA', 'JOSE'],
  ['João Paulo de Sá e Melo', 'DE SA E MELO', 'JOAO PAULO'],
  ['João Paulo Sá Melo', 'DE SA E MELO', 'JOAO PAULO'],
  ['ANA DE SOUSA', 'SOUSA', 'ANA'],
  // Letters that could be pinyin.
  ['JOSÉ MARIA DE SÁ', 'DA SA', 'JOSE'],
  ['ANA DE SOUSA', 'SOUSA', 'ANA MARIA'],
  ['MARIA DE LIMA', 'DA LIMA', 'MARIA LUISA'],
  ['MARIA DE FATIMA SOUSA', 'SOUSA LIMA', 'MARIA FATIMA'],
  ['ANA MARIA D‘ALMEIDA', 'D ALMEIDA', 'ANA MARIA'],
  ['Luís Vaz de Camões', 'CAMOES', 'LUIS VAZ DE'],
  ['LEONG, JOÃO WENG KEI', 'LEONG', 'JOAO WENGKEI'],
  // Letters of section 6, with marks, by two letters, and bare.
  ['Hän, Lena', 'HAN', 'LENA'],
  ['Hän, Lena', 'HAEN', 'LENA'],
  ['Lüling, Uwe', 'LULING', 'UWE'],
  ['YUCEL AYSE', 'YUECEL', 'AYSE'],
  ['Yücel, Ayşe', 'YUCEL', 'AYSE'],
  ['MÄKI-AHO, PÄIVI', 'MAEKI AHO', 'PAEIVI'],
  ['MAKI AHO PAIVI', 'MAEKI AHO', 'PAEIVI'],
  ['Ångström, Åsa', 'ANGSTROM', 'ASA'],
  ['Ødegård, Bjørn', 'OEDEGAARD', 'BJOERN'],
  ['ODEGARD BJORN', 'OEDEGAARD', 'BJOERN'],
  ['Weiß, Straße', 'WEISS', 'STRASSE'],
  ['WEIS STRASE', 'WEISS', 'STRASSE'],
  ['NUÑEZ MUÑOZ, INÉS', 'NUNXXEZ MUNXXOZ', 'INES'],
  ['Dvořák, Jiří', 'DVORAK', 'JIRI'],
  ['Þór Æsir', 'THOR', 'AESIR'],
  ['Gößmann Jörg', 'GOESSMANN', 'JOERG'],
  // Written together on one side, whatever a fold of letters would make of the seam.
  ['Maria Elena Rossi', 'ROSSI', 'MARIAELENA'],
  ['MARIAELENA ROSSI', 'ROSSI', 'MARIA ELENA'],
  ['AL HAS SAN OMAR', 'ALHASSAN', 'OMAR'],
  ['VAN DER BERG JAN', 'VANDER BERG', 'JAN'],
  ['O’BRIEN MARY ANN', 'O BRIEN', 'MARYANN'],
  ['Oʼbrien, Mary-Ann', 'OBRIEN', 'MARY ANN'],
  ['KEALOHA, KAʻIULANI', 'KEALOHA', 'KAIULANI'],
  ['RAVI S/O KUMAR', 'RAVI S O KUMAR', ''],
  ['NGUYỄN THỊ HỒNG HẠNH', 'NGUYEN', 'THI HONG HANH'],
  ['GARCÍA MÁRQUEZ, GABRIEL', 'GARCIA', 'GABRIEL'],
  // One name.
  ['SUHARTO', 'SUHARTO', ''],
  ['SITI NUR HALIZA', 'SITI NURHALIZA', ''],
];

const TWO_PERSONS: readonly Pair[] = [
  // An E is a letter of its own in pinyin.
  ['XU WEI', 'XUE', 'WEI'],
  ['XUE, WEI', 'XU', 'WEI'],
  ['YU, HUA', 'YUE', 'HUA'],
  ['CHEN JIAN', 'CHEN', 'JIAEN'],
  ['CHEN XUEMEI', 'CHEN', 'XUMEI'],
  ['HE LI', 'HUE', 'LI'],
  ['BAE YUNA', 'BA', 'YUNA'],
  // The place between family name and given name.
  ['WANG AN', 'WAN', 'GAN'],
  ['LING AN', 'LIN', 'GAN'],
  ['CHANG AI', 'CHAN', 'GAI'],
  // Particles that are none.
  ['WANG DE', 'WANG', 'DA'],
  ['CHEN DA WEN', 'CHEN', 'DE WEN'],
  ['LI DE HUA', 'LI', 'DAHUA'],
  ['CHEN DA', 'CHEN', 'DO'],
  // Brothers and sisters, and others that are near.
  ['CHAN TAI MAN', 'CHAN', 'TAI WING'],
  ['CHAN TAI MAN', 'CHAN', 'TAI MEN'],
  ['LEI KA MAN', 'LEI', 'KA WAI'],
  ['WONG SIU MING', 'WANG', 'SIU MING'],
  ['CHAN TAI MAN PETER', 'CHAN', 'TAI MAN DAVID'],
  ['JOÃO DA SILVA', 'SILVEIRA', 'JOAO'],
  ['JOÃO DA SILVA', 'SILVA', 'JOANA'],
  ['MARIA DE SOUSA', 'DE SOUSA', 'MARTA'],
  ['ANA DOS SANTOS', 'SANTANA', 'ANA'],
  ['Müller, Anna', 'MILLER', 'ANNA'],
  ['FOX, ANNA', 'FO', 'ANNA'],
  ['MAXXIM OLGA', 'MAIM', 'OLGA'],
  ['SUHARTO', 'SUKARNO', ''],
  ['NGUYEN THI HONG', 'NGUYEN', 'THI HOA'],
  ["O'NEILL JOHN", 'NEIL', 'JOHN'],
];

const UNTOLD: readonly Pair[] = [
  ['CHAN', 'CHAN', 'TAI MAN'],
  ['TAI', 'CHAN', 'TAI MAN'],
  ['CHAN SUHARTO', 'SUHARTO', ''],
  ['陳大文', 'CHAN', 'TAI MAN'],
  ['陳大文 CHAN TAI MAN', 'CHAN', 'TAI MAN'],
];

describe('names of real kinds', () => {
  it.each(ONE_PERSON)('%s and %s %s can be one person', (code, primary, secondary) => {
    expect(compareNames(code, documentOf(primary, secondary))).toMatch(/^(equal|tolerable)$/);
  });
  it.each(TWO_PERSONS)('%s and %s %s cannot', (code, primary, secondary) => {
    expect(compareNames(code, documentOf(primary, secondary))).toBe('differs');
  });
  it.each(UNTOLD)('%s and %s %s say too little', (code, primary, secondary) => {
    expect(compareNames(code, documentOf(primary, secondary))).toBe('not-comparable');
  });

  it.each([
    ['Maria de Fátima Ferreira da Silva dos Santos', 'FERREIRA DA SILVA DOS SANTOS', 'MARIA D', 'Ferreira'],
    ['MARIA JOSE FERREIRA SILVA SANTOS CARDOSO', 'FERREIRA SILVA SANTOS CARDOSO', 'MARIA JO', 'FERREIRA'],
    ['Maria José Hermenegilda da Conceição', 'CONCEICAO', 'MARIA JOSE HERMENEGILDA', 'Hermenegilda'],
  ])('%s can be the cut %s %s, and is not without %s', (code, primary, secondary, part) => {
    const document = { name: `${primary} ${secondary}`, primary, nameMayBeCut: true };
    expect(compareNames(code, document)).toBe('tolerable');
    expect(compareNames(code.replace(part, 'Pereira'), document)).toBe('differs');
  });

  it('are compared at once, however long and however like pinyin', () => {
    const document = documentOf('XIAN', 'XIAN XIAN');
    expect(compareNames('XIAN'.repeat(2_000), document)).toBe('not-comparable');
    expect(compareNames('XIAN'.repeat(60), document)).toBe('differs');
    expect(compareNames('ANANGANGANANGANGAV', documentOf('ANANGANGANANGANGAN', 'LI'))).toBe('differs');
  });
});
