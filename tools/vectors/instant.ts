import { utcMillis } from '../../core/model/units.ts';
import type { UtcMillis } from '../../core/model/units.ts';

/** The instant of a suite's clock, which without a zone is UTC; null where the suite states none. */
export function instantFrom(clock: string | null | undefined): UtcMillis | null {
  if (typeof clock !== 'string') return null;
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(clock) || !clock.includes('T') ? clock : `${clock}Z`;
  const instant = Date.parse(zoned);
  return Number.isNaN(instant) ? null : utcMillis(instant);
}
