import { describe, expect, it } from 'vitest';
import { TravellerView } from '../../../core/contract.ts';
import { toTravellerView } from '../../../core/desk/views.ts';
import { traveller } from '../convert/traveller.ts';

const recovery = { firstPositiveOn: '2021-12-28', validFrom: '2022-01-11', validUntil: null };

describe('what the desk shows of a traveller', () => {
  it('is what the contract permits, and no more', () => {
    expect(TravellerView.safeParse(toTravellerView(traveller)).success).toBe(true);
    expect(toTravellerView(traveller).recoveredSince).toBeNull();
  });

  it('tells since when a recovery counts', () => {
    expect(toTravellerView({ ...traveller, recoveries: [recovery] }).recoveredSince).toBe('2021-12-28');
  });
});
