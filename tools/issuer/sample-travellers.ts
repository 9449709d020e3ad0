/**
 * Synthetic travellers as varied as those at a border: Han and Latin names, residents with permits, visitors with passports, children and the old,
 * unknown birthdays, fresh and older tests. The same seed gives the same travellers.
 */
import { utcMillis } from '../../core/model/units.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import type { Holder, Sex, TestRecord, TravelDocument, VaccinationRecord } from '../../core/model/facts.ts';
import type { Mo1Claims } from './encode-mo1.ts';
import type { Random } from './random.ts';
import { GIVEN_FEMALE, GIVEN_MALE, LABORATORIES, LATIN_FEMALE, LATIN_MALE, PLACES, SURNAMES, VACCINES } from './sample-names.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface SampleOptions {
  readonly issuer: string;
  /** The instant the codes are meant for; they were issued within the three hours before it. */
  readonly at: UtcMillis;
}

/**
 * A traveller whom nothing speaks against: green, no symptoms, no contact, a negative nucleic acid test of the last day.
 * Change what should be otherwise with a spread.
 */
export function sampleTraveller(random: Random, { issuer, at }: SampleOptions): Mo1Claims {
  const issuedAt = wholeSecond(at - MINUTE - random.below(3 * HOUR));
  const resident = !random.oneIn(4);
  const sex: Sex = random.oneIn(2) ? 'female' : 'male';
  return {
    issuer,
    codeId: random.hex(16),
    issuedAt,
    expiresAt: utcMillis(issuedAt + DAY),
    colour: 'green',
    subCode: random.oneIn(12) ? 'g28' : null,
    holder: sampleHolder(random, sex, resident),
    documents: sampleDocuments(random, resident),
    declaration: {
      symptoms: [],
      contact: 'no',
      riskAreaStay: 'no',
      travel: random.oneIn(3) ? [{ place: random.pick(PLACES), leftOn: toDate(issuedAt - (1 + random.below(13)) * DAY) }] : [],
    },
    tests: [sampleTest(random, issuedAt)],
    vaccinations: sampleVaccinations(random),
  };
}

function sampleHolder(random: Random, sex: Sex, resident: boolean): Holder {
  const year = 1932 + random.below(85);
  const month = (1 + random.below(12)).toString().padStart(2, '0');
  const day = (1 + random.below(28)).toString().padStart(2, '0');
  // Some elderly residents have no birthday on record.
  const birthDate = year < 1950 && random.oneIn(2) ? (random.oneIn(2) ? `${year}` : `${year}-${month}`) : `${year}-${month}-${day}`;
  if (!resident || random.oneIn(8)) {
    const nameLatin = random.pick(sex === 'female' ? LATIN_FEMALE : LATIN_MALE);
    return { nameHan: null, nameLatin, birthDate, sex, nationality: random.pick(['PRT', 'PHL', 'VNM', 'GBR', 'BRA']) };
  }
  const surname = random.pick(SURNAMES);
  const given = random.pick(sex === 'female' ? GIVEN_FEMALE : GIVEN_MALE);
  return { nameHan: surname[0] + given[0], nameLatin: `${surname[1]} ${given[1]}`, birthDate, sex, nationality: 'CHN' };
}

function sampleDocuments(random: Random, resident: boolean): readonly TravelDocument[] {
  if (!resident) return [{ type: 'passport', number: `${random.pick(['C', 'P', 'CB'])}${random.digits(7)}` }];
  // Cards of 1999 print the count of reissues behind the number, newer ones do not.
  const reissue = random.oneIn(3) ? `0${random.below(4)}` : '';
  return [
    { type: 'bir', number: `${random.pick(['1', '5', '7'])}${random.digits(7)}` },
    { type: 'mainland-permit', number: `M${random.digits(8)}${reissue}` },
  ];
}

function sampleTest(random: Random, issuedAt: number): TestRecord {
  const reportedAt = wholeSecond(issuedAt - 30 * MINUTE - random.below(10 * HOUR));
  return {
    kind: 'nucleic-acid',
    sampledAt: wholeSecond(reportedAt - 2 * HOUR - random.below(8 * HOUR)),
    reportedAt,
    result: 'negative',
    laboratory: random.pick(LABORATORIES),
  };
}

function sampleVaccinations(random: Random): readonly VaccinationRecord[] {
  const product = random.pick(VACCINES);
  return Array.from({ length: random.below(4) }, (_, index) => ({
    dose: index + 1,
    ofDoses: index < 2 ? 2 : null,
    on: toDate(Date.UTC(2021, 2 + index * 4, 1 + random.below(28))),
    product,
  }));
}

function wholeSecond(milliseconds: number): UtcMillis {
  return utcMillis(Math.floor(milliseconds / 1_000) * 1_000);
}

function toDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
