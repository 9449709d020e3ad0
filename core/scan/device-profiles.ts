/**
 * Device profiles: what is known of scanner models, as data (resources/device-profiles.json). Layer: scan.
 *
 * Positions are offsets into the report as hidraw and hidapi deliver it: when the device numbers its reports, offset 0
 * is the report id. Vendor tables that count without the report id (WebHID does too) are one lower.
 */
import * as z from 'zod';
import { type DurationMs, durationMs } from '../model/units.ts';
import { parseDataFile, readDataFile } from './data-file.ts';
import type { HidDeviceInfo } from './driver.ts';
import { HexId } from './hex-id.ts';
import { POS_LIMITS } from './limits.ts';
import { IdleMs, SERIAL_PROFILE_FIELDS } from './serial-profile.ts';
import { DESKTOP_USAGE_KEYBOARD, DESKTOP_USAGE_PAGE, POS_USAGE_PAGE, POS_USAGE_SCANNER } from './usages.ts';

const MAX_REPORT_BYTES = 1_024;
const AIM_BYTES = 3;

const Offset = z.int().min(0).max(MAX_REPORT_BYTES - 1);
const Byte = z.int().min(0).max(255);

export const PosLayoutSchema = z
  .strictObject({
    /** Size of the whole report; a device that sends two sizes has two layouts. */
    reportBytes: z.int().min(4).max(MAX_REPORT_BYTES),
    /** Report id at offset 0; null when the device does not number its reports. */
    reportId: Byte.nullable(),
    /** Number of data bytes; null when the report does not tell it: the data then ends with its last byte that is not NUL. */
    lengthAt: Offset.nullable(),
    /** Added to the length byte to have the number of data bytes: -3 for a device that counts the AIM identifier. */
    lengthAdjust: z.int().min(-8).max(8),
    /** Where the AIM identifier's `]` may stand, most usual first; the data moves along. Empty: no AIM identifier in the report. */
    aimAt: z.array(Offset).max(3),
    dataAt: Offset,
    dataBytes: z.int().min(1).max(MAX_REPORT_BYTES),
    /** The vendor's own symbology letter; null when there is none. Shown to the technician only. */
    vendorSymbologyAt: Offset.nullable(),
    continuationAt: Offset,
    /** Bits of the byte at `continuationAt` that mean "more follows": 1 as documented, 255 where only "not zero" is known. */
    continuationMask: z.int().min(1).max(255),
  })
  .refine(isLayoutSound, 'expected fields that lie inside the report and do not overlap');
export type PosLayout = z.output<typeof PosLayoutSchema>;

/** `measured`: bytes of a real device were seen; `documented`: a vendor's manual or source says so; `assumed`: neither. */
const Evidence = z.enum(['measured', 'documented', 'assumed']);

const common = {
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'expected 1 to 40 lower-case letters, digits or hyphens'),
  name: z.string().min(1).max(80),
  evidence: z.strictObject({ ids: Evidence, layout: Evidence, source: z.string().min(1).max(600) }),
  /** Longest pause inside a code; null for the usual one. */
  idleMs: IdleMs.nullable(),
};

const PosProfileSchema = z.strictObject({
  ...common,
  mode: z.literal('hid-pos'),
  match: z.array(z.strictObject({ vendorId: HexId, /** null: any product. */ productIds: z.array(HexId).min(1).nullable(), usagePage: HexId })).min(1),
  layouts: z.array(PosLayoutSchema).min(1).max(4),
  /** `removed`: one carriage return at the end of a code is the device's suffix, not the symbol's; of a code of bytes the decoder tells. */
  trailingCr: z.enum(['kept', 'removed']),
  /** Feature report that makes the device speak, sent after opening; null when none is needed. */
  enable: z.strictObject({ reportId: Byte, data: z.array(Byte).max(64) }).nullable(),
});
export type PosProfile = z.output<typeof PosProfileSchema>;

const KeyboardProfileSchema = z.strictObject({
  ...common,
  mode: z.literal('hid-keyboard'),
  /** Products are named one by one, so that no officer's keyboard is ever opened. */
  match: z.array(z.strictObject({ vendorId: HexId, productIds: z.array(HexId).min(1) })).min(1),
  /** Keys that end a code. */
  terminators: z.array(z.enum(['enter', 'tab'])).min(1),
});
export type KeyboardProfile = z.output<typeof KeyboardProfileSchema>;

const SerialProfileSchema = z.strictObject({ ...common, ...SERIAL_PROFILE_FIELDS });
export type SerialProfile = z.output<typeof SerialProfileSchema>;

export type DeviceProfile = PosProfile | KeyboardProfile | SerialProfile;
/** Profiles in order of preference. */
export type DeviceProfiles = readonly DeviceProfile[];

const ProfilesFile = z
  .strictObject({ version: z.literal(1), profiles: z.array(z.discriminatedUnion('mode', [PosProfileSchema, KeyboardProfileSchema, SerialProfileSchema])).max(256) })
  .refine(({ profiles }) => new Set(profiles.map(({ id }) => id)).size === profiles.length, 'expected each profile id once');

/**
 * Any device that calls itself a bar code scanner (page 0x8C, usage 2) and that no profile names. Positions are those
 * that Honeywell, Access-IS and others share; the AIM identifier may stand one byte later. Never in the file: it is always there.
 */
export const GENERIC_POS_PROFILE: PosProfile = {
  id: 'generic-pos',
  name: 'HID POS scanner',
  evidence: { ids: 'documented', layout: 'assumed', source: 'HID Point of Sale Usage Tables 1.02, page 0x8C; positions as most documented devices have them.' },
  idleMs: null,
  mode: 'hid-pos',
  match: [],
  layouts: [
    { reportBytes: 64, reportId: 2, lengthAt: 1, lengthAdjust: 0, aimAt: [2, 3], dataAt: 5, dataBytes: 56, vendorSymbologyAt: null, continuationAt: 63, continuationMask: 255 },
    { reportBytes: 62, reportId: 2, lengthAt: 1, lengthAdjust: 0, aimAt: [2, 3], dataAt: 5, dataBytes: 54, vendorSymbologyAt: null, continuationAt: 61, continuationMask: 255 },
  ],
  trailingCr: 'removed',
  enable: null,
};

const WHAT = 'device profiles';

/**
 * Reads a profiles file.
 * @param file - path, for the messages too.
 * @throws {PortasFault} `config-invalid`, naming the file, the key and the expected form.
 */
export function loadDeviceProfiles(file: string): DeviceProfiles {
  return parseDeviceProfiles(readDataFile(file, WHAT), file);
}

/**
 * Parses the text of a profiles file.
 * @param name - what the messages call it.
 * @throws {PortasFault} `config-invalid`.
 */
export function parseDeviceProfiles(text: string, name: string): DeviceProfiles {
  return parseDataFile(ProfilesFile, text, name, WHAT).profiles;
}

/**
 * Finds the profile of a listed device: one that names the product, before one that names the vendor, before the generic
 * one for page 0x8C usage 2.
 * @returns null for a device that is none of our business: a keyboard that no profile names a scanner among them.
 */
export function matchProfile(profiles: DeviceProfiles, info: HidDeviceInfo): PosProfile | KeyboardProfile | null {
  const named = profiles.find((profile): profile is PosProfile | KeyboardProfile => profile.mode !== 'serial' && namesProduct(profile, info));
  if (named !== undefined) return named;
  const vendors = profiles.find(
    (profile): profile is PosProfile =>
      profile.mode === 'hid-pos' &&
      profile.match.some((match) => match.productIds === null && match.vendorId === info.vendorId && match.usagePage === info.usagePage && isScannerUsage(info)),
  );
  if (vendors !== undefined) return vendors;
  return info.usagePage === POS_USAGE_PAGE && info.usage === POS_USAGE_SCANNER ? GENERIC_POS_PROFILE : null;
}

/** Longest pause inside a code of this device. */
export function idleTimeOf(profile: DeviceProfile): DurationMs {
  return profile.idleMs === null ? POS_LIMITS.idleMs : durationMs(profile.idleMs);
}

/** Whether a profile names the product of a device, not its vendor alone. */
export function namesProduct(profile: PosProfile | KeyboardProfile, info: HidDeviceInfo): boolean {
  if (profile.mode === 'hid-keyboard') {
    return (
      info.usagePage === DESKTOP_USAGE_PAGE &&
      info.usage === DESKTOP_USAGE_KEYBOARD &&
      profile.match.some(({ vendorId, productIds }) => vendorId === info.vendorId && productIds.includes(info.productId))
    );
  }
  return profile.match.some(
    ({ vendorId, productIds, usagePage }) =>
      vendorId === info.vendorId && (productIds?.includes(info.productId) ?? false) && usagePage === info.usagePage && isScannerUsage(info),
  );
}

/** On the scanner page only usage 2 carries codes: a cradle or a badge reader has collections of its own there. */
function isScannerUsage(info: HidDeviceInfo): boolean {
  return info.usagePage !== POS_USAGE_PAGE || info.usage === POS_USAGE_SCANNER;
}

function isLayoutSound(layout: {
  readonly reportBytes: number;
  readonly reportId: number | null;
  readonly lengthAt: number | null;
  readonly aimAt: readonly number[];
  readonly dataAt: number;
  readonly dataBytes: number;
  readonly vendorSymbologyAt: number | null;
  readonly continuationAt: number;
}): boolean {
  const owner = new Map<number, string>();
  const claim = (name: string, from: number, length: number): boolean => {
    for (let at = from; at < from + length; at++) {
      if (at >= layout.reportBytes || owner.has(at)) return false;
      owner.set(at, name);
    }
    return true;
  };
  const [aim] = layout.aimAt;
  return (
    (layout.reportId === null || claim('report id', 0, 1)) &&
    (layout.lengthAt === null || claim('length', layout.lengthAt, 1)) &&
    (aim === undefined || (claim('AIM identifier', aim, AIM_BYTES) && layout.dataAt === aim + AIM_BYTES)) &&
    claim('data', layout.dataAt, layout.dataBytes) &&
    (layout.vendorSymbologyAt === null || claim('vendor symbology', layout.vendorSymbologyAt, 1)) &&
    claim('continuation', layout.continuationAt, 1) &&
    layout.aimAt.every((at) => at >= (aim ?? 0))
  );
}
