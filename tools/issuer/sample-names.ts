/**
 * Common surnames and given names of Macau, put together at random: nobody in particular. Han names come with the romanisation in use there.
 */

export type SampleName = readonly [han: string, latin: string];

export const SURNAMES: readonly [SampleName, ...SampleName[]] = [
  ['陳', 'CHAN'], ['李', 'LEI'], ['黃', 'WONG'], ['梁', 'LEONG'], ['何', 'HO'], ['林', 'LAM'], ['吳', 'NG'], ['張', 'CHEONG'],
  ['鄭', 'CHEANG'], ['劉', 'LAO'], ['楊', 'IEONG'], ['郭', 'KUOK'], ['馮', 'FONG'], ['譚', 'TAM'], ['蘇', 'SOU'], ['歐陽', 'AO IEONG'],
];

export const GIVEN_FEMALE: readonly [SampleName, ...SampleName[]] = [
  ['嘉欣', 'KA IAN'], ['美玲', 'MEI LENG'], ['詠詩', 'WENG SI'], ['慧敏', 'WAI MAN'], ['淑儀', 'SOK I'], ['婉婷', 'UN TENG'], ['麗珍', 'LAI CHAN'], ['穎', 'WENG'],
];

export const GIVEN_MALE: readonly [SampleName, ...SampleName[]] = [
  ['子豪', 'CHI HOU'], ['志明', 'CHI MENG'], ['偉強', 'WAI KEONG'], ['俊傑', 'CHON KIT'], ['家俊', 'KA CHON'], ['國華', 'KUOK WA'], ['浩然', 'HOU IN'], ['健', 'KIN'],
];

/** Names of travellers who have none in Han script; diacritics and particles as they are written. */
export const LATIN_FEMALE: readonly [string, ...string[]] = ['Maria de Fátima Rosário Xavier', 'Inês Gonçalves Conceição', 'Ana Luísa d’Assumpção', 'Catarina Brandão', 'Grace Ann Santos', 'Emily Rose Carter'];
export const LATIN_MALE: readonly [string, ...string[]] = ['João Manuel da Silva Pedruco', 'António José Magalhães', 'Luís Filipe Sousa e Costa', 'Óscar Nuñez', 'Michael Anthony O’Brien', 'Nguyễn Văn Đức'];

export const LABORATORIES: readonly [string, ...string[]] = ['Kiang Wu Hospital', '鏡湖醫院', 'Centro Hospitalar Conde de São Januário', '金域檢驗', 'Macau University Hospital', '工人體育場採樣站'];
export const VACCINES: readonly [string, ...string[]] = ['BBIBP-CorV', 'Comirnaty', 'CoronaVac'];
export const PLACES: readonly [string, ...string[]] = ['珠海', '廣州', '中山', '深圳', '香港', 'Lisboa', 'Hong Kong'];

/** Travellers from elsewhere; with and without letters that a machine readable zone does not have. */
export const FOREIGN_SURNAMES: readonly [string, ...string[]] = ['Gonçalves', 'Müller', 'O’Connor', 'Nowak', 'García Ortíz', 'Lindström', 'Te Ariki', 'Rossi', 'Dupont', 'Łukasik'];
export const FOREIGN_FORENAMES: readonly [string, ...string[]] = ['João', 'Anna-Lena', 'Aoife', 'Piotr', 'María José', 'Björn', 'Mere', 'Chiara', 'Étienne', 'Zofia'];
