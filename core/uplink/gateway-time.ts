/** Times on the mainland wire: yyyyMMddHHmmssSSS, Asia/Shanghai. Layer: uplink. */
import { HOUR_MS, type UtcMillis, utcMillis } from '../model/units.ts';

/** Asia/Shanghai has had no summer time since 1991. */
const OFFSET_MS = 8 * HOUR_MS;
const PATTERN = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{3})$/;

/** Writes an instant of the years 1970 to 9999 as 17 digits. */
export function formatGatewayTime(at: UtcMillis): string {
  return new Date(at + OFFSET_MS).toISOString().replace(/\D/g, '');
}

/** Reads 17 digits; null when they are not a real date and time. */
export function parseGatewayTime(text: string): UtcMillis | null {
  const parts = PATTERN.exec(text);
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second, ms] = parts.map(Number) as [number, number, number, number, number, number, number, number];
  const at = utcMillis(Date.UTC(year, month - 1, day, hour, minute, second, ms) - OFFSET_MS);
  // Date.UTC carries 31 June over to July: only what is written back alike was a real time.
  return at >= 0 && formatGatewayTime(at) === text ? at : null;
}
