import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { compareCrlVersions, loadShcRevocations } from '../../../core/trust/shc-revocation.ts';
import { JWK, KEY_ID } from '../codes/shc-cards.ts';
import { tempDir } from '../../support/temp-dir.ts';

const OTHER_KEY = 'A'.repeat(43);
const crl = (change: object = {}) => ({ kid: KEY_ID, method: 'rid', ctr: 1, rids: ['abc'], ...change });

function load(...contents: readonly unknown[]) {
  const dir = tempDir();
  for (const [index, content] of contents.entries()) writeFileSync(join(dir, `${index}.json`), JSON.stringify(content));
  return loadShcRevocations(dir);
}
/** Whether a card of this identifier, issued in this second, is withdrawn. */
const withdraws = ({ list }: ReturnType<typeof load>, value: string, seconds = 1_000, keyId = KEY_ID): boolean =>
  list.withdraws({ issuer: 'https://issuer.example', keyId, issuedAt: utcMillis(seconds * 1_000), handles: [{ scheme: 'code-id', value: 'abc' }, { scheme: 'shc-rid', value }] });

const published = (JSON.parse(readFileSync(new URL('../../vectors/revocation/shc-lists.json', import.meta.url), 'utf8')) as { lists: Readonly<Record<string, { kid: string }>> }).lists;

describe('card revocation lists', () => {
  it.each([
    ['no object', 7, /0\.json: file: /],
    ['of a key identifier that is no thumbprint', crl({ kid: 'abc' }), /0\.json: kid: expected the thumbprint/],
    ['of another method', crl({ method: 'digest' }), /0\.json: method: expected rid/],
    ['without a counter', crl({ ctr: undefined }), /0\.json: ctr: expected a whole number/],
    ['with a counter in a text', crl({ ctr: '1' }), /0\.json: ctr: expected a whole number/],
    ['with a counter of nought', crl({ ctr: 0 }), /0\.json: ctr: expected a number from 1 on/],
    ['with a broken counter', crl({ ctr: 1.5 }), /0\.json: ctr: expected a whole number/],
    ['without identifiers', crl({ rids: null }), /0\.json: rids: /],
    ...['', '.', 'a'.repeat(25), 'a b', 'abc=', 'abc.', '.5', 'abc.1.2', 'abc.1e3', 'abc.-1', 'abc.1234567890123'].map(
      (rid): [string, unknown, RegExp] => [`with the identifier «${rid}»`, crl({ rids: ['good', rid] }), /0\.json: rids\.1: expected 1 to 24/],
    ),
  ])('are refused when they are %s, naming file and field', (_, content, message) => {
    expect(() => load(content)).toThrow(message);
    expect(() => load(content)).toThrow(expect.objectContaining({ code: 'key-set-invalid' }));
  });

  it('are refused when two are of one key', () => {
    expect(() => load(crl(), crl({ ctr: 2 }))).toThrow(/1\.json: kid: another file/);
  });

  it('withdraw the cards of their own key alone', () => {
    const lists = load(crl(), crl({ kid: OTHER_KEY, rids: ['xyz', 'abd'] }));
    expect(lists.list.size).toBe(3);
    expect([withdraws(lists, 'abc'), withdraws(lists, 'xyz'), withdraws(lists, 'xyz', 1, OTHER_KEY), withdraws(lists, 'abc', 1, 'B'.repeat(43))]).toEqual([true, false, true, false]);
    expect([withdraws(lists, 'ab'), withdraws(lists, 'abcd'), withdraws(lists, '__proto__')]).toEqual([false, false, false]);
    expect(lists.list.withdraws({ issuer: '', keyId: KEY_ID, issuedAt: utcMillis(0), handles: [{ scheme: 'code-id', value: 'abc' }] })).toBe(false);
  });

  it('withdraw with a time only what was issued before it', () => {
    const lists = load(crl({ rids: ['abc.1636977600'] }));
    expect([withdraws(lists, 'abc', 1_636_977_599.999), withdraws(lists, 'abc', 1_636_977_600)]).toEqual([true, false]);
  });

  it.each([[['abc.1', 'abc.3', 'abc.2'], 2.999, 3], [['abc', 'abc.1'], 2e9, null], [['abc.1', 'abc'], 2e9, null]])('withdraw by the widest of %j', (rids, before, from) => {
    const lists = load(crl({ rids }));
    expect(lists.list.size).toBe(1);
    expect(withdraws(lists, 'abc', before)).toBe(true);
    if (from !== null) expect(withdraws(lists, 'abc', from)).toBe(false);
  });

  it('may be empty, and may have members of their issuer', () => {
    expect(load(crl({ rids: [], updated: '2022-01-01' })).list.size).toBe(0);
  });

  it.each([
    ['invalid-method', /method/],
    ['non-base64url-rid', /rids\.1/],
    ['too-long-rid', /rids\.1/],
  ])('published as wrong are refused: %s', (name, place) => {
    expect(() => load(published[name])).toThrow(place);
  });

  it('published as wrong for identifiers in several forms are read by the widest form', () => {
    const list = published['duplicate-rid'];
    expect(withdraws(load(list), 'XkNHp2Iyk0Y', 2e9, list?.kid)).toBe(true);
  });
});

describe('the versions that a key set states', () => {
  const jwks = (crlVersion?: unknown) => ({ keys: [{ ...JWK, crlVersion }] });
  const compare = (set: unknown, counters: Readonly<Record<string, number>>) => compareCrlVersions(set, 'jwks.json', new Map(Object.entries(counters)));

  it.each([[0], ['1'], [1.5], [null]])('are refused when they are no counter: %j', (version) => {
    expect(() => compare(jwks(version), {})).toThrow(/^jwks\.json: keys\.0\.crlVersion: expected/);
  });

  it('ask for nothing where none is stated', () => {
    expect(compare(jwks(), {})).toEqual([]);
    expect(compare(jwks(), { [KEY_ID]: 1 })).toEqual([]);
  });

  it('name a list that is missing, and one that is older', () => {
    expect(compare(jwks(2), {})).toEqual([{ kind: 'missing', keyId: KEY_ID }]);
    expect(compare(jwks(2), { [KEY_ID]: 1 })).toEqual([{ kind: 'outdated', keyId: KEY_ID }]);
    for (const counter of [2, 3]) expect(compare(jwks(2), { [KEY_ID]: counter })).toEqual([]);
  });

  it('name a list of a key that is not in the set', () => {
    expect(compare(jwks(1), { [KEY_ID]: 1, [OTHER_KEY]: 1 })).toEqual([{ kind: 'unused', keyId: OTHER_KEY }]);
  });

  it('published as differing from the list are no reason to refuse: the list is newer', () => {
    const counters = load(published['version-mismatch']).counters;
    const kid = published['version-mismatch']?.kid;
    expect(compareCrlVersions({ keys: [{ kid, crlVersion: 1 }] }, 'jwks.json', counters)).toEqual([]);
    expect(compareCrlVersions({ keys: [{ kid, crlVersion: 3 }] }, 'jwks.json', counters)).toMatchObject([{ kind: 'outdated' }]);
  });
});
