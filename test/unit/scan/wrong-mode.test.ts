import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HidDeviceInfo } from '../../../core/scan/driver.ts';
import { loadScannerModels, parseScannerModels } from '../../../core/scan/scanner-models.ts';
import { findScannerModes, type SerialPortIds } from '../../../core/scan/wrong-mode.ts';

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
          barcodes: [{ symbology: 'code128', text: 'SET131', leadingFnc3: true }],
          evidence: 'documented',
          source: 'test',
        },
      },
    ],
  }),
  'models.json',
);
const ADVICE = { barcodes: [{ symbology: 'code128', text: 'SET131', leadingFnc3: true }], setting: { name: 'USB HID POS', manual: 'Guide, USB' } };
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
});
