import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCode } from '../../../core/codes/read-code.ts';
import { vdsNc } from '../../../core/codes/vds-nc.ts';
import { vdsNcCodeId } from '../../../core/codes/vds-nc-facts.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { verifyEnvelope } from '../../../core/trust/verify-envelope.ts';
import { encodeVdsNc, testMessage, vaccinationMessage } from '../../../tools/issuer/encode-vds-nc.ts';
import { createSealWorkshop } from '../../../tools/issuer/seal-workshop.ts';
import type { SuiteFile } from '../../../tools/vectors/suite.ts';
import { vdsNcRunner } from '../../../tools/vectors/vds-nc.ts';
import { AT, take } from '../issuer/road.ts';

const workshop = createSealWorkshop('vds-nc', AT);
const holder = { nameHan: null, nameLatin: 'CITIZEN  JANE SUE', birthDate: '1961-05-15', sex: 'female', nationality: null } as const;
const documents = [{ type: 'passport', number: 'PA0941262' }] as const;
const vaccinations = [
  { dose: 1, ofDoses: null, on: '2021-06-13', product: 'Comirnaty' },
  { dose: 2, ofDoses: null, on: '2021-07-01', product: 'Comirnaty' },
];
const test = { kind: 'nucleic-acid', sampledAt: utcMillis(AT - 7_200_000), reportedAt: utcMillis(AT - 3_600_000), result: 'negative', laboratory: 'City Lab' } as const;
const proofOfVaccination = vaccinationMessage({ holder, documents, vaccinations }, 'VB0009990012');
const proofOfTest = testMessage({ holder, documents }, test, 'TB0009990012');

const seal = (msg: unknown, hdr: object = {}) => encodeVdsNc({ hdr: { t: 'icao.vacc', v: 1, is: workshop.issuer, ...hdr }, msg }, workshop.vdsNcSigner);
const sealTest = (msg: unknown) => seal(msg, { t: 'icao.test' });
const good = seal(proofOfVaccination);
const isGood = (text: string) => take(text, workshop.keySet).good;
const endOf = (text: string) => {
  const end = take(text, workshop.keySet);
  return end.good ? 'good' : `${end.reason}: ${end.detail}`;
};
const factsOf = (text: string) => {
  const end = take(text, workshop.keySet);
  return end.good ? end.facts : `${end.reason}: ${end.detail}`;
};
type Json = Record<string, unknown>;
const within = (text: string, change: (seal: { data: { hdr: Json; msg: Json }; sig: Json }) => void) => {
  const json = JSON.parse(text) as { data: { hdr: Json; msg: Json }; sig: Json };
  change(json);
  return JSON.stringify(json);
};

describe('a good seal that was damaged', () => {
  it('is never taken for good when cut off at any character', () => {
    expect(isGood(good)).toBe(true);
    for (let length = 0; length < good.length; length++) expect(isGood(good.slice(0, length)), `${length}`).toBe(false);
  });

  it('is never taken for good with a bit of any byte flipped', () => {
    for (let index = 0; index < good.length; index++) {
      const flipped = String.fromCharCode(good.charCodeAt(index) ^ (1 << index % 8));
      expect(isGood(good.slice(0, index) + flipped + good.slice(index + 1)), `${index}`).toBe(false);
    }
  });

  it('is not good with a member more, less or other', () => {
    expect(endOf(within(good, ({ data }) => (data.msg.extra = 1)))).toMatch(/^signature-mismatch/);
    expect(endOf(within(good, ({ data }) => delete data.msg.uvci))).toMatch(/^signature-mismatch/);
    expect(endOf(within(good, ({ data }) => (data.msg.uvci = 'VB0009990013')))).toMatch(/^signature-mismatch/);
  });
});

describe('a seal without an envelope', () => {
  it.each([
    ['text after the object', `${good}x`, /^code-malformed: JSON/],
    ['a list', `["icao.vacc"]`, /^format-unknown/],
    ['another object', '{\n    "isThisAVDS": false\n}', /^format-unknown/],
    ['a type that is not read', within(good, ({ data }) => (data.hdr.t = 'icao.dta')), /^recognised-not-accepted: VDS-NC: a seal of the type icao.dta/],
    ['a type that is only somewhere else', within(good, ({ data }) => (data.hdr.t = 'x', data.msg.uvci = 'icao.vacc')), /^code-malformed: VDS-NC: hdr\.t/],
    ['a later version', within(good, ({ data }) => (data.hdr.v = 2)), /^version-unsupported/],
    ['a version that is text', within(good, ({ data }) => (data.hdr.v = '1')), /^version-unsupported/],
    ['an issuer in small letters', within(good, ({ data }) => (data.hdr.is = 'uto')), /^code-malformed: VDS-NC: hdr\.is/],
    ['no signature zone', within(good, (seal) => Object.assign(seal, { sig: null })), /^code-malformed: VDS-NC: sig\.alg/],
    ['no certificate', within(good, ({ sig }) => delete sig.cer), /^code-malformed: VDS-NC: sig\.cer/],
    ['an empty certificate', within(good, ({ sig }) => (sig.cer = '')), /^code-malformed: VDS-NC: sig\.cer/],
    ['a certificate in plain base64', within(good, ({ sig }) => (sig.cer = workshop.vdsNcSigner.certificate.toString('base64'))), /^code-malformed: VDS-NC: sig\.cer/],
    ['a certificate of 4,097 characters', within(good, ({ sig }) => (sig.cer = 'A'.repeat(4_097))), /^code-malformed: VDS-NC: sig\.cer/],
    ['a signature of 63 bytes', within(good, ({ sig }) => (sig.sigvl = Buffer.alloc(63).toString('base64url'))), /^code-malformed: VDS-NC: sig\.sigvl/],
    ['stray bits in the signature', within(good, ({ sig }) => (sig.sigvl = `${'A'.repeat(85)}B`)), /^code-malformed: VDS-NC: sig\.sigvl/],
    ['a number too large', good.replace('"seq":1', '"seq":1e400'), /^code-malformed: VDS-NC: data/],
    ['half a character', good.replace('Comirnaty', String.raw`\ud800`), /^code-malformed: VDS-NC: data/],
    ['nine levels', `{"data":{"hdr":{"t":"icao.vacc"},"msg":${'['.repeat(9)}${']'.repeat(9)}}}`, /^code-malformed: JSON: more than 8 levels/],
    ['ten thousand levels', `{"t":"icao.","a":${'['.repeat(7_000)}`, /^code-malformed: JSON: more than 8 levels/],
    ['a megabyte', `{"t":"icao.${'a'.repeat(1_048_576)}"}`, /^code-too-large/],
  ])('is refused for %s', (_, text, expected) => {
    expect(endOf(text)).toMatch(expected);
  });

  it('is refused by the format itself beyond the largest symbol', () => {
    expect(vdsNc.parse('{'.repeat(7_090))).toMatchObject({ ok: false, reason: 'code-too-large' });
  });
});

describe('a good seal', () => {
  it('is good in any lawful writing of the same content', () => {
    const json = JSON.parse(good) as { readonly data: object; readonly sig: { readonly cer: string } };
    expect(isGood(JSON.stringify(json, null, 2))).toBe(true);
    expect(isGood(JSON.stringify({ sig: json.sig, data: json.data }))).toBe(true);
    expect(isGood(within(good, ({ sig }) => (sig.sigvl = `${String(sig.sigvl)}==`)))).toBe(true);
  });

  it('may have characters beyond ASCII, as bytes from a scanner or typed as they are', () => {
    const text = seal({ ...proofOfVaccination, pid: { n: 'MÜLLER  JOSÉ 陳', dob: '1961-05-15', i: 'PA0941262' } });
    expect(isGood(text)).toBe(true);
    expect(factsOf(Buffer.from(text, 'utf8').toString('latin1'))).toMatchObject({ holder: { nameHan: 'MÜLLER JOSÉ 陳' } });
  });

  it('counts the last of a repeated member, for signature and meaning alike', () => {
    const doubled = good.replace('"uvci":', '"uvci":"OTHER","uvci":');
    expect(factsOf(doubled)).toMatchObject({ codeId: vdsNcCodeId('icao.vacc', 'VB0009990012') });
    expect(isGood(good.replace('"uvci":"VB0009990012"', '"uvci":"VB0009990012","uvci":"OTHER"'))).toBe(false);
  });
});

describe('a proof of vaccination', () => {
  it('becomes facts', () => {
    expect(factsOf(good)).toEqual({
      format: 'VDS-NC',
      issuer: 'UTO',
      codeId: vdsNcCodeId('icao.vacc', 'VB0009990012'),
      // The newest dose, where its day begins first.
      issuedAt: Date.parse('2021-06-30T10:00:00Z'),
      expiresAt: Date.parse('2100-01-01T00:00:00Z'),
      colour: null,
      subCode: null,
      holder: { nameHan: null, nameLatin: 'CITIZEN JANE SUE', birthDate: '1961-05-15', sex: 'female', nationality: null },
      documents: [{ type: 'other', number: 'PA0941262' }],
      declaration: null,
      tests: [],
      vaccinations,
      recoveries: [], certificate: null,
    });
  });

  const proof = (change: object) => seal({ ...proofOfVaccination, ...change });
  const dose = { dvc: '2021-06-13', seq: 1, ctr: 'UTO', adm: 'Clinic', lot: 'L1' };
  const event = { des: 'XM68M6', dis: 'RA01.0', nam: 'Comirnaty', vd: [dose] };
  it.each([
    ['no identifier', proof({ uvci: null }), /uvci/],
    ['no person', proof({ pid: null }), /pid\.n/],
    ['a name with a line break', proof({ pid: { n: 'A\nB' } }), /pid\.n/],
    ['a birth date that the calendar lacks', proof({ pid: { n: 'A', dob: '2021-02-30' } }), /pid\.dob/],
    ['a document number that is none', proof({ pid: { n: 'A', i: '陳' } }), /pid\.i/],
    ['events that are no list', proof({ ve: {} }), /ve: /],
    ['no event', proof({ ve: [] }), /at least one dose/],
    ['nine events', proof({ ve: Array(9).fill(event) }), /at most 8/],
    ['nine doses', proof({ ve: [{ ...event, vd: Array(5).fill(dose) }, { ...event, vd: Array(4).fill(dose) }] }), /at most 8 doses/],
    ['a dose on no day', proof({ ve: [{ ...event, vd: [{ ...dose, dvc: '2021-06' }] }] }), /ve\.vd\.dvc/],
    ['a dose numbered 1.5', proof({ ve: [{ ...event, vd: [{ ...dose, seq: 1.5 }] }] }), /ve\.vd\.seq/],
    ['a dose numbered 0', proof({ ve: [{ ...event, vd: [{ ...dose, seq: 0 }] }] }), /ve\.vd\.seq/],
  ])('is malformed with %s', (_, text, detail) => {
    expect(endOf(text)).toMatch(/^code-malformed/);
    expect(endOf(text)).toMatch(detail);
  });

  it('is not good before its newest dose', () => {
    expect(endOf(proof({ ve: [{ ...event, vd: [{ ...dose, dvc: '2022-06-21' }] }] }))).toMatch(/^code-not-yet-valid/);
  });

  it('states no doses against other diseases, and takes a number written as text', () => {
    const facts = factsOf(proof({ ve: [{ ...event, dis: '1D47' }, { ...event, dis: undefined, vd: [{ ...dose, seq: '02' }] }] }));
    expect(facts).toMatchObject({ vaccinations: [{ dose: 2, on: '2021-06-13', product: 'Comirnaty' }] });
  });
});

describe('a proof of testing', () => {
  it('becomes facts', () => {
    expect(factsOf(sealTest(proofOfTest))).toMatchObject({ issuedAt: test.reportedAt, documents, vaccinations: [], tests: [test], codeId: vdsNcCodeId('icao.test', 'TB0009990012') });
  });

  const at = (sc: unknown, ri: unknown) => sealTest({ ...proofOfTest, dat: { sc, ri } });
  it.each([
    ['a sample after its report', at('2022-06-19T03:00:00Z', '2022-06-19T02:00:00Z'), /dat: /],
    ['a time without a zone', at('2022-06-18T03:00:00', '2022-06-19T02:00:00Z'), /dat\.sc/],
    ['an hour that no day has', at('2022-06-18T25:00:00Z', '2022-06-19T02:00:00Z'), /dat\.sc/],
    ['no report', at('2022-06-18T03:00:00Z', undefined), /dat\.ri/],
    ['no result', sealTest({ ...proofOfTest, tr: { tc: 'antigen' } }), /tr\.r/],
    ['no kind', sealTest({ ...proofOfTest, tr: { r: 'negative' } }), /tr\.tc/],
  ])('is malformed with %s', (_, text, detail) => {
    expect(endOf(text)).toMatch(/^code-malformed/);
    expect(endOf(text)).toMatch(detail);
  });

  it.each([
    ['Negative', 'negative'],
    ['positive', 'positive'],
    ['normal', 'inconclusive'],
    ['not detected', 'inconclusive'],
  ])('reads the result %s as %s', (r, result) => {
    expect(factsOf(sealTest({ ...proofOfTest, tr: { tc: 'Molecular (PCR)', r } }))).toMatchObject({ tests: [{ kind: 'nucleic-acid', result }] });
  });

  it('states no test for antibodies, and reads a day alone from its beginning', () => {
    expect(factsOf(sealTest({ ...proofOfTest, tr: { tc: 'antibody', r: 'positive' } }))).toMatchObject({ tests: [] });
    expect(factsOf(at('2022-06-18', '2022-06-18T20:00+08'))).toMatchObject({ tests: [{ sampledAt: Date.parse('2022-06-17T10:00:00Z'), reportedAt: Date.parse('2022-06-18T12:00:00Z') }] });
  });

  it('cannot be signed as a proof of vaccination, nor the other way round', () => {
    expect(endOf(within(sealTest(proofOfTest), ({ data }) => (data.hdr.t = 'icao.vacc')))).toMatch(/^signature-mismatch/);
  });
});

it('a message without an issuer has facts without one', () => {
  const read = readCode(seal({ ...proofOfVaccination, pid: { n: 'A', i: null, ai: 'L 45/67' } }));
  expect(read.ok && vdsNc.toFacts({ ...read.envelope, issuer: null })).toMatchObject({ ok: true, value: { issuer: '', documents: [{ number: 'L4567' }] } });
  expect(endOf(seal({ ...proofOfVaccination, pid: { n: 'A', i: 7 } }))).toMatch(/pid\.i/);
});

describe('the published seals', () => {
  const suite = JSON.parse(readFileSync(new URL('../../vectors/vds-nc/vds-nc.json', import.meta.url), 'utf8')) as SuiteFile;
  it.each(suite.vectors.map((vector) => [vector.id, vector] as const))('come out as stated: %s', (_, vector) => {
    const steps = vdsNcRunner.run(vector, suite);
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.filter(({ outcome }) => outcome !== 'correct')).toEqual([]);
  });

  it('would show it if one did not', () => {
    const [vector] = suite.vectors;
    if (vector === undefined) throw new Error('an empty suite');
    expect(vdsNcRunner.run({ ...vector, expected: { valid: false } }, suite)[0]).toMatchObject({ outcome: 'wrong' });
    expect(vdsNcRunner.run({ ...vector, expected: { colour: true } }, suite)[0]).toMatchObject({ outcome: 'wrong' });
    expect(vdsNcRunner.run({ ...vector, key: null }, suite)[0]).toMatchObject({ outcome: 'wrong' });
  });
});

describe('any input', () => {
  it('gets an answer at every step', () => {
    const total = (text: string): void => {
      const read = readCode(text);
      if (!read.ok) return;
      expect(typeof verifyEnvelope(read.envelope, workshop.keySet, 'health-code', AT).status).toBe('string');
      expect(typeof read.format.toFacts(read.envelope).ok).toBe('boolean');
    };
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => total(`{"icao.${text}`)), { numRuns: 100 });
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('icao.vacc', 'icao.test'), (msg, t) => total(seal(msg, { t }))), { numRuns: 50 });
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (der) => total(within(good, ({ sig }) => (sig.cer = Buffer.from(der).toString('base64url'))))), { numRuns: 50 });
  });
});
