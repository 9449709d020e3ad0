/**
 * Report layouts of a HID POS scanner from its own report descriptor. Pure and total. Layer: scan.
 * Source: HID Point of Sale Usage Tables 1.02, section 3 (page 0x8C); HID Usage Tables, page 0x01, usage 0x3B "Byte Count".
 */
import { type DeviceProfile, type PosLayout, PosLayoutSchema, type PosProfile } from './device-profiles.ts';
import { parseReportDescriptor, type ReportField } from './report-descriptor.ts';
import { POS_USAGE_PAGE, POS_USAGE_SCANNER } from './usages.ts';

/** Usages with their page in the upper 16 bits. */
const USAGE = {
  scanner: POS_USAGE_PAGE * 0x1_0000 + POS_USAGE_SCANNER,
  byteCount: 0x01_003b,
  symbologyIdentifiers: [0x8c_00fb, 0x8c_00fc, 0x8c_00fd],
  decodedData: 0x8c_00fe,
  decodedDataContinued: 0x8c_00ff,
} as const;
const FIRST_VENDOR_USAGE = 0xff00 * 0x1_0000;
/** Profiles have at most four layouts; no known scanner numbers more than one scanned-data report. */
const MAX_LAYOUTS = 4;

export type PosDescriptor =
  | { readonly kind: 'layouts'; readonly layouts: readonly [PosLayout, ...PosLayout[]] }
  /** No layout can be told from it. `why` is for the technician. */
  | { readonly kind: 'unusable'; readonly why: string };

/** Derives the layouts of all reports that carry scanned data. */
export function derivePosLayouts(bytes: Uint8Array): PosDescriptor {
  const parsed = parseReportDescriptor(bytes);
  if (parsed.kind === 'unreadable') return { kind: 'unusable', why: parsed.why };
  const reports = new Map<number | null, ReportField[]>();
  for (const field of parsed.fields) {
    if (field.type !== 'input') continue;
    const report = reports.get(field.reportId) ?? [];
    reports.set(field.reportId, report);
    report.push(field);
  }
  const layouts: PosLayout[] = [];
  for (const [reportId, fields] of reports) {
    if (!fields.some((field) => field.application === USAGE.scanner && usageOf(field, 0) === USAGE.decodedData)) continue;
    const layout = deriveLayout(reportId, fields);
    if (typeof layout === 'string') return { kind: 'unusable', why: layout };
    if (layouts.push(layout) > MAX_LAYOUTS) return { kind: 'unusable', why: `more than ${MAX_LAYOUTS} reports with scanned data` };
  }
  const [first, ...others] = layouts;
  return first === undefined ? { kind: 'unusable', why: 'no report with the usage "decoded data"' } : { kind: 'layouts', layouts: [first, ...others] };
}

/**
 * The profile to read a device by. A layout that is only assumed gives way to the one that the device itself declares; one that was seen or documented
 * is kept, and so is the profile of a device whose descriptor is not known or gives no layout.
 */
export function layoutsByDescriptor(profile: DeviceProfile, descriptor: Uint8Array | null): DeviceProfile {
  if (profile.mode !== 'hid-pos' || profile.evidence.layout !== 'assumed' || descriptor === null) return profile;
  const derived = derivePosLayouts(descriptor);
  return derived.kind === 'layouts' ? { ...profile, layouts: [...derived.layouts] } : profile;
}

/** What a profile and a device's own descriptor say of its reports. */
export type DescriptorComparison =
  | { readonly kind: 'agrees' }
  | { readonly kind: 'unusable'; readonly why: string }
  | { readonly kind: 'differs'; readonly differences: readonly LayoutDifference[] };

/** One field of the layout; `null` where there is none. */
export interface LayoutDifference {
  readonly field: 'reportId' | 'reportBytes' | 'lengthAt' | 'aimAt' | 'dataAt' | 'dataBytes' | 'continuationAt';
  readonly profile: number | null;
  readonly descriptor: number | null;
}

/**
 * Compares a profile's layouts with a device's own descriptor, for the technician: the nearest layouts of the two, field by field. A tolerant profile
 * agrees with every position that it allows; the vendor's symbology letter is not compared, because no usage names it.
 */
export function compareWithDescriptor(profile: PosProfile, bytes: Uint8Array): DescriptorComparison {
  const derived = derivePosLayouts(bytes);
  if (derived.kind === 'unusable') return derived;
  const differences = derived.layouts
    .map((own) => profile.layouts.map((layout) => differencesOf(layout, own)).sort((a, b) => a.length - b.length)[0] ?? [])
    .flat();
  return differences.length === 0 ? { kind: 'agrees' } : { kind: 'differs', differences };
}

function differencesOf(layout: PosLayout, own: PosLayout): readonly LayoutDifference[] {
  const ownAim = own.aimAt[0] ?? null;
  const all: readonly LayoutDifference[] = [
    { field: 'reportId', profile: layout.reportId, descriptor: own.reportId },
    { field: 'reportBytes', profile: layout.reportBytes, descriptor: own.reportBytes },
    { field: 'lengthAt', profile: layout.lengthAt, descriptor: own.lengthAt },
    { field: 'aimAt', profile: ownAim !== null && layout.aimAt.includes(ownAim) ? ownAim : (layout.aimAt[0] ?? null), descriptor: ownAim },
    { field: 'dataAt', profile: layout.dataAt, descriptor: own.dataAt },
    { field: 'dataBytes', profile: layout.dataBytes, descriptor: own.dataBytes },
    { field: 'continuationAt', profile: layout.continuationAt, descriptor: own.continuationAt },
  ];
  return all.filter(({ profile, descriptor }) => profile !== descriptor);
}

/** One field of a report in whole bytes. */
interface Place {
  readonly at: number;
  readonly bytes: number;
}

/** @returns why not, when it cannot be told. */
function deriveLayout(reportId: number | null, fields: readonly ReportField[]): PosLayout | string {
  const idBytes = reportId === null ? 0 : 1;
  const bits = Math.max(...fields.map(({ bitOffset, bitSize, count }) => bitOffset + bitSize * count));
  if (bits % 8 !== 0) return `a report of ${bits} bits, not of whole bytes`;

  const placesOf = (isWanted: (usage: number) => boolean): Place[] =>
    fields.flatMap((field): Place[] => {
      if (field.isConstant || field.bitSize !== 8 || field.bitOffset % 8 !== 0) return [];
      const places: Place[] = [];
      for (let index = 0; index < field.count; index++) {
        const usage = usageOf(field, index);
        if (usage === null || !isWanted(usage)) continue;
        const at = idBytes + field.bitOffset / 8 + index;
        const last = places.at(-1);
        if (last !== undefined && last.at + last.bytes === at) places[places.length - 1] = { at: last.at, bytes: last.bytes + 1 };
        else places.push({ at, bytes: 1 });
      }
      return places;
    });

  const [data, ...furtherData] = placesOf((usage) => usage === USAGE.decodedData);
  if (data === undefined || furtherData.length > 0) return 'decoded data that is not one row of bytes';
  const [length] = placesOf((usage) => usage === USAGE.byteCount);
  const aim = USAGE.symbologyIdentifiers.map((identifier) => placesOf((usage) => usage === identifier)[0]?.at);
  const aimAt = aim[0] !== undefined && aim[1] === aim[0] + 1 && aim[2] === aim[0] + 2 && data.at === aim[0] + 3 ? aim[0] : null;
  const continuation = findContinuation(fields);
  if (continuation === null) return 'no usage "decoded data continued"';
  const vendor = placesOf((usage) => usage >= FIRST_VENDOR_USAGE).find(({ at }) => at > data.at);

  const layout = PosLayoutSchema.safeParse({
    reportBytes: idBytes + bits / 8,
    reportId,
    lengthAt: length?.at ?? null,
    lengthAdjust: 0,
    // Some devices write the identifier one byte later than they declare it.
    aimAt: aimAt === null ? [] : [aimAt, aimAt + 1],
    dataAt: data.at,
    dataBytes: data.bytes,
    vendorSymbologyAt: vendor?.at ?? null,
    continuationAt: idBytes + continuation.at,
    continuationMask: continuation.mask,
  });
  return layout.success ? layout.data : 'fields that overlap or a report size that no scanner has';
}

/** The flag is one bit with padding, or a whole byte; null where it is neither. */
function findContinuation(fields: readonly ReportField[]): { readonly at: number; readonly mask: number } | null {
  for (const field of fields) {
    if (field.isConstant) continue;
    for (let index = 0; index < field.count; index++) {
      if (usageOf(field, index) !== USAGE.decodedDataContinued) continue;
      const bit = field.bitOffset + index * field.bitSize;
      if ((bit % 8) + field.bitSize > 8) return null;
      return { at: Math.floor(bit / 8), mask: ((1 << field.bitSize) - 1) << (bit % 8) };
    }
  }
  return null;
}

/**
 * Usage of the nth field; the last declared one stands for all that follow (HID 1.11, 6.2.2.8). Null when none is declared, and in an array of
 * several usages: its fields have none of their own. An array of one usage is a row of bytes.
 */
function usageOf(field: ReportField, index: number): number | null {
  if (!field.isVariable && field.usages.some(({ first, last }) => first !== last || first !== field.usages[0]?.first)) return null;
  let left = index;
  for (const { first, last } of field.usages) {
    if (left <= last - first) return first + left;
    left -= last - first + 1;
  }
  return field.usages.at(-1)?.last ?? null;
}
