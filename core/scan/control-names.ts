/** Control characters that scanners put around codes, by their names in ASCII. Layer: scan. */
export const CONTROL_NAMES: ReadonlyMap<number, string> = new Map([
  [0x02, 'STX'],
  [0x03, 'ETX'],
  [0x09, 'TAB'],
  [0x0a, 'LF'],
  [0x0d, 'CR'],
]);
