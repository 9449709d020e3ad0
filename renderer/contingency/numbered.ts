/** The entry of a numbered list that a key chooses; null for any other key. A select's own search would take two digits in one second for one word. Pure. */
export function numbered<T extends string>(values: readonly T[], key: string): T | null {
  return /^[1-9]$/.test(key) ? (values[Number(key) - 1] ?? null) : null;
}
