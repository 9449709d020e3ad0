import { randomUUID } from 'node:crypto';
import jsQR from 'jsqr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, utcMillis } from '../../../core/model/units.ts';
import type { AnswerBody, CallOperation } from '../../../core/uplink/gateway-answers.ts';
import type { CallFields, GatewayClient } from '../../../core/uplink/gateway-client.ts';
import { makeRecord, makeTerminal, openStage, type Stage } from './fixture.ts';

let stage: Stage;
let client: GatewayClient;
let recordId: string;
beforeEach(async () => {
  stage = await openStage();
  client = stage.client();
  const record = stage.seal();
  ({ recordId } = record);
  await client.declareBatch([record]);
});
afterEach(() => stage.close());

async function good<Operation extends CallOperation>(operation: Operation, fields: CallFields[Operation], serial?: string, by = client): Promise<AnswerBody<Operation>> {
  const answer = await by.call(operation, fields, serial);
  if (answer.kind !== 'answered') throw new Error(answer.error);
  return answer.answer;
}
const apply = async (type: '0' | '1', by = client): Promise<{ serial: string; randomNumber: string }> => {
  const serial = randomUUID();
  return { serial, randomNumber: (await good('codeApply', { type }, serial, by)).randomNumber };
};
const createCode = async (isPic: '0' | '1' = '0'): Promise<AnswerBody<'codeCreate'>> => {
  const { serial, randomNumber } = await apply('0');
  return good('codeCreate', { randomNumber, recordId, isPic }, serial);
};
const verifyCode = async (codeContent: string): Promise<AnswerBody<'codeVerify'>> => {
  const { serial, randomNumber } = await apply('1');
  return good('codeVerify', { randomNumber, codeContent }, serial);
};
const later = (ms: number): void => stage.clock.set(utcMillis(stage.clock.now() + ms));

describe('gateway: serials', () => {
  it('refuses a serial that was never applied for, and a wrong random number', async () => {
    expect(await client.call('codeCreate', { randomNumber: 'x', recordId, isPic: '0' })).toMatchObject({ kind: 'refused', errorCode: '2004' });
    const { serial } = await apply('0');
    expect(await client.call('codeCreate', { randomNumber: 'x', recordId, isPic: '0' }, serial)).toMatchObject({ errorCode: '2004' });
  });

  it('refuses a serial that was used, is over, or was applied for something else', async () => {
    const used = await apply('0');
    await good('codeCreate', { randomNumber: used.randomNumber, recordId, isPic: '0' }, used.serial);
    expect(await client.call('codeCreate', { randomNumber: used.randomNumber, recordId, isPic: '0' }, used.serial)).toMatchObject({ errorCode: '2004' });
    const forVerifying = await apply('1');
    expect(await client.call('codeCreate', { randomNumber: forVerifying.randomNumber, recordId, isPic: '0' }, forVerifying.serial)).toMatchObject({ errorCode: '2004' });
    const old = await apply('0');
    later(2 * MINUTE_MS + 1);
    expect(await client.call('codeCreate', { randomNumber: old.randomNumber, recordId, isPic: '0' }, old.serial)).toMatchObject({ errorCode: '2004' });
  });

  it("refuses another terminal's serial, and a serial applied for twice", async () => {
    const other = makeTerminal('M-QM-01');
    stage.gateway.register(other);
    const otherClient = stage.client({ terminalId: other.terminalId, signer: other });
    const { serial, randomNumber } = await apply('0', otherClient);
    expect(await client.call('codeCreate', { randomNumber, recordId, isPic: '0' }, serial)).toMatchObject({ errorCode: '2004' });
    expect(await otherClient.call('codeApply', { type: '0' }, serial)).toMatchObject({ errorCode: '2004' });
  });
});

describe('gateway: codes', () => {
  it.each(['', 'x', '01440000', 'not a code at all'])('finds %j no code', async (codeContent) => {
    const { serial, randomNumber } = await apply('1');
    expect(await client.call('codeVerify', { randomNumber, codeContent }, serial)).toMatchObject({ kind: 'refused', errorCode: '2002' });
  });

  it('finds a code with any part changed invalid', async () => {
    const { codeContent } = await createCode();
    for (const at of [0, 3, 10, 30, 60, 139]) {
      const changed = codeContent.slice(0, at) + (codeContent[at] === '0' ? '1' : '0') + codeContent.slice(at + 1);
      const { serial, randomNumber } = await apply('1');
      expect(await client.call('codeVerify', { randomNumber, codeContent: changed }, serial)).toMatchObject({ errorCode: '2002' });
    }
  });

  it('finds a code expired after 24 hours and not before', async () => {
    const { codeContent } = await createCode();
    later(24 * HOUR_MS);
    expect(await verifyCode(codeContent)).toMatchObject({ healthStatus: '00' });
    later(1);
    const { serial, randomNumber } = await apply('1');
    expect(await client.call('codeVerify', { randomNumber, codeContent }, serial)).toMatchObject({ errorCode: '2003' });
  });

  it('makes no code for a record it does not have', async () => {
    const { serial, randomNumber } = await apply('0');
    expect(await client.call('codeCreate', { randomNumber, recordId: randomUUID(), isPic: '0' }, serial)).toMatchObject({ errorCode: '2001' });
  });

  it('draws the code as rows of bits that a QR reader reads', async () => {
    const { codeContent, imgStream, width } = await createCode('1');
    const rowBytes = Math.ceil(width / 8);
    const bits = Buffer.from(imgStream ?? '', 'base64');
    expect(bits.length).toBe(rowBytes * width);
    // Four pixels a module, five light modules round it.
    const side = (width + 10) * 4;
    const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const [column, row] = [Math.floor(x / 4) - 5, Math.floor(y / 4) - 5];
        const inside = column >= 0 && row >= 0 && column < width && row < width;
        const dark = inside && ((bits[row * rowBytes + (column >> 3)] ?? 0) & (0x80 >> (column & 7))) !== 0;
        if (dark) pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
      }
    }
    expect(jsQR(pixels, side, side)?.data).toBe(codeContent);
    expect(await createCode('0')).toMatchObject({ imgStream: null, width: 0 });
  });
});

describe('gateway: health data', () => {
  it('gives a checker the masked person and the groups behind a verified code', async () => {
    await good('tripDeclare', { recordId, from: '440400', to: '440300', address: null, departDate: '20261127' });
    const { bizExtData } = await verifyCode((await createCode()).codeContent);
    expect(await good('healthQuery', { bizExtData })).toEqual({
      person: { desensitizeName: '區**', desensitizeCardId: 'M******21', idType: '516' },
      health: { healthStatus: '00', symptom: '1', isContactPatient: '2', isEpidemicAreaRisk: '2' },
      trips: [
        { from: '820000', to: '440400', departDate: '20261125' },
        { from: '440400', to: '440300', departDate: '20261127' },
      ],
      tests: { natResult: '0', natTime: '20261124083000', natOrg: 'Kiang Wu' },
      vaccine: { vaccineDose: '3', vaccineTime: '20220301' },
    });
  });

  it('refuses a handle that is unknown, over, or of another terminal', async () => {
    expect(await client.call('healthQuery', { bizExtData: 'x' })).toMatchObject({ kind: 'refused', errorCode: '2001' });
    const { bizExtData } = await verifyCode((await createCode()).codeContent);
    const other = makeTerminal('M-QM-01');
    stage.gateway.register(other);
    expect(await stage.client({ terminalId: other.terminalId, signer: other }).call('healthQuery', { bizExtData })).toMatchObject({ errorCode: '2001' });
    later(10 * MINUTE_MS + 1);
    expect(await client.call('healthQuery', { bizExtData })).toMatchObject({ errorCode: '2001' });
  });
});

describe('gateway: trips and corrections', () => {
  it('refuses both for a record it does not have', async () => {
    const missing = randomUUID();
    expect(await client.call('tripDeclare', { recordId: missing, from: '820000', to: '440400', address: null, departDate: '20261125' })).toMatchObject({ errorCode: '2001' });
    expect(await client.call('healthCorrect', { recordId: missing, element: 'phone', reason: 'wrong' })).toMatchObject({ errorCode: '2001' });
  });

  it.each([{ to: '110000' }, { departDate: '20261301' }, { address: '' }, { address: 'a\u0000' }])('refuses a trip with %j', async (change) => {
    expect(await client.call('tripDeclare', { recordId, from: '820000', to: '440400', address: null, departDate: '20261125', ...change })).toMatchObject({ errorCode: '1001' });
  });

  it('refuses to correct an element that does not exist', async () => {
    expect(await client.call('healthCorrect', { recordId, element: 'healthStatus', reason: 'I am green' })).toMatchObject({ errorCode: '1001' });
  });

  it('takes a repeated call with the same serial once', async () => {
    const trip = { recordId, from: '820000', to: '440400', address: 'x', departDate: '20261125' };
    const correction = { recordId, element: 'phone', reason: 'wrong' };
    const [a, b, c] = [await good('tripDeclare', trip, 's1'), await good('tripDeclare', trip, 's1'), await good('tripDeclare', trip, 's2')];
    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
    expect(await good('healthCorrect', correction, 's1')).toEqual(await good('healthCorrect', correction, 's1'));
  });

  it('masks a name of one character without failing', async () => {
    const record = stage.seal(makeRecord({ name: '𠮷' }));
    await client.declareBatch([record]);
    const { serial, randomNumber } = await apply('0');
    const { codeContent } = await good('codeCreate', { randomNumber, recordId: record.recordId, isPic: '0' }, serial);
    const { bizExtData } = await verifyCode(codeContent);
    expect(await good('healthQuery', { bizExtData })).toMatchObject({ person: { desensitizeName: '𠮷' } });
  });
});
