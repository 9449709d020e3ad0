/** A traveller whom the default rules pass into Guangdong, for tests to spoil in one respect at a time. */
import type { ConversionDetails, EnteredDetails } from '../../../core/convert/details.ts';
import type { Facts, TestRecord } from '../../../core/model/facts.ts';
import { HOUR_MS, utcMillis } from '../../../core/model/units.ts';

/** Noon in Macau, a week after the default rule set came into force. */
export const NOON = utcMillis(Date.parse('2021-09-01T12:00:00+08:00'));

export const negativeTest: TestRecord = {
  kind: 'nucleic-acid',
  sampledAt: utcMillis(NOON - 9 * HOUR_MS),
  reportedAt: utcMillis(NOON - 3 * HOUR_MS),
  result: 'negative',
  laboratory: 'Kiang Wu Hospital',
};

export const traveller: Facts = {
  format: 'MO1',
  issuer: 'mo.example',
  codeId: '00112233445566778899aabbccddeeff',
  issuedAt: utcMillis(NOON - HOUR_MS),
  expiresAt: utcMillis(NOON + 23 * HOUR_MS),
  colour: 'green',
  subCode: null,
  holder: { nameHan: '樣本', nameLatin: 'SPECIMEN', birthDate: '1980-02-29', sex: 'female', nationality: 'CHN' },
  documents: [
    { type: 'bir', number: '51234567' },
    { type: 'mainland-permit', number: 'M1234567801' },
  ],
  declaration: { symptoms: [], contact: 'no', riskAreaStay: 'no', travel: [] },
  tests: [negativeTest],
  vaccinations: [
    { dose: 1, ofDoses: 2, on: '2021-04-01', product: null },
    { dose: 2, ofDoses: 2, on: '2021-04-29', product: null },
  ],
  recoveries: [],
  certificate: null,
};

/** What the officer enters for that traveller, and what it comes to. */
export const entered: EnteredDetails = {
  permitNumber: 'M12345678',
  birthDate: '1980-02-29',
  phone: '6612 3456',
  destinationCity: '440400',
  destinationAddress: '拱北迎賓南路 1 號',
};
export const details: ConversionDetails = {
  permit: { number: 'M12345678', reissue: '01' },
  birthDate: '1980-02-29',
  phone: '+85366123456',
  destinationCity: '440400',
  destinationAddress: '拱北迎賓南路 1 號',
};
