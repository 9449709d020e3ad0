import { createHash, randomUUID, sign } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sealedBox from 'tweetnacl-sealedbox-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSealingKey, sealRecord } from '../../../core/convert/seal.ts';
import type { MainlandRecord } from '../../../core/model/mainland-profile.ts';
import type { LeasedRecord } from '../../../core/model/outbox.ts';
import { originText, type RecordOrigin } from '../../../core/model/record-origin.ts';
import { HOUR_MS, utcMillis } from '../../../core/model/units.ts';
import type { RecordAnswer } from '../../../core/uplink/gateway-answers.ts';
import type { GatewayClient } from '../../../core/uplink/gateway-client.ts';
import type { RequestSigner } from '../../../core/uplink/http-signature.ts';
import { createGateway } from '../../../tools/gateway/gateway.ts';
import { parseRecord } from '../../../tools/gateway/record-schema.ts';
import { makeRecord, makeTerminal, openStage, type Stage, TERMINAL_ID } from './fixture.ts';

let stage: Stage;
let client: GatewayClient;
beforeEach(async () => {
  stage = await openStage();
  client = stage.client();
});
afterEach(() => stage.close());

async function declare(...records: readonly LeasedRecord[]): Promise<readonly RecordAnswer[]> {
  const answer = await client.declareBatch(records);
  if (answer.kind !== 'answered') throw new Error(answer.error);
  return answer.results;
}
/** Seals any bytes as the body of a record. */
function sealBytes(body: Uint8Array, recordId: string = randomUUID(), sealingKeyId = stage.gateway.sealingKey.keyId): LeasedRecord {
  const sealed = sealedBox.seal(body, new Uint8Array(Buffer.from(stage.gateway.sealingKey.publicKeyBase64, 'base64')));
  return { recordId, sealed, bodySha256: createHash('sha256').update(sealed).digest('hex'), sealingKeyId, createdAt: stage.clock.now(), attempts: 1 };
}
const pad = (text: string, mark = 0x80, block = 2_048): Buffer => {
  const body = Buffer.from(text);
  const padded = Buffer.alloc(Math.ceil((body.length + 1) / block) * block);
  body.copy(padded);
  padded[body.length] = mark;
  return padded;
};

describe('a record that another terminal carries', () => {
  const OTHER = 'M-BG-08';
  const made = (): LeasedRecord => stage.seal(makeRecord({ terminalId: OTHER }));
  /** The maker's word for a record; each of its parts can be another's. */
  const vouched = (record: LeasedRecord, by: RequestSigner, { terminalId = OTHER, of = record }: { terminalId?: string; of?: LeasedRecord } = {}): LeasedRecord => ({
    ...record,
    origin: { terminalId, keyId: by.keyId, signature: sign(null, Buffer.from(originText(terminalId, of.recordId, of.bodySha256)), by.privateKey).toString('base64') },
  });
  const statusOf = async (record: LeasedRecord): Promise<string | undefined> => (await declare(record))[0]?.status;

  it('counts once, whichever terminal brings it and however often', async () => {
    const other = makeTerminal(OTHER);
    stage.gateway.register(other);
    const record = made();
    expect(await statusOf(vouched(record, other))).toBe('accepted');
    expect(await statusOf(vouched(record, other))).toBe('duplicate');
    const own = stage.client({ terminalId: OTHER, signer: other });
    expect(await own.declareBatch([record])).toMatchObject({ results: [{ status: 'duplicate' }] });
  });

  it('is refused where the body names another maker, or the maker is unknown', async () => {
    const other = makeTerminal(OTHER);
    expect(await statusOf(vouched(made(), other))).toBe('rejected');
    stage.gateway.register(other);
    expect(await statusOf(made())).toBe('rejected');
    expect(await statusOf(vouched(stage.seal(makeRecord()), other))).toBe('rejected');
  });

  it('is refused without the maker’s own word for it: nobody sends records in another’s name', async () => {
    const other = makeTerminal(OTHER);
    stage.gateway.register(other);
    const [record, another] = [made(), made()];
    expect(await statusOf(vouched(record, stage.terminal))).toBe('rejected');
    expect(await statusOf(vouched(record, makeTerminal(OTHER)))).toBe('rejected');
    expect(await statusOf(vouched(record, other, { of: another }))).toBe('rejected');
    const stolen = vouched(record, other).origin;
    expect(await statusOf({ ...record, origin: { ...stolen, keyId: stage.terminal.keyId } as RecordOrigin })).toBe('rejected');
    expect(await statusOf(vouched(record, other))).toBe('accepted');
  });
});

describe('a record with a wrong field', () => {
  const record = makeRecord();
  it('is right when nothing is changed', () => {
    expect(parseRecord(record)).toEqual({ ok: true, record });
  });

  const wrong: readonly [string, Record<string, unknown>][] = [
    ['profile', { profile: 'gbt-aligned-2' }],
    ['recordId', { recordId: 'x' }],
    ['recordId', { recordId: record.recordId.toUpperCase().replace(/\d/g, 'A') }],
    ['terminalId', { terminalId: 'a b' }],
    ['name', { name: '' }],
    ['name', { name: 'a\u0007b' }],
    ['name', { name: 'a\u009bb' }],
    ['name', { name: '\ud800' }],
    ['name', { name: 'x'.repeat(101) }],
    ['sex', { sex: '0' }],
    ['nationality', { nationality: 'CN' }],
    ['idType', { idType: '414' }],
    ['idNo', { idNo: 'C12345678' }],
    ['idNo', { idNo: 'M1234567801' }],
    ['idReissue', { idReissue: '1' }],
    ['birthDate', { birthDate: '19790229' }],
    ['birthDate', { birthDate: '18991231' }],
    ['birthDate', { birthDate: '20261126' }],
    ['phone', { phone: '66001234' }],
    ['regionCode', { regionCode: '810000' }],
    ['symptom', { symptom: '' }],
    ['symptom', { symptom: '1^2' }],
    ['symptom', { symptom: '3^2' }],
    ['symptom', { symptom: '2^2' }],
    ['symptom', { symptom: '7' }],
    ['isContactPatient', { isContactPatient: '4' }],
    ['isEpidemicAreaRisk', { isEpidemicAreaRisk: 'no' }],
    ['healthStatus', { healthStatus: '01' }],
    ['natResult', { natResult: '1' }],
    ['natTime', { natTime: '20261125120001' }],
    ['natTime', { natTime: '20261124246000' }],
    ['natOrg', { natOrg: '' }],
    ['vaccineDose', { vaccineDose: '0' }],
    ['vaccineTime', { vaccineTime: null }],
    ['vaccineTime', { vaccineDose: null }],
    ['trip.from', { trip: { ...record.trip, from: '440400' } }],
    ['trip.to', { trip: { ...record.trip, to: '110000' } }],
    ['trip.to', { trip: { ...record.trip, to: 'constructor' } }],
    ['trip.address', { trip: { ...record.trip, address: 'x'.repeat(201) } }],
    ['trip.departDate', { trip: { ...record.trip, departDate: '20261131' } }],
    ['trip', { trip: { ...record.trip, more: '' } }],
    ['consentTime', { consentTime: '20261125' }],
    ['sourceFormat', { sourceFormat: 'x'.repeat(17) }],
    ['sourceIssuer', { sourceIssuer: 7 }],
  ];
  it.each(wrong)('is refused for its %s: %j', (field, change) => {
    const parsed = parseRecord({ ...record, ...change });
    expect(parsed).toMatchObject({ ok: false });
    expect(!parsed.ok && parsed.error.startsWith(`record.${field}:`)).toBe(true);
  });

  it.each(Object.keys(record))('is refused without its %s', (name) => {
    expect(parseRecord(Object.fromEntries(Object.entries(record).filter(([each]) => each !== name)))).toMatchObject({ ok: false });
  });

  it('is refused with a member that does not exist', () => {
    expect(parseRecord({ ...record, bir: '12345678' })).toEqual({ ok: false, error: 'record: malformed' });
  });
});

describe('gateway: declaring records', () => {
  it('rejects each wrong record by itself and takes the others', async () => {
    const bad = stage.seal(makeRecord({ phone: '1' }));
    const good = stage.seal();
    expect(await declare(bad, good)).toMatchObject([
      { recordId: bad.recordId, bodySha256: bad.bodySha256, status: 'rejected', errorCode: '1001', errorDesc: 'record.phone: malformed' },
      { recordId: good.recordId, status: 'accepted' },
    ]);
    expect(stage.gateway.records.count()).toBe(1);
  });

  it('rejects what is bound to another record or terminal', async () => {
    const other = { ...stage.seal(), recordId: randomUUID() };
    const stolen = stage.seal(makeRecord({ terminalId: 'M-QM-01' }));
    const unknownKey = { ...stage.seal(), sealingKeyId: 'gw-000000000000' };
    expect((await declare(other, stolen, unknownKey)).map(({ errorDesc }) => errorDesc)).toEqual([
      'recordId: another one inside',
      'terminalId: not the terminal that signed',
      'sealingKeyId: not a key of this gateway',
    ]);
  });

  it('rejects what does not open, is not padded or is not the canonical body', async () => {
    const sealed = stage.seal();
    const flipped = Uint8Array.from(sealed.sealed);
    flipped[100] = (flipped[100] ?? 0) ^ 1;
    const record = makeRecord();
    const body = JSON.stringify({ format: 'portas-sealed-1', record, sealedAt: '20261125120000', sealingKeyId: stage.gateway.sealingKey.keyId });
    const cases: readonly [LeasedRecord, string][] = [
      [{ ...sealed, sealed: flipped }, 'sealed: does not open'],
      [{ ...sealed, recordId: randomUUID(), sealed: new Uint8Array() }, 'sealed: wrong length'],
      [{ ...sealed, recordId: randomUUID(), sealed: new Uint8Array(8_241) }, 'sealed: wrong length'],
      [sealBytes(Buffer.from('{}')), 'sealed: padding malformed'],
      [sealBytes(new Uint8Array(0)), 'sealed: padding malformed'],
      [sealBytes(new Uint8Array(2_048)), 'sealed: padding malformed'],
      [sealBytes(pad('{}', 0x81)), 'sealed: padding malformed'],
      [sealBytes(pad('{"a":1,"a":1}')), 'sealed: not canonical JSON'],
      [sealBytes(pad('{"b":1,"a":1}')), 'sealed: not canonical JSON'],
      [sealBytes(pad('{ }')), 'sealed: not canonical JSON'],
      [sealBytes(pad('\ufeff{}')), 'sealed: not canonical JSON'],
      [sealBytes(Buffer.concat([Buffer.from([0xff, 0x80]), Buffer.alloc(2_046)])), 'sealed: not canonical JSON'],
      [sealBytes(pad('{}')), 'sealed: not a body of this format'],
      [sealBytes(pad('null')), 'sealed: not a body of this format'],
      // The members of the record stand in another order than their names'.
      [sealBytes(pad(body), record.recordId), 'sealed: not canonical JSON'],
    ];
    const answers = await declare(...cases.map(([each]) => each));
    expect(answers.map(({ errorDesc }) => errorDesc)).toEqual(cases.map(([, error]) => error));
  });

  it('answers the same bytes again with the same code, and other bytes under the same id never', async () => {
    const record = stage.seal();
    const [accepted] = await declare(record);
    stage.clock.set(utcMillis(stage.clock.now() + HOUR_MS));
    const [again] = await declare(record);
    expect(again).toEqual({ ...accepted, status: 'duplicate' });
    const other = stage.seal(makeRecord({ recordId: record.recordId }));
    expect(await declare(other)).toMatchObject([{ status: 'rejected', bodySha256: other.bodySha256, errorDesc: 'recordId: was used for another body' }]);
    expect(stage.gateway.records.hashes()).toEqual(new Map([[record.recordId, record.bodySha256]]));
  });

  it('takes a record that comes twice in one batch once', async () => {
    const record = stage.seal();
    expect((await declare(record, record)).map(({ status }) => status)).toEqual(['accepted', 'duplicate']);
    expect(stage.gateway.records.count()).toBe(1);
  });

  it('takes no part of a request with a malformed record beside it', async () => {
    const answer = await client.declareBatch([stage.seal(), { ...stage.seal(), recordId: 'no-uuid' }]);
    expect(answer).toMatchObject({ kind: 'refused', errorCode: '1001' });
    expect(stage.gateway.records.count()).toBe(0);
  });

  it('gives a code of the stated form that is valid for 24 hours', async () => {
    const [answer] = await declare(stage.seal());
    expect(answer?.codeContent).toMatch(/^0144000020261125120000[0-9a-f]{32}[A-Za-z0-9_-]{86}$/);
    expect(answer?.validUntil).toBe(stage.clock.now() + 24 * HOUR_MS);
  });

  it('declares a single record as it does a batch of one', async () => {
    const { recordId, bodySha256, sealed, sealingKeyId } = stage.seal();
    const fields = { recordId, sealingKeyId, sealed: Buffer.from(sealed).toString('base64') };
    expect(await client.call('healthDeclare', fields)).toMatchObject({ kind: 'answered', answer: { recordId, bodySha256, status: 'accepted' } });
    expect(await client.call('healthDeclare', fields)).toMatchObject({ kind: 'answered', answer: { status: 'duplicate' } });
    expect(await client.call('healthDeclare', { ...fields, recordId: randomUUID() })).toMatchObject({ kind: 'refused', errorCode: '1001' });
    await stage.gateway.faults.set({ rates: { 'busy-record': 1 } });
    expect(await client.call('healthDeclare', fields)).toMatchObject({ kind: 'unavailable' });
  });

  it('takes what was sealed to an earlier key after two new ones, and hands out the newest', async () => {
    const old = stage.seal();
    const [first, taken] = [stage.gateway.sealingKey.keyId, stage.seal()];
    await stage.client().declareBatch([taken]);
    await stage.gateway.close();
    const dataDir = stage.dataDir;
    const newer = createGateway({ dataDir, clock: stage.clock, terminals: [stage.terminal], newSealingKey: true });
    const second = newer.sealingKey.keyId;
    await newer.close();
    const newest = createGateway({ dataDir, clock: stage.clock, newSealingKey: true });
    expect(new Set([first, second, newest.sealingKey.keyId]).size).toBe(3);
    const url = await newest.listen();
    const client = stage.client({ url });
    const fresh = { ...sealRecord(makeRecord(), parseSealingKey(newest.sealingKey), stage.clock.now()), attempts: 1 };
    expect(await client.declareBatch([old, taken, fresh])).toMatchObject({ results: [{ status: 'accepted' }, { status: 'duplicate' }, { status: 'accepted' }] });
    expect(newest.records.find(old.recordId)?.sealingKeyId).toBe(first);
    await newest.close();
    // Without asking for a new key, a restart keeps all three.
    const later = createGateway({ dataDir, clock: stage.clock });
    expect(later.sealingKey).toEqual(newest.sealingKey);
    await later.close();
  });

  it('keeps records, terminals and keys over a restart, and no readable traveller on its disk', async () => {
    const record: MainlandRecord = makeRecord();
    const sealed = stage.seal(record);
    await declare(sealed);
    await client.call('tripDeclare', { recordId: sealed.recordId, from: '820000', to: '440300', address: record.trip.address, departDate: '20261126' });
    await client.call('healthCorrect', { recordId: sealed.recordId, element: 'phone', reason: record.name });
    const disk = readdirSync(stage.dataDir).map((name) => readFileSync(join(stage.dataDir, name)));
    for (const secret of [record.name, record.idNo, record.phone, record.birthDate, '珠海市香洲區1號']) {
      expect(disk.some((content) => content.includes(secret))).toBe(false);
    }
    await stage.gateway.close();
    const again = createGateway({ dataDir: stage.dataDir });
    expect(again.sealingKey).toEqual(stage.gateway.sealingKey);
    expect(again.records.find(sealed.recordId)).toMatchObject({ terminalId: TERMINAL_ID, bodySha256: sealed.bodySha256 });
    await again.close();
    expect(statSync(stage.dataDir).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(stage.dataDir)) expect(statSync(join(stage.dataDir, name)).mode & 0o077).toBe(0);
  });
});
