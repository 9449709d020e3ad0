import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { formatGatewayTime, parseGatewayTime } from '../../../core/uplink/gateway-time.ts';

describe('gateway time', () => {
  it.each(['', '2026112512000000', '20261125120000000x', '20260631120000000', '20261125250000000', '20261125126000000', '19600101000000000', '２０２６1125120000000'])('refuses %j', (text) => {
    expect(parseGatewayTime(text)).toBeNull();
  });

  it('writes the time of Shanghai', () => {
    expect(formatGatewayTime(utcMillis(Date.UTC(2026, 10, 24, 17, 4, 5, 6)))).toBe('20261125010405006');
  });

  it('reads back every instant it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) - 28_800_001 }), (at) => {
        expect(parseGatewayTime(formatGatewayTime(utcMillis(at)))).toBe(at);
      }),
    );
  });
});
