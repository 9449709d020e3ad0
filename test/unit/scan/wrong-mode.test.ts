import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PortasFault } from '../../../core/model/fault.ts';
import type { HidDeviceInfo } from '../../../core/scan/driver.ts';
import { loadScannerModels, parseScannerModels } from '../../../core/scan/scanner-models.ts';
import { findScannerModes, type SerialPortIds } from '../../../core/scan/wrong-mode.ts';
import { PROFILES } from './support.ts';

const MODELS = parseScannerModels(
  JSON.stringify({
    version: 1,
    vendors: [
      {
        vendorId: '0x1234',
        name: 'Maker',
        products: [
          { productId: '0x0001', model: 'One', mode: 'hid-keyboard', evidence: 'documented', source: 'test' },
          { productId: '0x0002', model: 'One', mode: 'serial', evidence: 'documented', source: 'test' },
          { productId: '0x0003', model: 'One', mode: 'ibm-hand-held', evidence: 'documented', source: 'test' },
        ],
        hidPos: {
          setting: { name: 'USB HID POS', manual: 'Guide, USB' },
          barcodes: [{ symbology: 'code128', text: 'SET131', fnc3: 'last' }],
          evidence: 'documented',
          source: 'test',
        },
      },
    ],
  }),
  'models.json',
);
const ADVICE = { barcodes: [{ symbology: 'code128', text: 'SET131', fnc3: 'last' }], setting: { name: 'USB HID POS', manual: 'Guide, USB' } };
const collection = (change: Partial<HidDeviceInfo>): HidDeviceInfo => ({
  path: '/dev/hidraw0',
  vendorId: 0x1234,
  productId: 0x4242,
  serialNumber: null,
  product: 'Scanner',
  usagePage: 1,
  usage: 6,
  ...change,
});
const port = (change: Partial<SerialPortIds>): SerialPortIds => ({ path: '/dev/ttyACM0', vendorId: 0x1234, productId: 0x4242, serialNumber: null, ...change });

describe('a device that is no scanner', () => {
  it('is left out: another maker\'s keyboard, a port without ids, another maker\'s port', () => {
    expect(findScannerModes(MODELS, [collection({ vendorId: 0x046d })], [port({ vendorId: null, productId: null }), port({ vendorId: 0x2341 })])).toEqual([]);
  });

  it('is left out, whatever is listed', () => {
    const id = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(fc.array(fc.record({ vendorId: id.filter((vendorId) => vendorId !== 0x1234), productId: id, usagePage: id.filter((page) => page !== 0x8c), usage: id }), { maxLength: 20 }), (listed) => {
        expect(findScannerModes(MODELS, listed.map((ids) => collection(ids)), listed.map((ids) => port(ids)))).toEqual([]);
      }),
    );
  });
});

describe('another product of a maker of scanners', () => {
  it.each([
    ['a headset with media keys', [{ usagePage: 0x0b, usage: 5 }, { usagePage: 0x0c, usage: 1 }, { usagePage: 1, usage: 6 }]],
    ['volume keys', [{ usagePage: 0x0c, usage: 1 }]],
    ['a keyboard with a pointer', [{ usagePage: 1, usage: 6 }, { usagePage: 1, usage: 2 }]],
    ['a touch screen', [{ usagePage: 0x0d, usage: 4 }]],
    ['a scale', [{ usagePage: 0x8d, usage: 1 }, { usagePage: 0xff00, usage: 1 }]],
    ['a power supply', [{ usagePage: 0x84, usage: 4 }]],
  ])('is no scanner: %s', (_, collections) => {
    expect(findScannerModes(MODELS, collections.map((each, nth) => collection({ ...each, path: `/dev/hidraw${nth}` })), [])).toEqual([]);
  });

  it('is a scanner all the same where it calls itself one, or its product id is known', () => {
    const scaleWithScanner = [collection({ usagePage: 0x8d, usage: 1 }), collection({ usagePage: 0x8c, usage: 2, path: '/dev/hidraw1' })];
    expect(findScannerModes(MODELS, scaleWithScanner, [])).toMatchObject([{ mode: 'hid-pos', right: true }]);
    expect(findScannerModes(MODELS, [collection({ productId: 1, usagePage: 0x0b, usage: 5 })], [])).toMatchObject([{ mode: 'hid-keyboard', knownBy: 'product-id' }]);
  });
});

describe('a scanner in the wrong mode', () => {
  it.each([
    ['a named product in keyboard mode', collection({ productId: 1 }), 'hid-keyboard', 'product-id', 'One'],
    ['a named product in an IBM mode', collection({ productId: 3, usagePage: 0xff45, usage: 0x4b00 }), 'ibm-hand-held', 'product-id', 'One'],
    ['an unnamed product of a known maker that types', collection({}), 'hid-keyboard', 'vendor-id', null],
    ['an unnamed product of a known maker with an interface of its own', collection({ usagePage: 0xff00, usage: 1 }), 'other', 'vendor-id', null],
  ] as const)('is found: %s', (_, info, mode, knownBy, model) => {
    expect(findScannerModes(MODELS, [info], [])).toEqual([
      { vendorId: 0x1234, productId: info.productId, serialNumber: null, vendorName: 'Maker', model, mode, knownBy, right: false, paths: ['/dev/hidraw0'], advice: ADVICE },
    ]);
  });

  it.each([
    [2, 'product-id'],
    [0x4242, 'vendor-id'],
  ] as const)('is found at a serial port, product id %i by %s', (productId, knownBy) => {
    expect(findScannerModes(MODELS, [], [port({ productId })])).toEqual([
      expect.objectContaining({ mode: 'serial', knownBy, right: false, paths: ['/dev/ttyACM0'], advice: ADVICE }),
    ]);
  });
});

describe('a scanner that types and has a scanner collection besides', () => {
  const both = (vendorId: number, productId: number): HidDeviceInfo[] => [collection({ vendorId, productId }), collection({ vendorId, productId, path: '/dev/hidraw1', usagePage: 0x8c, usage: 2 })];

  it.each([
    ['a named product', 0x1234, 1, 'product-id', ADVICE],
    ['an unnamed product', 0x1234, 0x4242, 'usage', ADVICE],
    ['another maker\'s', 0x9999, 1, 'usage', null],
  ])('is in keyboard mode: %s', (_, vendorId, productId, knownBy, advice) => {
    expect(findScannerModes(MODELS, both(vendorId, productId), [])).toEqual([
      expect.objectContaining({ mode: 'hid-keyboard', knownBy, right: false, paths: ['/dev/hidraw0', '/dev/hidraw1'], advice }),
    ]);
  });
});

describe('a scanner in the right mode', () => {
  it('needs no advice, even where the models say that its product id means keyboard mode', () => {
    expect(findScannerModes(MODELS, [collection({ productId: 1, usagePage: 0x8c, usage: 2 })], [])).toEqual([
      expect.objectContaining({ mode: 'hid-pos', knownBy: 'usage', right: true, advice: null }),
    ]);
  });

  it('is known by what it says of itself when nobody knows its maker', () => {
    expect(findScannerModes(MODELS, [collection({ vendorId: 0x9999, usagePage: 0x8c, usage: 2 })], [])).toEqual([
      expect.objectContaining({ vendorName: null, model: null, mode: 'hid-pos', right: true, advice: null }),
    ]);
  });

  it('is one entry with all its paths, whichever collections and ports it has', () => {
    const found = findScannerModes(
      MODELS,
      [collection({ path: 'a', serialNumber: 'S1', usagePage: 0xff00 }), collection({ path: 'b', serialNumber: 'S1', usagePage: 0x8c, usage: 2 }), collection({ path: 'c', serialNumber: 'S2' })],
      [port({ path: 'd', serialNumber: 'S1' })],
    );
    expect(found.map(({ serialNumber, right, paths }) => ({ serialNumber, right, paths }))).toEqual([
      { serialNumber: 'S1', right: true, paths: ['a', 'b', 'd'] },
      { serialNumber: 'S2', right: false, paths: ['c'] },
    ]);
  });
});

describe('the models that come with the terminal', () => {
  const models = loadScannerModels(fileURLToPath(new URL('../../../resources/scanner-models.json', import.meta.url)));

  it('tell the four modes of a Symbol MS4407 apart', () => {
    const modes = [0x0600, 0x1200, 0x1300, 0x1400].map((productId) => findScannerModes(models, [collection({ vendorId: 0x05e0, productId, usagePage: 0xff00, usage: 1 })], [])[0]?.mode);
    expect(modes).toEqual(['serial', 'hid-keyboard', 'ibm-hand-held', 'ibm-table-top']);
  });

  it('take a Honeywell in keyboard mode, which calls itself a scanner besides, for one in the wrong mode, and give the code to scan', () => {
    const ids = { vendorId: 0x0c2e, productId: 0x0be1 };
    expect(findScannerModes(models, [collection(ids), collection({ ...ids, path: '/dev/hidraw1', usagePage: 0x8c, usage: 2 })], [])).toEqual([
      expect.objectContaining({
        vendorName: 'Honeywell',
        model: 'Genesis 7580g',
        mode: 'hid-keyboard',
        right: false,
        advice: { barcodes: [{ symbology: 'code128', text: 'PAP131.', fnc3: 'last' }], setting: { name: 'USB HID Bar Code Scanner', manual: "User's Guide, Programming the Interface, USB HID" } },
      }),
    ]);
  });

  it('are in the table of docs/SCANNERS.md, each in its maker\'s row', () => {
    const rows = readFileSync(new URL('../../../docs/SCANNERS.md', import.meta.url), 'utf8').split('\n');
    const hex = (id: number): string => `0x${id.toString(16).toUpperCase().padStart(4, '0')}`;
    for (const { vendorId, name, products } of models) {
      const row = rows.find((line) => line.startsWith(`| ${name} | ${hex(vendorId)} |`)) ?? '';
      expect(products.map(({ productId }) => hex(productId)).filter((id) => !row.includes(id)), name).toEqual([]);
      expect(row, name).not.toBe('');
    }
  });

  it('give every product that a profile names the mode of that profile', () => {
    const modes = PROFILES.flatMap(({ id, mode, match }) => match.flatMap(({ vendorId, productIds }) => (productIds ?? []).map((productId) => ({ id, vendorId, productId, mode }))));
    const told = modes.map(({ id, vendorId, productId }) => {
      const vendor = models.find((known) => known.vendorId === vendorId);
      return { id, vendorId, productId, mode: vendor?.products.find((product) => product.productId === productId)?.mode };
    });
    expect(told).toEqual(modes);
  });

  it('name every vendor that a HID POS profile names, but for one that makes nothing but HID POS readers', () => {
    const named = new Set(models.map(({ vendorId }) => vendorId));
    const missing = PROFILES.filter(({ mode, match }) => mode === 'hid-pos' && !match.some(({ vendorId }) => named.has(vendorId)));
    expect(missing.map(({ id }) => id)).toEqual(['access-is-pos']);
  });
});

describe('a models file that is wrong', () => {
  const good = { vendorId: '0x1234', name: 'Maker', products: [], hidPos: { setting: { name: 'POS', manual: 'Guide' }, barcodes: [], evidence: 'documented', source: 'test' } };
  const product = { productId: '0x0001', model: null, mode: 'serial', evidence: 'assumed', source: 'test' };
  const barcode = { symbology: 'code128', text: 'A', fnc3: null };
  const faultOf = (...vendors: unknown[]): string => {
    try {
      parseScannerModels(JSON.stringify({ version: 1, vendors }), 'models.json');
    } catch (cause) {
      return cause instanceof PortasFault ? cause.message : String(cause);
    }
    return 'nothing was refused';
  };

  it.each([
    ['a vendor twice', [good, good], 'expected each vendor id once'],
    ['a product twice', [{ ...good, products: [product, product] }], 'vendors.0: expected each product id once'],
    ['an id without 0x', [{ ...good, vendorId: '1234' }], 'vendors.0.vendorId: expected "0x" and 1 to 4 hex digits'],
    ['a mode that is none', [{ ...good, products: [{ ...product, mode: 'usb' }] }], 'vendors.0.products.0.mode'],
    ['a programming code that is only assumed', [{ ...good, hidPos: { ...good.hidPos, barcodes: [barcode], evidence: 'assumed' } }], 'expected no programming code that is only assumed'],
    ['FNC3 in a QR code', [{ ...good, hidPos: { ...good.hidPos, barcodes: [{ ...barcode, symbology: 'qr', fnc3: 'first' }] } }], 'expected FNC3 in Code 128 only'],
    ['control characters in a programming code', [{ ...good, hidPos: { ...good.hidPos, barcodes: [{ ...barcode, text: 'A\r' }] } }], 'expected 1 to 80 printable ASCII characters'],
    ['an unknown key', [{ ...good, password: 'x' }], 'vendors.0'],
  ])('is refused with %s', (_, vendors, message) => {
    const fault = faultOf(...vendors);
    expect(fault).toContain('models.json: ');
    expect(fault).toContain(message);
  });

  it('is read when it is right', () => {
    expect(faultOf(good)).toBe('nothing was refused');
  });
});
