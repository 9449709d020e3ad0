import { createHash } from 'node:crypto';
import fc from 'fast-check';
import nacl from 'tweetnacl';
import sealedBox from 'tweetnacl-sealedbox-js';
import { describe, expect, it } from 'vitest';
import { PADDING_BLOCK_BYTES, parseSealingKey, SEALED_FORMAT, sealRecord, type SealingKey } from '../../../core/convert/seal.ts';
import { toMainlandRecord } from '../../../core/convert/to-mainland-record.ts';
import { PortasFault } from '../../../core/model/fault.ts';
import type { MainlandRecord } from '../../../core/model/mainland-profile.ts';
import { details, NOON, traveller } from './traveller.ts';

const gateway = nacl.box.keyPair();
const key: SealingKey = { keyId: 'gw-1', publicKey: gateway.publicKey };
const converted = toMainlandRecord(traveller, details, { recordId: '0b9d7a52-5d3f-4a53-8f6a-1f4f7f0f8a11', terminalId: 'lane-07', at: NOON });
if (!converted.ok) throw new Error('the sample traveller must be convertible');
const record: MainlandRecord = converted.record;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Opens a body as docs/formats/mainland-record.md section 1 says. */
function openBody(sealed: Uint8Array, secretKey = gateway.secretKey, publicKey = gateway.publicKey): string | null {
  const padded = sealedBox.open(sealed, publicKey, secretKey);
  if (padded === null) return null;
  if (padded.length === 0 || padded.length % PADDING_BLOCK_BYTES !== 0) throw new Error('padded length');
  let end = padded.length - 1;
  while (padded[end] === 0) end--;
  if (padded[end] !== 0x80) throw new Error('no padding mark');
  return new TextDecoder('utf-8', { fatal: true }).decode(padded.subarray(0, end));
}

function faultOf(run: () => unknown): PortasFault {
  try {
    run();
  } catch (fault) {
    if (fault instanceof PortasFault) return fault;
  }
  throw new Error('expected a fault');
}

describe('parseSealingKey', () => {
  it.each([
    ['', 'keyId'],
    ['with space', 'keyId'],
    ['k'.repeat(65), 'keyId'],
  ])('refuses the key id %j', (keyId, named) => {
    const fault = faultOf(() => parseSealingKey({ keyId, publicKeyBase64: base64(gateway.publicKey) }));
    expect(fault.code).toBe('config-invalid');
    expect(fault.message).toContain(named);
  });

  it.each(['', 'AAAA', base64(gateway.publicKey).slice(1), base64(new Uint8Array(33)), `${base64(gateway.publicKey).slice(0, 43)}!`])(
    'refuses %j as a public key, naming the key',
    (publicKeyBase64) => {
      const fault = faultOf(() => parseSealingKey({ keyId: 'gw-1', publicKeyBase64 }));
      expect(fault.code).toBe('config-invalid');
      expect(fault.message).toContain('gw-1: publicKeyBase64');
    },
  );

  it.each([
    ['zero', new Uint8Array(32)],
    ['one', new Uint8Array(32).fill(1, 0, 1)],
    ['order 8', new Uint8Array(Buffer.from('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800', 'hex'))],
  ])('refuses the point of small order %s', (_, point) => {
    expect(faultOf(() => parseSealingKey({ keyId: 'gw-1', publicKeyBase64: base64(point) })).message).toContain('small order');
  });

  it('reads a good key', () => {
    expect(parseSealingKey({ keyId: 'gw-1', publicKeyBase64: base64(gateway.publicKey) })).toEqual(key);
  });
});

describe('sealRecord', () => {
  it('opens for nobody but the holder of the secret key', () => {
    const { sealed } = sealRecord(record, key, NOON);
    const other = nacl.box.keyPair();
    expect(openBody(sealed, other.secretKey, other.publicKey)).toBeNull();
    expect(openBody(sealed, other.secretKey)).toBeNull();
  });

  it('does not open when any one byte was changed', () => {
    const { sealed } = sealRecord(record, key, NOON);
    for (let offset = 0; offset < sealed.length; offset += 97) {
      const changed = sealed.slice();
      changed[offset] = (changed[offset] ?? 0) ^ 1;
      expect(openBody(changed)).toBeNull();
    }
  });

  it('opens to the record with the ids and the key inside', () => {
    const { sealed } = sealRecord(record, key, NOON);
    expect(JSON.parse(openBody(sealed) ?? '')).toEqual({ format: SEALED_FORMAT, record, sealedAt: '20210901120000', sealingKeyId: 'gw-1' });
  });

  it('writes the body as canonical JSON', () => {
    const body = openBody(sealRecord(record, key, NOON).sealed) ?? '';
    const sorted = (value: unknown): unknown =>
      typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, sorted(member)])) : value;
    expect(body).toBe(JSON.stringify(sorted(JSON.parse(body))));
    expect(body).toMatch(/^\{"format":"portas-sealed-1","record":\{"birthDate":/);
  });

  it('hashes the sealed bytes and names record, key and time beside them', () => {
    const row = sealRecord(record, key, NOON);
    expect(row.bodySha256).toBe(createHash('sha256').update(row.sealed).digest('hex'));
    expect([row.recordId, row.sealingKeyId, row.createdAt]).toEqual([record.recordId, 'gw-1', NOON]);
  });

  it('shows nothing of the traveller in the sealed bytes', () => {
    const bytes = Buffer.from(sealRecord(record, key, NOON).sealed);
    for (const seeded of ['樣本', 'M12345678', '19800229', '+85366123456', record.recordId]) {
      expect(bytes.includes(Buffer.from(seeded))).toBe(false);
    }
  });

  it('never gives the same bytes twice', () => {
    expect(sealRecord(record, key, NOON).bodySha256).not.toBe(sealRecord(record, key, NOON).bodySha256);
  });

  it('has one length, whatever the name, address and laboratory', () => {
    const short = { ...record, name: 'A', natOrg: null, trip: { ...record.trip, address: null } };
    const long = { ...record, name: 'M'.repeat(100), natOrg: '室'.repeat(60), trip: { ...record.trip, address: '廣'.repeat(200) } };
    expect(sealRecord(short, key, NOON).sealed).toHaveLength(PADDING_BLOCK_BYTES + 48);
    expect(sealRecord(long, key, NOON).sealed).toHaveLength(PADDING_BLOCK_BYTES + 48);
  });

  it('takes a further block rather than cut a record that does not fit', () => {
    const long = { ...record, name: '名'.repeat(100), natOrg: '室'.repeat(100), trip: { ...record.trip, address: '廣'.repeat(200) }, sourceIssuer: 'i'.repeat(400) };
    const { sealed } = sealRecord(long, key, NOON);
    expect(sealed).toHaveLength(2 * PADDING_BLOCK_BYTES + 48);
    expect(JSON.parse(openBody(sealed) ?? '').record).toEqual(long);
  });

  it('opens to what was sealed at every body length, a full block included', () => {
    fc.assert(
      fc.property(fc.integer({ min: 900, max: 1_700 }), (length) => {
        const long = { ...record, trip: { ...record.trip, address: 'x'.repeat(length) } };
        expect(JSON.parse(openBody(sealRecord(long, key, NOON).sealed) ?? '').record).toEqual(long);
      }),
      { numRuns: 20 },
    );
    const spare = PADDING_BLOCK_BYTES - Buffer.byteLength(openBody(sealRecord({ ...record, trip: { ...record.trip, address: '' } }, key, NOON).sealed) ?? '');
    for (const [length, blocks] of [
      [spare - 1, 1],
      [spare, 2],
      [spare + 1, 2],
    ] as const) {
      const { sealed } = sealRecord({ ...record, trip: { ...record.trip, address: 'x'.repeat(length) } }, key, NOON);
      expect(sealed).toHaveLength(blocks * PADDING_BLOCK_BYTES + 48);
      expect(JSON.parse(openBody(sealed) ?? '').record.trip.address).toHaveLength(length);
    }
  });
});
