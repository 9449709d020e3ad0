import { describe, expect, it } from 'vitest';
import { BAD_CODE_NAMES, expectedReason, makeBadCode } from '../../../tools/issuer/bad-codes.ts';
import { encodeMo1 } from '../../../tools/issuer/encode-mo1.ts';
import { AT, take, traveller, workshop } from './road.ts';

describe('bad codes', () => {
  it.each(BAD_CODE_NAMES)('a code of the kind %s gets its reason', (name) => {
    expect(take(makeBadCode(name, workshop, traveller('1'), AT))).toMatchObject({ good: false, reason: expectedReason(name) });
  });

  it('differ from the good code they are made of', () => {
    const good = encodeMo1(traveller('1'), workshop.signer);
    const texts = BAD_CODE_NAMES.map((name) => makeBadCode(name, workshop, traveller('1'), AT));
    expect(texts).not.toContain(good);
    expect(take(good).good).toBe(true);
  });

  it('faults name a place and an expectation, never what the code says', () => {
    const claims = traveller('1');
    for (const name of BAD_CODE_NAMES) {
      const end = take(makeBadCode(name, workshop, claims, AT));
      const detail = end.good ? '' : end.detail;
      for (const secret of [claims.holder.nameLatin, claims.holder.nameHan, ...claims.documents.map((document) => document.number)]) {
        expect(detail).not.toContain(secret ?? 'CHAN');
      }
    }
  });
});
