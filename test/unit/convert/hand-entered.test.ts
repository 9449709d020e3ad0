import fc from 'fast-check';
import nacl from 'tweetnacl';
import { describe, expect, it } from 'vitest';
import { type HandEntry, parseHandEntry, toHandRecord } from '../../../core/convert/hand-entered.ts';
import { sealRecord } from '../../../core/convert/seal.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { openRecord } from '../../../tools/gateway/open-record.ts';
import { NOON } from './traveller.ts';

const entered: HandEntry = {
  name: 'SAM PUN',
  sex: 'female',
  nationality: 'chn',
  permitNumber: 'M12345678',
  birthDate: '19800229',
  phone: '66123456',
  destinationCity: '440400',
  destinationAddress: '',
  testSampledAt: '202108311830',
};
const faultsOf = (change: Partial<HandEntry>) => {
  const result = parseHandEntry({ ...entered, ...change }, NOON);
  return result.ok ? [] : result.faults.map(({ field, fault }) => `${field} ${fault}`);
};
const context = { recordId: '0b9d7a52-5d3f-4a53-8f6a-1f4f7f0f8a11', terminalId: 'lane-07', evidence: 'paper-certificate', at: NOON } as const;

describe('what an officer enters by hand', () => {
  it.each<[Partial<HandEntry>, string]>([
    [{ name: ' ' }, 'name required'],
    [{ name: 'A\u0007' }, 'name malformed'],
    [{ name: 'A'.repeat(101) }, 'name malformed'],
    [{ sex: '' }, 'sex required'],
    [{ sex: 'constructor' }, 'sex malformed'],
    [{ nationality: '' }, 'nationality required'],
    [{ nationality: 'CN' }, 'nationality malformed'],
    [{ permitNumber: '' }, 'permitNumber required'],
    [{ permitNumber: 'M1234567' }, 'permitNumber malformed'],
    [{ birthDate: '19800230' }, 'birthDate malformed'],
    [{ birthDate: '20210902' }, 'birthDate out-of-range'],
    [{ phone: '5' }, 'phone malformed'],
    [{ destinationCity: '110000' }, 'destinationCity out-of-range'],
    [{ testSampledAt: '' }, 'testSampledAt required'],
    [{ testSampledAt: '20210831' }, 'testSampledAt malformed'],
    [{ testSampledAt: '202102301200' }, 'testSampledAt malformed'],
    [{ testSampledAt: '202108312460' }, 'testSampledAt malformed'],
    [{ testSampledAt: '202109011201' }, 'testSampledAt out-of-range'],
    [{ testSampledAt: '202108251159' }, 'testSampledAt out-of-range'],
  ])('is refused for %j: %s', (change, fault) => {
    expect(faultsOf(change)).toEqual([fault]);
  });

  it('is told all its faults at once, in the order of the form', () => {
    const empty = Object.fromEntries(Object.keys(entered).map((field) => [field, ''])) as unknown as HandEntry;
    expect(faultsOf(empty).map((fault) => fault.split(' ')[0])).toEqual(['name', 'sex', 'nationality', 'permitNumber', 'birthDate', 'phone', 'destinationCity', 'testSampledAt']);
  });

  it.each(['2021-08-31 18:30', '2021/08/31 1830', '2021-08-31T18:30', '２０２１０８３１１８３０'])('takes the time of the test as %s', (testSampledAt) => {
    expect(parseHandEntry({ ...entered, testSampledAt }, NOON)).toMatchObject({ ok: true, value: { testStamp: '20210831183000' } });
  });

  it('gets an answer, whatever it is', () => {
    const any = fc.record(Object.fromEntries(Object.keys(entered).map((field) => [field, fc.string({ unit: 'binary', maxLength: 300 })])) as Record<keyof HandEntry, fc.Arbitrary<string>>);
    fc.assert(fc.property(any, fc.double(), (entry, at) => void parseHandEntry(entry, utcMillis(at))));
  });
});

describe('the record of a traveller without a code', () => {
  const parsed = parseHandEntry(entered, NOON);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));

  it('says whose word it rests on, and is one that the gateway takes', () => {
    const record = toHandRecord(parsed.value, context);
    if (record === null) throw new Error('no record');
    expect(record).toEqual({
      profile: 'gbt-aligned-1',
      recordId: context.recordId,
      terminalId: 'lane-07',
      name: 'SAM PUN',
      sex: '2',
      nationality: 'CHN',
      idType: '516',
      idNo: 'M12345678',
      idReissue: null,
      birthDate: '19800229',
      phone: '+85366123456',
      regionCode: '820000',
      symptom: '1',
      isContactPatient: '2',
      isEpidemicAreaRisk: '2',
      healthStatus: '00',
      natResult: '0',
      natTime: '20210831183000',
      natOrg: null,
      vaccineDose: null,
      vaccineTime: null,
      trip: { from: '820000', to: '440400', address: null, departDate: '20210901' },
      consentTime: '20210901120000',
      sourceFormat: 'HAND',
      sourceIssuer: 'paper-certificate',
    });
    const pair = nacl.box.keyPair();
    const { sealed } = sealRecord(record, { keyId: 'gw-1', publicKey: pair.publicKey }, NOON);
    expect(openRecord(sealed, { keyId: 'gw-1', ...pair }, { ...context, sealingKeyId: 'gw-1' })).toEqual({ ok: true, record });
  });

  it('is none at a time that cannot be written', () => {
    expect(toHandRecord(parsed.value, { ...context, at: utcMillis(8.64e15) })).toBeNull();
  });
});
