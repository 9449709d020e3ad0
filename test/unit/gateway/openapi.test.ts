import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { HEALTH_STATUS_CODES, OPERATIONS, RETURN_CODES } from '../../../core/model/mainland-profile.ts';
import { ANSWER_BODIES, BatchBody, RECORD_STATUSES } from '../../../core/uplink/gateway-answers.ts';
import { MAX_BATCH_RECORDS } from '../../../core/uplink/limits.ts';
import { MAX_BODY_BYTES, MAX_SEALED_BYTES } from '../../../tools/gateway/limits.ts';
import { CORRECTABLE, type Operation, REQUESTS } from '../../../tools/gateway/requests.ts';
import { checkSchema, memberNames, resolveRef, type Schema } from './check-schema.ts';
import { openStage, type Stage } from './fixture.ts';
import { exchange, type RawAnswer, sendRaw } from './raw-request.ts';

interface Media {
  readonly schema: Schema;
  readonly example: Record<string, unknown>;
}
interface OperationDocument {
  readonly operationId: string;
  readonly parameters: readonly Schema[];
  readonly requestBody: { readonly content: { readonly 'application/json': Media } };
  readonly responses: Readonly<Record<string, { readonly content: { readonly 'application/json': Media } }>>;
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly description: string };
  readonly paths: Readonly<Record<string, { readonly post?: OperationDocument; readonly get?: OperationDocument }>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>>; readonly responses: Readonly<Record<string, { readonly content: { readonly 'application/json': Media } }>> };
}

const text = readFileSync(new URL('../../../docs/gateway.openapi.yaml', import.meta.url), 'utf8');
const document = parse(text) as Document;
const root = document as unknown as Schema;
const names = Object.keys(OPERATIONS) as Operation[];

function documentOf(name: Operation): OperationDocument {
  const found = document.paths[OPERATIONS[name]]?.post;
  if (found === undefined) throw new Error(`${name}: not in the document`);
  return found;
}
const requestOf = (name: Operation): Media => documentOf(name).requestBody.content['application/json'];
const successOf = (name: Operation): Media => {
  const media = documentOf(name).responses['200']?.content['application/json'];
  if (media === undefined) throw new Error(`${name}: no success in the document`);
  return media;
};
const failure: Schema = { $ref: '#/components/schemas/Failure' };

describe('the gateway document', () => {
  it('describes the operations of the profile and nothing else', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual([...Object.values(OPERATIONS), '/v1/health'].sort());
    for (const name of names) expect(documentOf(name).operationId).toBe(name);
  });

  it('has the same codes as the profile', () => {
    expect(document.components.schemas.ReturnCode?.enum).toEqual(Object.values(RETURN_CODES));
    expect(document.components.schemas.HealthStatus?.enum).toEqual(Object.values(HEALTH_STATUS_CODES));
    expect((document.components.schemas.RecordResult?.properties as Record<string, Schema>).status?.enum).toEqual(RECORD_STATUSES);
  });

  it('states the limits that are in force', () => {
    expect(document.info.description).toContain(`at most ${MAX_BODY_BYTES.toLocaleString('en')} bytes`);
    expect(document.info.description).toContain(`at most ${MAX_BATCH_RECORDS} records`);
    const sealed = (document.components.schemas.SealedRecord?.properties as Record<string, Schema>).sealed;
    expect(sealed?.maxLength).toBe(Math.ceil(MAX_SEALED_BYTES / 3) * 4);
    const correct = (requestOf('healthCorrect').schema.properties as Record<string, Schema>).bizPackage?.allOf as Schema[];
    expect((correct[1]?.properties as Record<string, Schema>).element?.enum).toEqual(CORRECTABLE);
  });

  it('refers to nothing that is not there', () => {
    for (const [, ref] of text.matchAll(/\$ref: '([^']+)'/g)) expect(resolveRef(root, ref ?? '')).toBeDefined();
  });

  it.each(names)('gives an example of %s that fits its own schema and the code that reads it', (name) => {
    const { schema, example } = requestOf(name);
    expect(checkSchema(root, schema, example)).toEqual([]);
    expect(REQUESTS[name].safeParse(example).success).toBe(true);
    const success = successOf(name);
    expect(checkSchema(root, success.schema, success.example)).toEqual([]);
    const reader = name === 'healthDeclareBatch' ? BatchBody : ANSWER_BODIES[name];
    expect(reader.safeParse(success.example).success).toBe(true);
  });

  it.each(names)('names the members of %s that the gateway reads, all of them required', (name) => {
    const bizPackage = (requestOf(name).schema.properties as Record<string, Schema>).bizPackage ?? {};
    const shape = Object.keys(REQUESTS[name].shape.bizPackage.shape);
    expect([...memberNames(root, bizPackage)].sort()).toEqual([...shape].sort());
    const { example } = requestOf(name);
    for (const member of shape) {
      const without = { bizPackage: Object.fromEntries(Object.entries(example.bizPackage as object).filter(([each]) => each !== member)) };
      expect(checkSchema(root, requestOf(name).schema, without)).not.toEqual([]);
      expect(REQUESTS[name].safeParse(without).success).toBe(false);
    }
    const more = { bizPackage: { ...(example.bizPackage as object), more: 1 } };
    expect(checkSchema(root, requestOf(name).schema, more)).not.toEqual([]);
    expect(REQUESTS[name].safeParse(more).success).toBe(false);
  });

  it('finds what does not fit', () => {
    const { schema, example } = successOf('codeApply');
    for (const change of [{ success: false }, { errorCode: '1001' }, { validUntil: '2026' }, { randomNumber: 1 }, { bizSerialNum: null }]) {
      expect(checkSchema(root, schema, { ...example, ...change })).not.toEqual([]);
    }
    expect(checkSchema(root, failure, example)).not.toEqual([]);
  });
});

describe('the gateway against its document', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());
  const call = (name: Operation, bizPackage: Record<string, unknown>): Promise<RawAnswer> => sendRaw(stage, { path: OPERATIONS[name], bizPackage: { type: undefined, ...bizPackage } });
  const expectSuccess = (name: Operation, { status, body }: RawAnswer): Record<string, unknown> => {
    expect({ status, faults: checkSchema(root, successOf(name).schema, body) }).toEqual({ status: 200, faults: [] });
    return body;
  };

  it('answers every operation as described', async () => {
    const { recordId, sealingKeyId, sealed } = stage.seal();
    const item = { recordId, sealingKeyId, sealed: Buffer.from(sealed).toString('base64') };
    expectSuccess('healthDeclare', await call('healthDeclare', item));
    const rejected = { ...item, recordId: randomUUID() };
    expectSuccess('healthDeclareBatch', await call('healthDeclareBatch', { records: [item, rejected] }));
    expectSuccess('tripDeclare', await call('tripDeclare', { recordId, from: '820000', to: '440400', address: null, departDate: '20261125' }));
    expectSuccess('healthCorrect', await call('healthCorrect', { recordId, element: 'phone', reason: 'wrong' }));
    const [s0, s1] = [randomUUID(), randomUUID()];
    const { randomNumber } = expectSuccess('codeApply', await call('codeApply', { bizSerialNum: s0, type: '0' }));
    const { codeContent } = expectSuccess('codeCreate', await call('codeCreate', { bizSerialNum: s0, randomNumber, recordId, isPic: '1' }));
    const second = expectSuccess('codeApply', await call('codeApply', { bizSerialNum: s1, type: '1' }));
    const { bizExtData } = expectSuccess('codeVerify', await call('codeVerify', { bizSerialNum: s1, randomNumber: second.randomNumber, codeContent }));
    expectSuccess('healthQuery', await call('healthQuery', { bizExtData }));
  });

  it('fails as described', async () => {
    const answers = [
      await call('codeVerify', {}),
      await call('healthQuery', { bizExtData: 'x' }),
      await call('codeCreate', { randomNumber: 'x', recordId: randomUUID(), isPic: '0' }),
      await sendRaw(stage, { path: '/v1/nothing' }),
      await sendRaw(stage, { headers: { signature: '' } }),
      await sendRaw(stage, { createdSeconds: 0 }),
      await sendRaw(stage, { bizPackage: { custNum: 'other' } }),
    ];
    expect(answers.map(({ body }) => body.errorCode)).toEqual(['1001', '2001', '2004', '1001', '1002', '1003', '1004']);
    for (const { body } of answers) expect(checkSchema(root, failure, body)).toEqual([]);
  });

  it('says that it lives as described', async () => {
    const { body } = await exchange(`${stage.url}/v1/health`, 'GET', {}, Buffer.alloc(0));
    expect(checkSchema(root, { $ref: '#/components/schemas/Health' }, body)).toEqual([]);
  });
});
