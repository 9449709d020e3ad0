/** States of the scanner doctor for the window's scenes. */
import type { DeviceView, EventPayload, ScannerView, TestCardView } from '../../core/contract.ts';
import type { ScanSource } from '../../core/model/scan.ts';
import { compareTestCard } from '../../core/scan/doctor/compare-test-card.ts';
import { layTestCard } from '../../core/scan/doctor/test-card.ts';
import { toTestCardView } from '../../core/service/scanner-doctor-view.ts';
import { utcMillis } from '../../core/model/units.ts';
import * as fixture from './window-fixtures.ts';

const OPEN = { may: 'read-write', owner: 'root', group: 'plugdev', mode: '0660' } as const;
const SHUT = { may: 'none', owner: 'root', group: 'root', mode: '0600' } as const;

const device = (change: Partial<DeviceView>): DeviceView => ({ vendorId: 0x0c2e, productId: 0x0b61, serialNumber: null, product: 'Xenon 1950', manufacturer: 'Honeywell', interfaces: [], scanner: null, mode: null, ...change });
const hid = (change: Partial<DeviceView['interfaces'][number]>): DeviceView['interfaces'][number] => ({ kind: 'hid', path: '/dev/hidraw0', usagePage: 0x8c, usage: 2, rights: OPEN, use: 'opened', profile: 'honeywell-pos', descriptor: null, ...change });
const POS_MODE: NonNullable<DeviceView['mode']> = { vendorName: 'Honeywell', model: 'Xenon 1950', mode: 'hid-pos', knownBy: 'usage', right: true, advice: null };
const HONEYWELL_ADVICE = { barcodes: [{ symbology: 'code128', text: 'PAP131.', fnc3: 'last' }], setting: { name: 'USB HID Bar Code Scanner', manual: "User's Guide, Programming the Interface, USB HID" } } as const;

const scannerOf = (now: number, change: Partial<ScannerView> = {}): ScannerView => {
  const [first] = fixture.scanners(now);
  if (first === undefined) throw new Error('a scanner was expected');
  return { ...first, ...change };
};

/** The officers' own keyboard and mouse. */
const PEOPLES: readonly DeviceView[] = [
  device({ vendorId: 0x046d, productId: 0xc31c, manufacturer: 'Logitech', product: 'USB Keyboard', interfaces: [hid({ path: '/dev/hidraw1', usagePage: 1, usage: 6, use: 'keyboard', profile: null, rights: SHUT }), hid({ path: '/dev/hidraw2', usagePage: 0x0c, usage: 1, use: 'no-profile', profile: null, rights: SHUT })] }),
  device({ vendorId: null, productId: null, manufacturer: '', product: '', interfaces: [{ kind: 'serial', path: '/dev/ttyS0', usagePage: null, usage: null, rights: { may: 'none', owner: 'root', group: 'dialout', mode: '0660' }, use: 'no-profile', profile: null, descriptor: null }] }),
];

export const devices = (now: number): DeviceView[] => [
  device({ serialNumber: '22091B44', scanner: scannerOf(now), mode: POS_MODE, interfaces: [hid({ descriptor: { result: 'agrees', why: null, differences: [] } }), hid({ path: '/dev/hidraw3', usagePage: 0xff01, usage: 1, use: 'beside-opened', profile: null })] }),
  ...PEOPLES,
];

/** A scanner in a mode that nothing reads, with its maker's code, and one of a maker whose code nobody has published. */
export const wrongMode: readonly DeviceView[] = [
  device({ productId: 0x0b6a, serialNumber: '22091B44', mode: { ...POS_MODE, mode: 'serial', knownBy: 'product-id', right: false, advice: { ...HONEYWELL_ADVICE, barcodes: [...HONEYWELL_ADVICE.barcodes] } }, interfaces: [{ kind: 'serial', path: '/dev/ttyACM0', usagePage: null, usage: null, rights: OPEN, use: 'no-profile', profile: null, descriptor: null }] }),
  device({
    vendorId: 0x05f9,
    productId: 0x2206,
    manufacturer: 'Datalogic ADC, Inc.',
    product: '',
    mode: { vendorName: 'Datalogic', model: null, mode: 'hid-keyboard', knownBy: 'vendor-id', right: false, advice: { barcodes: [], setting: { name: 'USB-HID-POS', manual: 'Product Reference Guide, USB Interface' } } },
    interfaces: [hid({ path: '/dev/hidraw4', usagePage: 1, usage: 6, use: 'keyboard', profile: null })],
  }),
  ...PEOPLES,
];

export const denied = (now: number): DeviceView[] => [
  device({
    scanner: scannerOf(now, { state: 'denied', codesRead: 0, tornReads: 0, lastReadAt: null }),
    mode: POS_MODE,
    interfaces: [
      hid({
        rights: SHUT,
        use: 'not-open',
        descriptor: {
          result: 'differs',
          why: null,
          differences: [
            { field: 'reportBytes', profile: 64, descriptor: 62 },
            { field: 'continuationAt', profile: 63, descriptor: 61 },
          ],
        },
      }),
    ],
  }),
  ...PEOPLES,
];

/** Officer's side ready, traveller's side lost. */
export const two = (now: number): DeviceView[] => [
  ...devices(now).slice(0, 1).map((each) => ({ ...each, scanner: scannerOf(now, { role: 'officer' }) })),
  device({ vendorId: 0x05e0, productId: 0x1200, manufacturer: 'Symbol Technologies, Inc, 2008', product: 'Symbol Bar Code Scanner', serialNumber: 'S/N-77', scanner: { ...scannerOf(now), ...fixture.scanners(now)[1], role: 'traveller' }, mode: { vendorName: 'Zebra / Symbol', model: null, mode: 'hid-keyboard', knownBy: 'product-id', right: false, advice: { barcodes: [], setting: { name: 'USB HID POS', manual: 'Product Reference Guide, USB Interface, USB Device Type' } } }, interfaces: [hid({ path: '/dev/hidraw4', usagePage: 1, usage: 6, use: 'not-open', profile: 'symbol-keyboard' })] }),
  ...PEOPLES,
];

/** A test card that is shown, with a scan of it as it came. */
export function testCard(now: number, change: { readonly damage?: (text: string) => string; readonly source?: ScanSource; readonly elapsedMs?: number; readonly length?: 'short' | 'medium' | 'long' } = {}): TestCardView {
  const { damage, source = 'hid-pos', elapsedMs = 46, length = 'medium' } = change;
  const card = layTestCard(length, '204816');
  const seen = { source, symbology: source === 'hid-pos' ? ']Q1' : null, reports: 11, elapsedMs, repeats: null };
  const results = damage === undefined ? [] : [{ at: utcMillis(now), source, deviceId: '0c2e:0b61:22091B44', lines: compareTestCard(card, { text: damage(card.text), ...seen }) }];
  const view = toTestCardView({ card, startedAt: utcMillis(now - 20_000), tornReads: source === 'hid-pos' ? 0 : 2, results });
  if (view === null) throw new Error('a card was expected');
  return view;
}

export const report = (now: number): EventPayload<'service:report'> => ({
  deviceId: '0c2e:0b61:22091B44',
  at: now,
  bytes: 64,
  reading: 'read',
  why: null,
  fields: [
    { from: 0, to: 0, field: 'report-id', value: '2' },
    { from: 1, to: 1, field: 'length', value: '56' },
    { from: 2, to: 4, field: 'aim', value: ']Q1' },
    { from: 5, to: 60, field: 'data', value: '·· × 56' },
    { from: 61, to: 61, field: 'vendor-symbology', value: '0x73' },
    { from: 62, to: 62, field: 'padding', value: '00 × 1' },
    { from: 63, to: 63, field: 'more-follows', value: '0x01' },
  ],
});
export const misfit = (now: number): EventPayload<'service:report'> => ({
  deviceId: '0c2e:0b61:22091B44',
  at: now,
  bytes: 62,
  reading: 'misfit',
  why: 'expected 64 bytes, found 62',
  fields: [
    { from: 0, to: 0, field: 'report-id', value: '2' },
    { from: 1, to: 1, field: 'length', value: '54' },
    { from: 2, to: 61, field: 'not-read', value: '·· × 60' },
  ],
});
