/**
 * HID report descriptors: which field of a report lies where. Pure and total: any bytes give fields or a reason. Layer: scan.
 * Source: Device Class Definition for HID 1.11, section 6.2.2.
 */

export type ReportType = 'input' | 'output' | 'feature';

/** Equal-sized fields side by side, as one main item declares them. */
export interface ReportField {
  readonly type: ReportType;
  /** Null when the device does not number its reports. */
  readonly reportId: number | null;
  /** From the start of the report, its id not counted. */
  readonly bitOffset: number;
  /** Bits of one field. */
  readonly bitSize: number;
  /** Number of fields. */
  readonly count: number;
  /** Padding: it says nothing. */
  readonly isConstant: boolean;
  /** An array field tells the usages that are on; a variable field is one value per usage. */
  readonly isVariable: boolean;
  /** Usages in order, page in the upper 16 bits. The last one counts for all fields that are left. */
  readonly usages: readonly UsageRange[];
  /** Usage of the application collection around it, page in the upper 16 bits; null outside any. */
  readonly application: number | null;
}

export interface UsageRange {
  readonly first: number;
  readonly last: number;
}

export type ReportDescriptor =
  | { readonly kind: 'fields'; readonly fields: readonly ReportField[] }
  /** `why` is for the technician. */
  | { readonly kind: 'unreadable'; readonly why: string };

/** The kernel's own limit (HID_MAX_DESCRIPTOR_SIZE of linux/hid.h). */
export const MAX_DESCRIPTOR_BYTES = 4_096;
/** Known scanners send 64 bytes; the limit of the device profiles. */
const MAX_REPORT_BITS = 1_024 * 8;
/** Nothing known nests deeper than 5 collections or pushes more than once. */
const MAX_DEPTH = 32;
/** Every main item takes two bytes at least, so this many fields are beyond any scanner: the largest known has about 60. */
const MAX_FIELDS = 512;
const MAX_USAGES = 256;

const LONG_ITEM = 0xfe;
const LONG_ITEM_HEADER = 3;
const ITEM_SIZES = [0, 1, 2, 4] as const;
const APPLICATION_COLLECTION = 1;
const CONSTANT = 1;
const VARIABLE = 2;

/** Item types and tags of section 6.2.2.4, 6.2.2.7 and 6.2.2.8: the prefix without its size bits. */
const ITEM = {
  input: 0x80,
  output: 0x90,
  feature: 0xb0,
  collection: 0xa0,
  endCollection: 0xc0,
  usagePage: 0x04,
  reportSize: 0x74,
  reportId: 0x84,
  reportCount: 0x94,
  push: 0xa4,
  pop: 0xb4,
  usage: 0x08,
  usageMinimum: 0x18,
  usageMaximum: 0x28,
  delimiter: 0xa8,
} as const;

interface Globals {
  readonly usagePage: number;
  readonly reportSize: number;
  readonly reportCount: number;
  readonly reportId: number | null;
}

/** A usage of one or two bytes takes the page that stands when the main item comes (section 6.2.2.8). */
interface LocalUsage {
  readonly first: number;
  readonly last: number;
  readonly hasPage: boolean;
}

/** What stops the parser. */
class Unreadable extends Error {}

/** Parses a descriptor. Never throws; its time and memory are bounded by {@link MAX_DESCRIPTOR_BYTES}. */
export function parseReportDescriptor(bytes: Uint8Array): ReportDescriptor {
  if (bytes.length > MAX_DESCRIPTOR_BYTES) return { kind: 'unreadable', why: `expected at most ${MAX_DESCRIPTOR_BYTES} bytes` };
  try {
    return { kind: 'fields', fields: readFields(bytes) };
  } catch (cause) {
    if (cause instanceof Unreadable) return { kind: 'unreadable', why: cause.message };
    throw cause;
  }
}

function readFields(bytes: Uint8Array): readonly ReportField[] {
  const fields: ReportField[] = [];
  const ends = new Map<string, number>();
  const saved: Globals[] = [];
  const applications: (number | null)[] = [];
  let globals: Globals = { usagePage: 0, reportSize: 0, reportCount: 0, reportId: null };
  let usages: LocalUsage[] = [];
  let minimum: { readonly usage: number; readonly hasPage: boolean } | null = null;

  const endMainItem = (): void => {
    usages = [];
    minimum = null;
  };
  const withPage = ({ first, last, hasPage }: LocalUsage): UsageRange => (hasPage ? { first, last } : { first: join(globals.usagePage, first), last: join(globals.usagePage, last) });
  const addUsage = (usage: LocalUsage): void => {
    if (usages.length >= MAX_USAGES) throw new Unreadable(`more than ${MAX_USAGES} usages in one item`);
    usages.push(usage);
  };
  const addFields = (type: ReportType, flags: number): void => {
    const { reportSize: bitSize, reportCount: count, reportId } = globals;
    const key = `${type} ${String(reportId)}`;
    const bitOffset = ends.get(key) ?? 0;
    // An item without bits takes no room: some devices leave one behind.
    const end = bitOffset + bitSize * count;
    if (end > MAX_REPORT_BITS) throw new Unreadable(`a report of more than ${MAX_REPORT_BITS / 8} bytes`);
    if (fields.length >= MAX_FIELDS) throw new Unreadable(`more than ${MAX_FIELDS} fields`);
    ends.set(key, end);
    if (end > bitOffset) {
      fields.push({
        type,
        reportId,
        bitOffset,
        bitSize,
        count,
        isConstant: (flags & CONSTANT) !== 0,
        isVariable: (flags & VARIABLE) !== 0,
        usages: usages.map(withPage),
        application: applications.find((usage) => usage !== null) ?? null,
      });
    }
  };

  for (const { tag, value, size } of readItems(bytes)) {
    switch (tag) {
      case ITEM.input:
        addFields('input', value);
        endMainItem();
        break;
      case ITEM.output:
        addFields('output', value);
        endMainItem();
        break;
      case ITEM.feature:
        addFields('feature', value);
        endMainItem();
        break;
      case ITEM.collection: {
        if (applications.length >= MAX_DEPTH) throw new Unreadable(`collections more than ${MAX_DEPTH} deep`);
        const [usage] = usages;
        applications.push(value === APPLICATION_COLLECTION && usage !== undefined ? withPage(usage).first : null);
        endMainItem();
        break;
      }
      case ITEM.endCollection:
        if (applications.length === 0) throw new Unreadable('the end of a collection that never began');
        applications.pop();
        endMainItem();
        break;
      case ITEM.usagePage:
        globals = { ...globals, usagePage: value & 0xffff };
        break;
      case ITEM.reportSize:
        globals = { ...globals, reportSize: value };
        break;
      case ITEM.reportCount:
        globals = { ...globals, reportCount: value };
        break;
      case ITEM.reportId:
        if (value === 0 || value > 0xff) throw new Unreadable(`report id ${value}`);
        if (globals.reportId === null && fields.length > 0) throw new Unreadable('reports with and without a report id');
        globals = { ...globals, reportId: value };
        break;
      case ITEM.push:
        if (saved.length >= MAX_DEPTH) throw new Unreadable(`more than ${MAX_DEPTH} pushes`);
        saved.push(globals);
        break;
      case ITEM.pop: {
        const last = saved.pop();
        if (last === undefined) throw new Unreadable('a pop without a push');
        globals = last;
        break;
      }
      case ITEM.usage:
        addUsage({ first: value, last: value, hasPage: size === 4 });
        break;
      case ITEM.usageMinimum:
        minimum = { usage: value, hasPage: size === 4 };
        break;
      case ITEM.usageMaximum:
        if (minimum === null || minimum.usage > value || minimum.hasPage !== (size === 4)) throw new Unreadable('a usage maximum without its minimum');
        addUsage({ first: minimum.usage, last: value, hasPage: size === 4 });
        minimum = null;
        break;
      case ITEM.delimiter:
        throw new Unreadable('alternative usages (delimiter items) are not supported');
      default:
        // Logical and physical limits, units, strings and designators say nothing of places.
        break;
    }
  }
  if (applications.length > 0) throw new Unreadable('a collection without its end');
  return fields;
}

/** Short items in order; a long item is skipped: none is defined (section 6.2.2.3). */
function* readItems(bytes: Uint8Array): Generator<{ readonly tag: number; readonly value: number; readonly size: number }> {
  let at = 0;
  while (at < bytes.length) {
    const prefix = bytes[at] ?? 0;
    if (prefix === LONG_ITEM) {
      at += LONG_ITEM_HEADER + (bytes[at + 1] ?? 0);
    } else {
      const size = ITEM_SIZES[prefix & 0x03] ?? 0;
      let value = 0;
      for (let index = size; index >= 1; index--) value = value * 256 + (bytes[at + index] ?? 0);
      at += 1 + size;
      if (at <= bytes.length) yield { tag: prefix & 0xfc, value, size };
    }
    if (at > bytes.length) throw new Unreadable('it ends inside an item');
  }
}

/** Usage with its page in the upper 16 bits, unsigned. */
function join(page: number, usage: number): number {
  return page * 0x1_0000 + (usage & 0xffff);
}
