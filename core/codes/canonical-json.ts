/**
 * JSON Canonicalization Scheme (RFC 8785): the one text of a parsed JSON value, over which VDS-NC seals are signed. Layer: codes.
 */
import { isJsonObject } from './bounded-json.ts';

/**
 * The canonical text. Members stand in the order of their names' UTF-16 units (clause 3.2.3); numbers and strings are as ECMAScript writes them
 * (clauses 3.2.2.2 and 3.2.2.3).
 * @param value - parsed JSON, its depth already bounded.
 * @returns null for what has no such text: a number that overflowed, a string with half a surrogate pair.
 */
export function canonicalise(value: unknown): string | null {
  if (Array.isArray(value)) return joined((value as unknown[]).map(canonicalise), '[', ']');
  if (isJsonObject(value)) {
    // The default order is that of UTF-16 units.
    const members = Object.keys(value).sort().map((name) => {
      const [key, content] = [canonicalise(name), canonicalise(value[name])];
      return key === null || content === null ? null : `${key}:${content}`;
    });
    return joined(members, '{', '}');
  }
  const lawful = value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) || (typeof value === 'string' && value.isWellFormed());
  return lawful ? JSON.stringify(value) : null;
}

function joined(parts: readonly (string | null)[], open: string, close: string): string | null {
  return parts.includes(null) ? null : `${open}${parts.join(',')}${close}`;
}
