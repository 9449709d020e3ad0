import { describe, expect, it } from 'vitest';
import { readTypedMrz, type TypedMrz } from '../../../core/codes/typed-mrz.ts';
import { compareDocument, withDocument } from '../../../core/desk/document-check.ts';
import type { DocumentField } from '../../../core/model/document-check.ts';
import type { Facts } from '../../../core/model/facts.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { createVerdict, roadReason } from '../../../core/rules/verdict.ts';
import { ERIKSSON, td1Zone, td2Zone, td3Zone, type ZoneContent } from '../../support/zones.ts';

const TODAY = '2026-11-25';

function facts(change: Partial<Facts['holder']> = {}, documents: Facts['documents'] = [{ type: 'passport', number: 'L898902C3' }], certificate: Facts['certificate'] = null): Facts {
  return {
    format: 'MO1', issuer: 'MO-TEST', codeId: '1', issuedAt: utcMillis(0), expiresAt: utcMillis(1), colour: 'green', subCode: null,
    holder: { nameHan: null, nameLatin: 'Eriksson, Anna Maria', birthDate: '1974-08-12', sex: 'female', nationality: 'SWE', ...change },
    documents, declaration: null, tests: [], vaccinations: [], recoveries: [], certificate,
  };
}
function read(lines: readonly string[]): TypedMrz {
  const document = readTypedMrz(lines.join(''), 2026);
  if (!document.ok) throw new Error(`no zone: ${document.fault}`);
  return document.mrz;
}
const passport = (change: Partial<ZoneContent> = {}): TypedMrz => read(td3Zone({ ...ERIKSSON, ...change }));
const card = (change: Partial<ZoneContent> = {}): TypedMrz => read(td1Zone({ ...ERIKSSON, code: 'I', ...change }));
const permit = (change: Partial<ZoneContent> = {}): TypedMrz => read(td1Zone({ ...ERIKSSON, code: 'C', issuer: 'CHN', number: 'M12345678', ...change }));
const results = (of: Facts, document: TypedMrz): readonly string[] => compareDocument(of, document, TODAY).fields.map(({ result }) => result);
const check = (of: Facts, document: TypedMrz) => compareDocument(of, document, TODAY);
const differing = (of: Facts, document: TypedMrz): readonly DocumentField[] => check(of, document).fields.flatMap(({ field, result }) => (result === 'differs' ? [field] : []));

describe('a document that is not that of the code', () => {
  it.each<readonly [string, Facts, TypedMrz, readonly DocumentField[]]>([
    ['another name', facts(), passport({ primary: 'LINDQVIST' }), ['name']],
    ['another birth date', facts(), passport({ birth: '740813' }), ['birth-date']],
    ['another number', facts(), passport({ number: 'L898902C4' }), ['number']],
    ['all of it', facts(), passport({ primary: 'WONG', secondary: 'MEI', birth: '900101', number: 'MA0000001' }), ['name', 'birth-date', 'number']],
    ['another permit number', facts({}, [{ type: 'mainland-permit', number: 'M87654321' }]), permit(), ['number']],
    ['another month', facts({ birthDate: '1974-08' }), passport({ birth: '740912' }), ['birth-date']],
    ['another year', facts({ birthDate: '1974' }), passport({ birth: '750812' }), ['birth-date']],
  ])('differs in %s', (_, of, document, fields) => {
    expect(check(of, document).outcome).toBe('differs');
    expect(differing(of, document)).toEqual(fields);
  });
});

describe('a document that is that of the code', () => {
  it.each<readonly [string, Facts, TypedMrz, readonly string[]]>([
    ['all three', facts(), passport(), ['equal', 'equal', 'equal']],
    ['name and birth date, where the code names no document', facts({}, []), passport(), ['equal', 'equal', 'not-comparable']],
    ['name and birth date, where the code names other kinds of document', facts({}, [{ type: 'bir', number: '12345678' }, { type: 'mainland-permit', number: 'M12345678' }]), passport(), ['equal', 'equal', 'not-comparable']],
    ['number and birth date, where the code has a Chinese name', facts({ nameLatin: null, nameHan: '樣本' }), passport(), ['not-comparable', 'equal', 'equal']],
    ['a card’s number that the code names, whatever kind it is', facts({ nameLatin: null }, [{ type: 'bir', number: '12345678' }]), card({ number: '12345678' }), ['not-comparable', 'equal', 'equal']],
    ['one of several documents', facts({}, [{ type: 'passport', number: 'X1234567' }, { type: 'passport', number: 'L898902C3' }]), passport(), ['equal', 'equal', 'equal']],
    ['what both say of a birth date', facts({ birthDate: '1974-08' }), passport(), ['equal', 'tolerable', 'equal']],
    ['what both say, where the document says less', facts(), passport({ birth: '74<<<<' }), ['equal', 'tolerable', 'equal']],
    ['a birth a hundred years ago, which a zone writes like one of today', facts({ birthDate: '1924-05-06' }), passport({ birth: '240506' }), ['equal', 'tolerable', 'equal']],
    ['a permit whose name is spelled in another way', facts({ nameLatin: 'CHAN TAI MAN' }, [{ type: 'mainland-permit', number: 'M12345678' }]), permit({ primary: 'CHEN', secondary: 'DAWEN' }), ['not-comparable', 'equal', 'equal']],
    ['a permit of 1999 with the count of its reissues', facts({}, [{ type: 'mainland-permit', number: 'M12345678' }]), permit({ number: 'M1234567801' }), ['equal', 'equal', 'equal']],
    ['a card of two lines', facts({}, []), read(td2Zone({ ...ERIKSSON, code: 'I' })), ['equal', 'equal', 'not-comparable']],
  ])('agrees by %s', (_, of, document, expected) => {
    expect(results(of, document)).toEqual(expected);
    expect(check(of, document).outcome).toBe('same');
  });

  it('agrees by the name that an EU certificate has for zones', () => {
    const content = { nam: { fn: 'Шмидт', gn: 'Анна', fnt: 'SHMIDT', gnt: 'ANNA' } };
    const certificate = { content, kid: '', expiry: utcMillis(1) };
    expect(results(facts({ nameLatin: 'Шмидт, Анна' }, [], certificate), passport({ primary: 'SHMIDT', secondary: 'ANNA' }))[0]).toBe('equal');
    expect(results(facts({ nameLatin: null }, [], { ...certificate, content: { nam: { fnt: 'SHMIDT' } } }), passport({ primary: 'WONG' }))[0]).toBe('differs');
    for (const nam of [null, 'x', {}, { fnt: 7 }]) expect(results(facts({ nameLatin: null }, [], { ...certificate, content: { nam } }), passport())[0]).toBe('not-comparable');
  });
});

describe('what both say, side by side', () => {
  const said = (of: Facts, document: TypedMrz) => check(of, document).fields.map(({ fromCode, fromDocument }) => [fromCode, fromDocument]);
  const documents: Facts['documents'] = [{ type: 'bir', number: '12345678' }, { type: 'mainland-permit', number: 'M87654321' }];
  it('is the number of the same kind of document, and every number where there is none of it', () => {
    expect(said(facts({}, documents), permit()).at(-1)).toEqual(['M87654321', 'M12345678']);
    expect(said(facts({}, documents), passport()).at(-1)).toEqual(['12345678 · M87654321', 'L898902C3']);
    expect(said(facts({}, []), passport()).at(-1)).toEqual([null, 'L898902C3']);
  });

  it('is the Latin name, or the Chinese one where the code has no other', () => {
    expect(said(facts({ nameHan: '樣本' }), passport())[0]).toEqual(['Eriksson, Anna Maria', 'ERIKSSON ANNA MARIA']);
    expect(said(facts({ nameLatin: null, nameHan: '樣本' }), passport())[0]).toEqual(['樣本', 'ERIKSSON ANNA MARIA']);
  });
});

describe('a document that does not tell', () => {
  it.each<readonly [string, Facts, TypedMrz]>([
    ['without a birth date in the code', facts({ birthDate: null }), passport()],
    ['without a birth date in the document', facts(), passport({ birth: '<<<<<<' })],
    ['where the birth date alone agrees', facts({ nameLatin: null }, []), passport()],
    ['where a permit has another spelling and the code no permit', facts({ nameLatin: 'CHAN TAI MAN' }, []), permit({ primary: 'CHEN', secondary: 'DAWEN' })],
    ['where a card of a kind that is not published has another number', facts({ nameLatin: null }, [{ type: 'bir', number: '87654321' }]), card({ number: '12345678' })],
    ['where a Chinese card is not a permit', facts({ nameLatin: null }, [{ type: 'mainland-permit', number: 'M12345678' }]), permit({ number: 'C12345678' })],
  ])('%s is neither the same nor another', (_, of, document) => {
    expect(check(of, document).outcome).toBe('cannot-tell');
  });
});

describe('what becomes of a verdict', () => {
  const pass = createVerdict([], 'r@1');
  it('is never better than that on the code', () => {
    const refuse = createVerdict([roadReason('code-expired')], 'r@1');
    expect(withDocument(pass, { outcome: 'same', expired: false })).toEqual(pass);
    expect(withDocument(pass, { outcome: 'cannot-tell', expired: false })).toEqual(pass);
    expect(withDocument(pass, { outcome: 'differs', expired: true })).toMatchObject({ outcome: 'refer', reasons: [{ code: 'document-differs' }, { code: 'document-expired' }] });
    expect(withDocument(refuse, { outcome: 'differs', expired: false })).toMatchObject({ outcome: 'refuse', reasons: [{ code: 'code-expired' }, { code: 'document-differs' }] });
  });

  it('is a refer where the document is over: the day after its last one', () => {
    const until = (expiry: string) => check(facts(), passport({ expiry })).expired;
    expect([until('261124'), until('261125'), until('261126'), until('<<<<<<')]).toEqual([true, false, false, false]);
  });
});

describe('what a document says of the details of a conversion', () => {
  it('is a permit’s number and the birth date, of the traveller’s own document alone', () => {
    const bare = facts({}, []);
    expect(check(bare, permit()).details).toEqual({ permitNumber: 'M12345678', birthDate: '1974-08-12' });
    expect(check(bare, passport()).details).toEqual({ permitNumber: null, birthDate: '1974-08-12' });
    expect(check(bare, passport({ birth: '740813' })).details).toBeNull();
    expect(check(facts({ nameLatin: null }, []), permit()).details).toBeNull();
  });
});
