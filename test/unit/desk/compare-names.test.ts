import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toZoneName } from '../../../core/codes/mrz-letters.ts';
import { readTypedMrz, type TypedMrz } from '../../../core/codes/typed-mrz.ts';
import { compareNames } from '../../../core/desk/compare-names.ts';
import { ERIKSSON, td1Zone, td2Zone, td3Zone, type ZoneContent } from '../../support/zones.ts';

type Encode = (content: ZoneContent) => readonly string[];
function documentOf(primary: string, secondary: string, encode: Encode = td3Zone): TypedMrz {
  const read = readTypedMrz(encode({ ...ERIKSSON, code: encode === td3Zone ? 'P' : 'I', primary, secondary }).join(''), 2026);
  if (!read.ok) throw new Error(`no zone of ${primary} ${secondary}: ${read.fault}`);
  return read.mrz;
}
const compare = (name: string, primary: string, secondary: string, encode?: Encode) => compareNames(name, documentOf(primary, secondary, encode));

describe('the letters of a zone', () => {
  it.each([
    ['Müller', 'MUELLER'],
    ['Ängström Åse', 'AENGSTROEM AASE'],
    ['Strauß', 'STRAUSS'],
    ['Þórir Ðá', 'THORIR DA'],
    ['Øyvind Æsir', 'OEYVIND AESIR'],
    ['Łukasz Żółć', 'LUKASZ ZOLC'],
    ['Ñandú Peña', 'NANDU PENA'],
    ['João Gonçalves d’Eça', 'JOAO GONCALVES DECA'],
    ["O'Brien-Smith", 'OBRIEN SMITH'],
    ['Iıİ', 'III'],
    ['Đặng Thị Hồng', 'DANG THI HONG'],
    ['IJsbrand Ĳs', 'IJSBRAND IJS'],
    ['Kaʻiulani ŉ', 'KAIULANI N'],
    ['Dʼeça O＇Neill', 'DECA ONEILL'],
    ['SPECIMEN, LAI WA', 'SPECIMEN LAI WA'],
    ['MUELLER<<ANNE<MARIE', 'MUELLER ANNE MARIE'],
  ])('write %s as %s', (name, expected) => {
    expect(toZoneName(name)).toBe(expected);
    expect(toZoneName(name.normalize('NFD'))).toBe(expected);
  });

  it.each(['Иванов', 'Παπαδόπουλος', '樣本', 'Ivanов', '', '--', '123'])('cannot write %s', (name) => {
    expect(toZoneName(name)).toBeNull();
  });
});

describe('the name of a code and of a document', () => {
  it.each([
    ['SPECIMEN, LAI WA', 'SPECIMEN', 'LAI WA', 'equal'],
    ['Eriksson Anna Maria', 'ERIKSSON', 'ANNA MARIA', 'equal'],
    ['Müller, Jürgen', 'MUELLER', 'JUERGEN', 'equal'],
    ['Müller, Jürgen', 'MULLER', 'JURGEN', 'tolerable'],
    ['Müller, Jürgen', 'MUXXLLER', 'JUXXRGEN', 'tolerable'],
    ['MULLER, JURGEN', 'MUELLER', 'JUERGEN', 'tolerable'],
    ['Sørensen, Åse', 'SOERENSEN', 'AASE', 'equal'],
    ['SORENSEN, ASE', 'SOERENSEN', 'AASE', 'tolerable'],
    ['Muñoz, Begoña', 'MUNOZ', 'BEGONA', 'equal'],
    ['Muñoz, Begoña', 'MUNXXOZ', 'BEGONXXA', 'tolerable'],
    ['Þórsdóttir, Guðrún', 'THORSDOTTIR', 'GUDRUN', 'equal'],
    // Order, joined and divided parts.
    ['Anna Maria Eriksson', 'ERIKSSON', 'ANNA MARIA', 'tolerable'],
    ['CHAN, TAIMAN', 'CHAN', 'TAI MAN', 'tolerable'],
    ['CHAN TAI-MAN', 'CHAN', 'TAIMAN', 'tolerable'],
    ["O'Brien, Siobhán", 'O BRIEN', 'SIOBHAN', 'tolerable'],
    ['Van der Berg, Jan', 'VANDERBERG', 'JAN', 'tolerable'],
    // Pinyin.
    ['LÜ, XIULAN', 'LYU', 'XIULAN', 'tolerable'],
    ['LU, XIULAN', 'LYU', 'XIULAN', 'tolerable'],
    ['LÜ, XIULAN', 'LV', 'XIULAN', 'tolerable'],
    ['WANG, NÜER', 'WANG', 'NYUER', 'tolerable'],
    // Portuguese names.
    ['João António da Silva e Sousa', 'SILVA SOUSA', 'JOAO ANTONIO', 'tolerable'],
    ['SILVA, Maria dos Santos', 'DA SILVA', 'MARIA DOS SANTOS', 'tolerable'],
    ['Maria Sousa', 'DE SOUSA', 'MARIA JOSE', 'tolerable'],
    ['MARIA JOSE FERREIRA DE SOUSA', 'SOUSA', 'MARIA', 'tolerable'],
    // A name in one part.
    ['Sukarno', 'SUKARNO', '', 'equal'],
    // Others.
    ['樣本', 'SPECIMEN', 'LAI WA', 'not-comparable'],
    ['Иванов Иван', 'IVANOV', 'IVAN', 'not-comparable'],
    ['CHAN, TAI MAN', 'CHAN', 'SIU MING', 'differs'],
    ['CHAN, TAI MAN', 'WONG', 'TAI MAN', 'differs'],
    ['CHAN, TAI MAN', 'CHEN', 'DAWEN', 'differs'],
    ['Silva, Maria', 'SILVA', 'MARTA', 'differs'],
    ['Silva', 'SILVA', 'MARIA', 'not-comparable'],
    ['Maria', 'SILVA', 'MARIA', 'not-comparable'],
    ['da', 'DE', 'MARIA', 'differs'],
    ['Ahmad Sukarno', 'SUKARNO', '', 'not-comparable'],
    ['ERIKSSON, ANNE MARIA', 'ERIKSSON', 'ANNA MARIA', 'differs'],
  ])('%s and %s %s: %s', (name, primary, secondary, expected) => {
    expect(compare(name, primary, secondary)).toBe(expected);
  });

  it.each<readonly [string, string, string, Encode]>([
    // Part 4 clause 4.2.3, ways to cut: the end left out, parts cut to initials, parts left out.
    ['Nilavadhanananda Chayapa Dejthamrong Krasuang', 'NILAVADHANANANDA', 'CHAYAPA DEJTHAMRONG K', td3Zone],
    ['Nilavadhanananda Arnpol Petchravadhanananda', 'NILAVADHANANANDA', 'ARNPOL PETCHRAVADHANANANDA', td3Zone],
    ['Bennelong Wooloomooloo Warrandyte Warnambool, Dingo Potoroo', 'BENNELONG WOOLOOMOOLOO WARRANDYTE W', 'DI', td3Zone],
    ['Papandropoulous, Jonathan Warren Trevor', 'PAPANDROPOULOUS', 'JONATHAN WARRE', td2Zone],
    ['Papandropoulous, Jonathan Alec', 'PAPANDROPOULOUS', 'JONATHAN ALEC', td1Zone],
  ])('bears with %s cut to the field of a zone', (name, primary, secondary, encode) => {
    expect(compare(name, primary, secondary, encode)).not.toBe('differs');
    expect(compare(name.replace(/\w+$/, 'Zebedee').replace('Nilavadhanananda', 'Nilavadhanananto').replace('Papandropoulous', 'Papandropoulos').replace('Bennelong', 'Bennelonga'), primary, secondary, encode)).toBe('differs');
  });

  /** Family names and given names, no two of which one spelling could make one. */
  const families = ['Müller', 'Gonçalves', 'Åkesson', 'Chan', 'Lü', 'Sørensen', 'Þorvaldsson', 'Kowalczyk', 'Strauß', 'Nguyễn', 'Fitzgerald', 'Peña', 'Ho', 'Ferreira', 'Øster'];
  const givens = ['João', 'Lai Wa', 'Jürgen', 'Begoña', 'Anna Maria', 'Tai-Man', 'Zoë', 'Wei', 'Łukasz', 'Siobhán', 'Chloé', 'Xiulan', 'Björn', 'Thị Hồng'];
  const person = fc.tuple(fc.constantFrom(...families), fc.constantFrom(...givens));
  const encoder = fc.constantFrom(td1Zone, td2Zone, td3Zone);

  it('is always that of its own zone, in either order', () => {
    fc.assert(
      fc.property(person, encoder, ([family, given], encode) => {
        const document = documentOf(toZoneName(family) ?? '', toZoneName(given) ?? '', encode);
        expect(compareNames(`${family}, ${given}`, document)).toBe('equal');
        expect(compareNames(`${given} ${family}`.toUpperCase(), document)).toBe('tolerable');
        // Without marks, as a keyboard that has none would write it.
        const bare = `${family} ${given}`.replaceAll('ß', 'ss').normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('Ł', 'L').replaceAll('Þ', 'Th').replaceAll('ø', 'o').replaceAll('Ø', 'O');
        expect(['equal', 'tolerable']).toContain(compareNames(bare, document));
      }),
    );
  });

  it('is never that of somebody with another family name or another given name', () => {
    fc.assert(
      fc.property(person, person, encoder, (one, other, encode) => {
        fc.pre(one[0] !== other[0] || one[1] !== other[1]);
        const document = documentOf(toZoneName(other[0]) ?? '', toZoneName(other[1]) ?? '', encode);
        expect(compareNames(one.join(', '), document)).toBe('differs');
      }),
      { numRuns: 1_000 },
    );
  });

  it('is never another of random letters, cut or not', () => {
    const part = fc.string({ unit: fc.constantFrom(...Array.from('ABCDEFGHIJKLMNOPRSTUVWYZ')), minLength: 4, maxLength: 14 });
    fc.assert(
      fc.property(fc.tuple(part, part, part), fc.tuple(part, part, part), encoder, (one, [primary, ...rest], encode) => {
        expect(compareNames(one.join(' '), documentOf(primary, rest.join(' '), encode))).toBe('differs');
      }),
      { numRuns: 1_000, seed: 9303 },
    );
  });

  it('gets an answer at once, whatever the code says', () => {
    const document = documentOf('ERIKSSON', 'ANNA MARIA');
    fc.assert(fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (name) => void compareNames(name, document)));
    expect(compareNames('A '.repeat(200), document)).toBe('not-comparable');
  });
});
