import fc from 'fast-check';
import { ANSWERS, DOCUMENT_TYPES, SEXES, SYMPTOMS, TEST_RESULTS } from '../../../core/model/facts.ts';
import type { DocumentType } from '../../../core/model/facts.ts';
import * as limits from '../../../core/codes/limits.ts';
import { isPrintable } from '../../../core/codes/mo1-layout.ts';
import { utcMillis } from '../../../core/model/units.ts';
import type { Mo1Claims } from '../../../tools/issuer/encode-mo1.ts';
import { AT, workshop } from '../issuer/road.ts';

const text = (maxBytes: number) => fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((value) => isPrintable(value, maxBytes));
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const word = fc.stringMatching(/^[a-z0-9-]{1,16}$/);
const date = fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((value) => value.toISOString().slice(0, 10));
const partialDate = fc.tuple(date, fc.constantFrom(4, 7, 10)).map(([value, length]) => value.slice(0, length));
const time = fc.integer({ min: limits.EARLIEST_SECONDS, max: limits.LATEST_SECONDS - limits.MAX_LIFETIME_SECONDS });
const numbers: Record<DocumentType, fc.Arbitrary<string>> = {
  bir: fc.stringMatching(/^[0-9]{8}$/),
  'mainland-permit': fc.stringMatching(/^[HM][0-9]{8}([0-9]{2})?$/),
  passport: fc.stringMatching(/^[A-Z0-9]{5,20}$/),
  other: fc.stringMatching(/^[A-Z0-9]{1,24}$/),
};
const document = fc.constantFrom(...DOCUMENT_TYPES).chain((type) => numbers[type].map((number) => ({ type, number })));
const holder = fc
  .record({ nameHan: orNull(text(limits.MAX_NAME_BYTES)), nameLatin: orNull(text(limits.MAX_NAME_BYTES)), birthDate: orNull(partialDate), sex: fc.constantFrom(...SEXES), nationality: orNull(fc.stringMatching(/^[A-Z]{3}$/)) })
  .filter(({ nameHan, nameLatin }) => nameHan !== null || nameLatin !== null);

/** Any claims that MO1 can say. */
export const claimsArbitrary: fc.Arbitrary<Mo1Claims> = fc.tuple(time, fc.integer({ min: 0, max: limits.MAX_LIFETIME_SECONDS })).chain(([issuedAt, lifetime]) =>
  fc.record({
    issuer: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9.:-]{0,31}$/),
    codeId: fc.stringMatching(/^[0-9a-f]{32}$/),
    issuedAt: fc.constant(utcMillis(issuedAt * 1_000)),
    expiresAt: fc.constant(utcMillis((issuedAt + lifetime) * 1_000)),
    colour: word,
    subCode: orNull(word),
    holder,
    documents: fc.array(document, { maxLength: limits.MAX_DOCUMENTS }),
    declaration: orNull(
      fc.record({
        symptoms: fc.uniqueArray(fc.constantFrom(...SYMPTOMS)),
        contact: fc.constantFrom(...ANSWERS),
        riskAreaStay: fc.constantFrom(...ANSWERS),
        travel: fc.array(fc.record({ place: text(limits.MAX_LABEL_BYTES), leftOn: date }), { maxLength: limits.MAX_TRAVEL }),
      }),
    ),
    tests: fc.array(
      fc.record({
        kind: fc.constantFrom('nucleic-acid' as const, 'antigen' as const),
        sampledAt: fc.integer({ min: limits.EARLIEST_SECONDS, max: issuedAt }).map((seconds) => utcMillis(seconds * 1_000)),
        reportedAt: orNull(time.map((seconds) => utcMillis(seconds * 1_000))),
        result: fc.constantFrom(...TEST_RESULTS),
        laboratory: orNull(text(limits.MAX_LABEL_BYTES)),
      }),
      { maxLength: limits.MAX_TESTS },
    ),
    vaccinations: fc.array(
      fc.record({ dose: fc.integer({ min: 1, max: 99 }), ofDoses: orNull(fc.integer({ min: 1, max: 99 })), on: date, product: orNull(text(limits.MAX_PRODUCT_BYTES)) }),
      { maxLength: limits.MAX_VACCINATIONS },
    ),
  }),
);

const times = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));

/** A statement with every list full and every text at its bound. */
export const fullestClaims: Mo1Claims = {
  issuer: workshop.issuer,
  codeId: 'ff'.repeat(16),
  issuedAt: utcMillis(AT - 3_600_000),
  expiresAt: utcMillis(AT + 3_600_000),
  colour: 'c'.repeat(16),
  subCode: 's'.repeat(16),
  holder: { nameHan: '陳'.repeat(32), nameLatin: 'X'.repeat(96), birthDate: '1990-12-31', sex: 'unspecified', nationality: 'CHN' },
  documents: times(limits.MAX_DOCUMENTS, () => ({ type: 'other', number: 'Z'.repeat(24) })),
  declaration: { symptoms: SYMPTOMS, contact: 'unsure', riskAreaStay: 'unsure', travel: times(limits.MAX_TRAVEL, (i) => ({ place: `${i}`.padEnd(96, 'p'), leftOn: '2022-06-01' })) },
  tests: times(limits.MAX_TESTS, (i) => ({ kind: 'antigen', sampledAt: utcMillis(AT - 7_200_000), reportedAt: utcMillis(AT - 3_600_000), result: 'inconclusive', laboratory: `${i}`.padEnd(96, 'l') })),
  vaccinations: times(limits.MAX_VACCINATIONS, (i) => ({ dose: 90 + i, ofDoses: 99, on: '2021-12-31', product: `${i}`.padEnd(48, 'v') })),
};
