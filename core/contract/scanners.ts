/** Scanners as a technician sees them: states, reports, devices of the machine, the test card, damaged codes. */
import * as z from 'zod';
import { ACCESS_RIGHTS, DESCRIPTOR_RESULTS, DEVICE_USES, LAYOUT_FIELDS, MAX_LISTED_DEVICES, MAX_LISTED_INTERFACES, PROGRAMMING_SYMBOLOGIES, SCANNER_MODES } from '../model/devices.ts';
import { KEYBOARD_DAMAGE_CAUSES, KEYBOARD_LAYOUT_NAMES } from '../model/keyboard.ts';
import { MAX_REPORT_FIELDS, REPORT_FIELDS, REPORT_READINGS } from '../model/report-fields.ts';
import { SCAN_SOURCES } from '../model/scan.ts';
import { TEST_CARD_CHECKS, TEST_CARD_FINDINGS, TEST_CARD_LENGTHS, TEST_CARD_RESULTS } from '../model/test-card.ts';
import { call, TECHNICIAN } from './call.ts';
import { CodeExamination } from './desk.ts';
import { Count, Done, FoundCode, Nothing, ScannerRole, Time } from './words.ts';

const KeyboardDamage = z.strictObject({
  cause: z.enum(KEYBOARD_DAMAGE_CAUSES),
  restored: z.boolean(),
  scannerLayout: z.enum(KEYBOARD_LAYOUT_NAMES).nullable(),
  hostLayout: z.enum(KEYBOARD_LAYOUT_NAMES).nullable(),
});
/** `deviceId` is null for what came by the window's keys. */
export const DamagedCode = KeyboardDamage.extend({ deviceId: z.string().nullable() });
export type DamagedCode = z.infer<typeof DamagedCode>;

export const SCANNER_STATES = ['none', 'opening', 'ready', 'lost', 'denied', 'driver-missing'] as const;
const ScannerView = z.strictObject({
  deviceId: z.string(),
  role: ScannerRole.nullable(),
  product: z.string(),
  /** Null for a serial port that is not on USB. */
  vendorId: Count.nullable(),
  productId: Count.nullable(),
  mode: z.enum(['hid-pos', 'hid-keyboard', 'serial']),
  profile: z.string(),
  state: z.enum(SCANNER_STATES),
  detail: z.string().nullable(),
  damage: KeyboardDamage.nullable(),
  codesRead: Count,
  tornReads: Count,
  lastReadAt: Time.nullable(),
});
export type ScannerView = z.infer<typeof ScannerView>;
/** One report, field by field; of a traveller's data only the number of bytes is told. */
const RawReport = z.strictObject({
  deviceId: z.string(),
  at: Time,
  bytes: Count,
  reading: z.enum(REPORT_READINGS),
  /** What contradicts the profile; null when it was read. */
  why: z.string().nullable(),
  /** `from` and `to`: offsets of the first byte and the last. */
  fields: z.array(z.strictObject({ from: Count, to: Count, field: z.enum(REPORT_FIELDS), value: z.string().max(40) })).max(MAX_REPORT_FIELDS),
});
export type RawReport = z.infer<typeof RawReport>;

export { ACCESS_RIGHTS, DESCRIPTOR_RESULTS, DEVICE_USES, LAYOUT_FIELDS, PROGRAMMING_SYMBOLOGIES, SCANNER_MODES } from '../model/devices.ts';
export { REPORT_FIELDS, REPORT_READINGS } from '../model/report-fields.ts';
export { TEST_CARD_FINDINGS, TEST_CARD_LENGTHS, TEST_CARD_RESULTS } from '../model/test-card.ts';
const ProgrammingBarcode = z.strictObject({ symbology: z.enum(PROGRAMMING_SYMBOLOGIES), text: z.string(), /** Code 128 only: where function character 3 stands; null for none. */ fnc3: z.enum(['first', 'last']).nullable() });
export type ProgrammingBarcode = z.infer<typeof ProgrammingBarcode>;
/** One physical device on the machine, scanner or not. */
const DeviceView = z.strictObject({
  /** Null for a serial port that is not on USB. */
  vendorId: Count.nullable(),
  productId: Count.nullable(),
  serialNumber: z.string().nullable(),
  product: z.string(),
  manufacturer: z.string(),
  interfaces: z
    .array(
      z.strictObject({
        kind: z.enum(['hid', 'serial']),
        path: z.string(),
        usagePage: Count.nullable(),
        usage: Count.nullable(),
        rights: z.strictObject({ may: z.enum(ACCESS_RIGHTS), owner: z.string().nullable(), group: z.string().nullable(), mode: z.string().nullable() }),
        use: z.enum(DEVICE_USES),
        profile: z.string().nullable(),
        /** What the device's own descriptor says of the profile's layout; null where there is nothing to compare. */
        descriptor: z
          .strictObject({
            result: z.enum(DESCRIPTOR_RESULTS),
            why: z.string().nullable(),
            differences: z.array(z.strictObject({ field: z.enum(LAYOUT_FIELDS), profile: Count.nullable(), descriptor: Count.nullable() })).max(64),
          })
          .nullable(),
      }),
    )
    .max(MAX_LISTED_INTERFACES),
  /** The scanner that the terminal reads, or tries to. */
  scanner: ScannerView.nullable(),
  /** What it is by the models of scanners; null when nothing says that it is a scanner. */
  mode: z
    .strictObject({
      vendorName: z.string().nullable(),
      model: z.string().nullable(),
      mode: z.enum(SCANNER_MODES),
      knownBy: z.enum(['usage', 'product-id', 'vendor-id']),
      /** It is in HID POS mode. */
      right: z.boolean(),
      /** How to bring it there: codes to scan in this order (none where no document gives them), and the maker's name of the setting. */
      advice: z.strictObject({ barcodes: z.array(ProgrammingBarcode), setting: z.strictObject({ name: z.string(), manual: z.string() }) }).nullable(),
    })
    .nullable(),
});
export type DeviceView = z.infer<typeof DeviceView>;
const TestCardFindings = Object.values(TEST_CARD_FINDINGS).flat();
const TestCardView = z.strictObject({
  card: z.strictObject({ length: z.enum(TEST_CARD_LENGTHS), nonce: z.string(), text: z.string() }),
  startedAt: Time,
  /** Codes that broke off since. */
  tornReads: Count,
  /** Scans of it, newest first. */
  results: z
    .array(
      z.strictObject({
        at: Time,
        source: z.enum(SCAN_SOURCES),
        deviceId: z.string().nullable(),
        lines: z.array(z.strictObject({ check: z.enum(TEST_CARD_CHECKS), finding: z.enum(TestCardFindings), result: z.enum(TEST_CARD_RESULTS), values: z.record(z.string(), z.union([z.string(), z.number()])) })),
      }),
    )
    .max(10),
});
export type TestCardView = z.infer<typeof TestCardView>;
const TestCardState = z.strictObject({ /** Null while none is shown. */ state: TestCardView.nullable() });

export const scannerCalls = {
  'service:scanners': call(
    TECHNICIAN,
    Nothing,
    z.strictObject({
      scanners: z.array(ScannerView),
      /** Sides of the desk none of whose scanners is seen. */
      missingRoles: z.array(ScannerRole),
      /** Drivers that cannot list devices at all, with what to do. */
      driverFaults: z.array(z.strictObject({ code: z.enum(['driver-missing', 'denied', 'failed']), detail: z.string() })),
    }),
  ),
  /** Examines a code of a picture file without a traveller: nothing is journalled and nothing counts. Audited, without content. */
  'service:examine-code': call(TECHNICIAN, FoundCode, CodeExamination),
  /** Turns the live report view on or off. */
  'service:watch-reports': call(TECHNICIAN, z.strictObject({ on: z.boolean() }), Done),
  /** Everything on the machine that could be a scanner, with the reports' devices of this session. */
  'service:devices': call(TECHNICIAN, Nothing, z.strictObject({ devices: z.array(DeviceView).max(MAX_LISTED_DEVICES), recorded: z.array(z.string()) })),
  /** The reports of this session as a fixture without the traveller's bytes; null where the device sent none. */
  'service:export-reports': call(TECHNICIAN, z.strictObject({ deviceId: z.string().max(400) }), z.strictObject({ fixture: z.string().nullable() })),
  /** Shows a new test card. While it is shown, its scans are no traveller's codes. */
  'service:start-test-card': call(TECHNICIAN, z.strictObject({ length: z.enum(TEST_CARD_LENGTHS) }), TestCardState),
  'service:stop-test-card': call(TECHNICIAN, Nothing, Done),
  'service:test-card': call(TECHNICIAN, Nothing, TestCardState),
} as const;

/** What becomes of a code while it is read, for the desk. */
export const scanEvents = {
  /** Bytes of a code are arriving. */
  'scan:reading': z.strictObject({ deviceId: z.string(), bytesRead: Count }),
  /** A part of a card divided over several symbols was read: the next one is awaited. */
  'scan:part': z.strictObject({ have: Count, of: Count }),
  /** A code broke off: scan again. */
  'scan:torn': z.strictObject({ deviceId: z.string(), role: ScannerRole.nullable(), cause: z.enum(['gap', 'overflow', 'lost', 'garbled']) }),
  /** A code was typed otherwise than it is. Not restored: scan again, once the cause is put right. */
  'scan:damaged': DamagedCode.extend({ role: ScannerRole.nullable() }),
} as const;

/** What the technician watches. */
export const scannerEvents = {
  'service:report': RawReport,
  /** The test card is shown, was scanned, or is gone. */
  'service:test-card': TestCardState,
} as const;
