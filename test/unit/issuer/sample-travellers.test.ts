import { describe, expect, it } from 'vitest';
import { encodeMo1 } from '../../../tools/issuer/encode-mo1.ts';
import { take, traveller, workshop } from './road.ts';

const many = Array.from({ length: 200 }, (_, i) => traveller(`${i}`));

describe('sample travellers', () => {
  it('are all taken for genuine and current', () => {
    const ends = many.map((claims) => take(encodeMo1(claims, workshop.signer)));
    expect(ends.filter((end) => !end.good)).toEqual([]);
  });

  it('are the same for the same seed and differ for another', () => {
    expect(traveller('x')).toEqual(traveller('x'));
    expect(traveller('x')).not.toEqual(traveller('y'));
  });

  it('are varied', () => {
    const kinds = {
      residents: many.filter((claims) => claims.documents.some(({ type }) => type === 'mainland-permit')).length,
      reissued: many.filter((claims) => claims.documents.some(({ number }) => /^M\d{10}$/.test(number))).length,
      visitors: many.filter((claims) => claims.documents.some(({ type }) => type === 'passport')).length,
      latinOnly: many.filter((claims) => claims.holder.nameHan === null).length,
      partialBirthDates: many.filter((claims) => (claims.holder.birthDate ?? '').length < 10).length,
      vaccinated: many.filter((claims) => claims.vaccinations.length > 0).length,
    };
    for (const count of Object.values(kinds)) expect(count).toBeGreaterThan(5);
  });

  it('make codes of 350 to 600 characters', () => {
    const lengths = many.map((claims) => encodeMo1(claims, workshop.signer).length).sort((a, b) => a - b);
    expect(lengths[0]).toBeGreaterThanOrEqual(350);
    expect(lengths.at(-1)).toBeLessThanOrEqual(600);
  });
});
