/** HID usages that a technician meets, by page and usage (HID Usage Tables 1.5; HID Point of Sale Usage Tables 1.02). Words are `devices.usage.*` in the locales. */
export const USAGE_NAMES = ['scanner', 'scanner-part', 'scale', 'card-reader', 'keyboard', 'mouse', 'system', 'consumer', 'vendor', 'other'] as const;

const SCANNER_PAGE = 0x8c;
const DESKTOP_PAGE = 0x01;
const FIRST_VENDOR_PAGE = 0xff00;
const PAGES: ReadonlyMap<number, (typeof USAGE_NAMES)[number]> = new Map([
  [0x0c, 'consumer'],
  [0x8d, 'scale'],
  [0x8e, 'card-reader'],
]);
const DESKTOP: ReadonlyMap<number, (typeof USAGE_NAMES)[number]> = new Map([
  [0x02, 'mouse'],
  [0x06, 'keyboard'],
  [0x80, 'system'],
]);

export function usageName(page: number, usage: number): (typeof USAGE_NAMES)[number] {
  if (page === SCANNER_PAGE) return usage === 0x02 ? 'scanner' : 'scanner-part';
  if (page === DESKTOP_PAGE) return DESKTOP.get(usage) ?? 'other';
  return page >= FIRST_VENDOR_PAGE ? 'vendor' : (PAGES.get(page) ?? 'other');
}

/** `0x8C/0x02` */
export const usageHex = (page: number, usage: number): string => `0x${hex(page, 2)}/0x${hex(usage, 2)}`;

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');
