/** The parts of a DCC certificate as facts: holder, test, vaccination, recovery (DCC JSON schema, `$defs`). Layer: codes. */
import type { Holder, RecoveryRecord, TestRecord, TestResult, VaccinationRecord } from '../model/facts.ts';
import { DAY_MS, utcMillis } from '../model/units.ts';
import type { UtcMillis } from '../model/units.ts';
import { isCborMap } from './cbor.ts';
import type { CborMap } from './cbor.ts';
import type { Hc1Reader } from './hc1-schema.ts';

/** LOINC parts of the value set of test types. */
const KINDS: ReadonlyMap<unknown, TestRecord['kind']> = new Map([
  ['LP6464-4', 'nucleic-acid'],
  ['LP217198-3', 'antigen'],
]);
/** SNOMED CT: not detected, detected. */
const RESULTS: ReadonlyMap<unknown, TestResult> = new Map([
  ['260415000', 'negative'],
  ['260373001', 'positive'],
]);
const PLAIN = /^[A-Z<]*$/;
/** Pictures and other symbols; no name is written with them. */
const SYMBOL = /\p{So}/u;
const HAN = /\p{Script=Han}/u;
const LATIN_ONLY = /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]+$/u;

/** A member that is text; empty where it is not, which the reader has noted. */
export function textOf(map: CborMap, key: string): string {
  const value = map.get(key);
  return typeof value === 'string' ? value : '';
}

/** An empty text is one that is not stated. */
function stated(text: string | null): string | null {
  return text === '' ? null : text;
}

/** Name and birth date. */
export function readHolder(reader: Hc1Reader, certificate: CborMap, issuedAt: UtcMillis): Holder {
  const birthDate = reader.birthDate(certificate.get('dob'));
  // Rule 6: nobody has a certificate before birth. A day of grace for the time zones.
  reader.check(birthDate === null || Date.parse(birthDate) <= issuedAt + DAY_MS, 'dob', 'a day that is not after the issue');
  const name = certificate.get('nam');
  reader.check(isCborMap(name), 'nam', 'a name');
  return { ...(isCborMap(name) ? readName(reader, name) : NAMELESS), birthDate, sex: 'unspecified', nationality: null };
}

const NAMELESS = { nameHan: null, nameLatin: null } as const;

function readName(reader: Hc1Reader, name: CborMap): Pick<Holder, 'nameHan' | 'nameLatin'> {
  const { plainNames, needsSurname } = reader.schema;
  const part = (key: 'fn' | 'gn' | 'fnt' | 'gnt') => reader.optional(name.get(key), (value) => reader.text(value, key).trim());
  const [surname, forename, plainSurname, plainForename] = [part('fn'), part('gn'), part('fnt'), part('gnt')];
  reader.check(plainSurname !== null || (!needsSurname && plainForename !== null), 'nam', 'a transliterated name');
  for (const plain of [plainSurname, plainForename]) reader.check(!plainNames || PLAIN.test(plain ?? ''), 'nam', 'transliterated names of A to Z and <');
  // Rule 5: a name that is no writing.
  for (const written of [surname, forename]) reader.check(!SYMBOL.test(written ?? ''), 'nam', 'names without pictures');
  const written = [surname, forename].filter((text) => text !== null && text !== '');
  const plain = [plainSurname, plainForename].filter((text) => text !== null && text !== '').map((text) => (text ?? '').replaceAll('<', ' ').trim());
  const han = written.join('');
  reader.check(written.length + plain.length > 0, 'nam', 'a name');
  return {
    nameHan: HAN.test(han) ? han : null,
    // Without a transliteration the name is shown as it is written.
    nameLatin: (LATIN_ONLY.test(han) || plain.length === 0 ? written : plain).join(', '),
  };
}

/**
 * A test. A type or result outside the value sets proves nothing, nor does a sample taken after the code was issued, which would stay fresh for
 * longer than any can: such a test is inconclusive (rules 7 and 9), unless it is positive.
 */
export function readTest(reader: Hc1Reader, entry: CborMap, issuedAt: UtcMillis): TestRecord {
  const type = reader.text(entry.get('tt'), 'tt');
  const result = RESULTS.get(reader.text(entry.get('tr'), 'tr')) ?? 'inconclusive';
  const kind = KINDS.get(type);
  for (const key of ['nm', 'ma']) reader.optional(entry.get(key), (value) => reader.text(value, key));
  const sampledAt = reader.instant(entry.get('sc'), 'sc');
  const provesNothing = kind === undefined || sampledAt > issuedAt + DAY_MS;
  return {
    kind: kind ?? 'antigen',
    sampledAt: utcMillis(sampledAt),
    reportedAt: reader.optional(entry.get('dr'), (value) => utcMillis(reader.instant(value, 'dr'))),
    result: provesNothing && result === 'negative' ? 'inconclusive' : result,
    // Rule 8: the place of testing may be missing.
    laboratory: stated(reader.optional(entry.get('tc'), (value) => reader.text(value, 'tc'))),
  };
}

/** One dose. */
export function readVaccination(reader: Hc1Reader, entry: CborMap): VaccinationRecord {
  for (const key of ['vp', 'ma']) reader.text(entry.get(key), key);
  return {
    dose: reader.dose(entry.get('dn'), 'dn') ?? 0,
    ofDoses: reader.dose(entry.get('sd'), 'sd'),
    on: reader.date(entry.get('dt'), 'dt'),
    product: stated(reader.text(entry.get('mp'), 'mp')),
  };
}

/** A recovery. */
export function readRecovery(reader: Hc1Reader, entry: CborMap): RecoveryRecord {
  return { firstPositiveOn: reader.date(entry.get('fr'), 'fr'), validFrom: reader.date(entry.get('df'), 'df'), validUntil: reader.date(entry.get('du'), 'du') };
}
