/** Versions of three numbers, as this program and the EU's rules, engines and schemas are counted. Pure. Layer: model. */

export type Version = readonly [number, number, number];

const FORM = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})$/;

/** Null for what is no version of three numbers. */
export function parseVersion(text: unknown): Version | null {
  const parts = typeof text === 'string' ? FORM.exec(text) : null;
  return parts === null ? null : [Number(parts[1]), Number(parts[2]), Number(parts[3])];
}

/** Negative when the first is lower, 0 when they are the same. */
export function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
