import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RevocationScheme } from '../../../core/model/revocation.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { loadDccRevocations } from '../../../core/trust/dcc-revocation.ts';
import { MAX_GROUPS } from '../../../core/trust/hash-table.ts';
import { tempDir } from '../../support/temp-dir.ts';

const AT = utcMillis(Date.parse('2022-06-01T00:00:00Z'));
const KEY = '0102030405060708';
const hashOf = (byte: number): Buffer => Buffer.alloc(16, byte);
const entries = (...bytes: readonly number[]) => bytes.map((byte) => ({ hash: hashOf(byte).toString('base64') }));
const batch = (change: object = {}) => ({ country: 'PT', expires: '2022-07-01T00:00:00Z', kid: 'AQIDBAUGBwg=', hashType: 'UCI', entries: entries(1), ...change });

function load(...contents: readonly unknown[]) {
  const dir = tempDir();
  for (const [index, content] of contents.entries()) writeFileSync(join(dir, `${index}.json`), JSON.stringify(content));
  return loadDccRevocations(dir, AT);
}
/** Whether a code of this one name is withdrawn. */
const withdraws = ({ list }: ReturnType<typeof load>, byte: number, scheme: RevocationScheme = 'dcc-uci', keyId = KEY): boolean =>
  list.withdraws({ issuer: 'PT', keyId, issuedAt: AT, handles: [{ scheme, value: hashOf(byte).toString('hex') }] });

describe('batches of withdrawn HC1 codes', () => {
  it.each([
    ['that are no batches', 7, /0\.json: file: /],
    ['of a country in lower case', batch({ country: 'pt' }), /0\.json: country: expected a country/],
    ['without an end', batch({ expires: undefined }), /0\.json: expires: expected a time/],
    ['with an end that is no time', batch({ expires: 'soon' }), /0\.json: expires: expected a time/],
    ['of a key identifier of seven bytes', batch({ kid: 'AAAAAAAAAA==' }), /0\.json: kid: expected 8 bytes/],
    ['of a key identifier with stray bits', batch({ kid: 'AQIDBAUGBwh=' }), /0\.json: kid: expected 8 bytes/],
    ['of an unknown kind of hash', batch({ hashType: 'UVCI' }), /0\.json: hashType: expected SIGNATURE, UCI or COUNTRYCODEUCI/],
    ['without entries', batch({ entries: [] }), /0\.json: entries: /],
    ['with a hash of 15 bytes', batch({ entries: [{ hash: hashOf(1).subarray(1).toString('base64') }] }), /0\.json: entries\.0\.hash: expected 16 bytes/],
    ['with a hash in hex', batch({ entries: [...entries(1), { hash: hashOf(1).toString('hex') }] }), /0\.json: entries\.1\.hash: expected 16 bytes/],
    ['with a hash with stray bits', batch({ entries: [{ hash: 'AQEBAQEBAQEBAQEBAQEBAR==' }] }), /0\.json: entries\.0\.hash: expected 16 bytes/],
    ['with an entry that is a text', batch({ entries: [hashOf(1).toString('base64')] }), /0\.json: entries\.0: /],
    ['with a member that nobody knows', batch({ deleted: true }), /0\.json: file: .*deleted/],
    ['of which the second is wrong', [batch(), batch({ kid: 1 })], /0\.json: 1\.kid: /],
  ])('%s are refused, naming file and field', (_, content, message) => {
    expect(() => load(content)).toThrow(message);
    expect(() => load(content)).toThrow(expect.objectContaining({ code: 'key-set-invalid' }));
  });

  it('are refused whole when a later file is wrong', () => {
    expect(() => load(batch(), batch({ entries: [{}] }))).toThrow(/1\.json: entries\.0\.hash/);
  });

  it('are refused when they name more keys and kinds than a table has groups', () => {
    const many = Array.from({ length: MAX_GROUPS + 1 }, (_, index) => {
      const kid = Buffer.alloc(8);
      kid.writeUInt32BE(index);
      return batch({ kid: kid.toString('base64') });
    });
    expect(() => load(many)).toThrow(/0\.json: kid: more than 65536 keys/);
  }, 30_000);

  it('withdraw a code of their key by the hash of their kind, and no other', () => {
    const lists = load([batch(), batch({ hashType: 'SIGNATURE', entries: entries(2) })], batch({ hashType: 'COUNTRYCODEUCI', entries: entries(3) }));
    expect(lists).toMatchObject({ expiredBatches: 0, list: { size: 3 } });
    expect([withdraws(lists, 1, 'dcc-uci'), withdraws(lists, 2, 'dcc-signature'), withdraws(lists, 3, 'dcc-country-uci')]).toEqual([true, true, true]);
    expect([withdraws(lists, 1, 'dcc-signature'), withdraws(lists, 2, 'dcc-country-uci'), withdraws(lists, 3, 'dcc-uci'), withdraws(lists, 1, 'code-id')]).toEqual([false, false, false, false]);
    expect([withdraws(lists, 4), withdraws(lists, 1, 'dcc-uci', '0102030405060709')]).toEqual([false, false]);
  });

  it('withdraw under any key where their own is not known', () => {
    const lists = load(batch({ kid: 'UNKNOWN_KID' }));
    expect([withdraws(lists, 1), withdraws(lists, 1, 'dcc-uci', 'ff'), withdraws(lists, 2), withdraws(lists, 1, 'dcc-signature')]).toEqual([true, true, false, false]);
  });

  it('count an entry that stands in several once', () => {
    expect(load(batch({ entries: entries(1, 2, 1) }), batch({ country: 'ES' })).list.size).toBe(2);
  });

  it('are left out from their end on, and counted', () => {
    const lists = load([batch({ expires: '2022-06-01T02:00:00+02:00' }), batch({ entries: entries(2), expires: '2022-06-01T00:00:00.001Z' })]);
    expect(lists).toMatchObject({ expiredBatches: 1, list: { size: 1 } });
    expect([withdraws(lists, 1), withdraws(lists, 2)]).toEqual([false, true]);
  });

  it('can be no more than fit', () => {
    const dir = tempDir();
    writeFileSync(join(dir, '0.json'), JSON.stringify(batch({ entries: entries(1, 2) })));
    writeFileSync(join(dir, '1.json'), JSON.stringify(batch({ entries: entries(2) })));
    expect(loadDccRevocations(dir, AT, 3).list.size).toBe(2);
    expect(() => loadDccRevocations(dir, AT, 2)).toThrow(/1\.json: entries: more than 2 in all batches/);
  });
});
