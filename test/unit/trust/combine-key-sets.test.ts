import { describe, expect, it } from 'vitest';
import type { RevocableCode } from '../../../core/model/revocation.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { combineKeySets } from '../../../core/trust/combine-key-sets.ts';
import { keySetOf } from '../../../core/trust/key-set.ts';
import { KEY_ID, key } from '../codes/hc1-maker.ts';

const first = keySetOf([key], { sequence: 3, issuedAt: utcMillis(2_000), origin: 'first' });
const second = {
  ...keySetOf([{ ...key, issuer: 'ES' }, { ...key, keyId: 'ff' }, { ...key, issuer: 'ES', usages: [] }], { sequence: 7, issuedAt: utcMillis(1_000), origin: 'second' }),
  revokedCodes: 1,
  isRevoked: ({ issuer }: RevocableCode) => issuer === 'ES',
  issuerNames: (issuer: string) => (issuer === 'ES' ? { 'zh-Hant': '西', pt: 'Espanha', en: 'Spain', 'zh-Hans': '西' } : null),
};
const codeOf = (issuer: string): RevocableCode => ({ issuer, keyId: KEY_ID, issuedAt: utcMillis(0), handles: [{ scheme: 'code-id', value: 'withdrawn' }] });
const both = combineKeySets([first, second], 'both');

describe('combined key sets', () => {
  it('know no issuer, key or revocation that no part knows', () => {
    expect(both.findKey('FR', KEY_ID)).toBeNull();
    expect(both.findKey('PT', '00')).toBeNull();
    expect(both.findKeysById('00')).toEqual([]);
    expect(both.hasIssuer('FR')).toBe(false);
    expect(both.isRevoked(codeOf('PT'))).toBe(false);
    expect(both.issuerNames('PT')).toBeNull();
  });

  it('find the keys of every part, in the order of the parts', () => {
    expect(both.findKeysById(KEY_ID).map(({ issuer }) => issuer)).toEqual(['PT', 'ES', 'ES']);
    expect(both.findKey('ES', KEY_ID)).toMatchObject({ issuer: 'ES', usages: null });
    expect(both.findKey('PT', 'ff')).not.toBeNull();
    expect(both.keys).toHaveLength(4);
  });

  it('are as old as the oldest part, and revoke what any part revokes', () => {
    expect(both).toMatchObject({ sequence: 7, issuedAt: 1_000, origin: 'both', revokedCodes: 1 });
    expect(both.isRevoked(codeOf('ES'))).toBe(true);
    expect(both.hasIssuer('ES')).toBe(true);
    expect(both.issuerNames('ES')?.pt).toBe('Espanha');
  });

  it('ask a set made of entries as they ask any other', () => {
    expect(first.findKey('PT', KEY_ID)).toBe(key);
    expect([first.findKey('ES', KEY_ID), first.findKey('PT', '00'), first.issuerNames('PT')]).toEqual([null, null, null]);
    expect([first.hasIssuer('PT'), first.hasIssuer('ES'), first.isRevoked(codeOf('PT'))]).toEqual([true, false, false]);
    expect(first.findKeysById('00')).toEqual([]);
  });
});
