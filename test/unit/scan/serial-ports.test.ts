import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RESOURCES_DIR } from '../../../core/config.ts';
import { parseDeviceProfiles } from '../../../core/scan/device-profiles.ts';
import type { SerialPortInfo } from '../../../core/scan/driver.ts';
import { loadScannerModels } from '../../../core/scan/scanner-models.ts';
import { matchSerialPort } from '../../../core/scan/serial-ports.ts';
import { PROFILES } from './support.ts';

const port = (vendorId: number | null, productId: number | null): SerialPortInfo => ({ kind: 'serial', path: '/dev/ttyACM0', vendorId, productId, serialNumber: null, product: '', settingsPath: null });
const LINE = { baudRate: 9_600, dataBits: 8, parity: 'none', stopBits: 1, flowControl: 'none' };
const FRAMING = { prefix: '', suffix: '', terminators: ['cr'], aim: 'leading' };
const profile = (change: object): string =>
  JSON.stringify({ version: 1, profiles: [{ id: 's', name: 'S', mode: 'serial', evidence: { ids: 'assumed', layout: 'assumed', source: 'test' }, idleMs: null, match: [{ vendorId: '0x1234', productIds: ['0x0001'] }], line: LINE, framing: FRAMING, ...change }] });

describe('a serial profile', () => {
  it.each([
    ['for a whole vendor', { match: [{ vendorId: '0x1234', productIds: null }] }, 'match.0.productIds'],
    ['for no product', { match: [{ vendorId: '0x1234', productIds: [] }] }, 'match.0.productIds'],
    ['for anything', { match: [] }, 'match'],
    ['with a speed that no line has', { line: { ...LINE, baudRate: 1 } }, 'expected 300 to 4000000'],
    ['whose suffix would end the code', { framing: { ...FRAMING, suffix: 'x\r' } }, 'without terminators'],
    ['with a terminator that is none', { framing: { ...FRAMING, terminators: ['eof'] } }, 'framing.terminators.0'],
    ['with another mode’s fields', { terminators: ['enter'] }, 'terminators'],
  ])('is refused %s', (_, change, message) => {
    expect(() => parseDeviceProfiles(profile(change), 'profiles.json')).toThrow(message);
    expect(parseDeviceProfiles(profile({}), 'profiles.json')).toHaveLength(1);
  });
});

describe('the ports that are opened', () => {
  it('are none without ids, and none of a HID profile', () => {
    expect(matchSerialPort([], PROFILES, port(null, null))).toBeNull();
    expect(matchSerialPort([], PROFILES, port(0x05e0, 0x1200))).toBeNull();
  });

  it('are those of every serial product that the scanner models name', () => {
    const vendors = loadScannerModels(join(RESOURCES_DIR, 'scanner-models.json'));
    const serial = vendors.flatMap(({ vendorId, products }) => products.filter(({ mode }) => mode === 'serial').map(({ productId }) => [vendorId, productId] as const));
    expect(serial.length).toBeGreaterThan(5);
    for (const [vendorId, productId] of serial) expect(matchSerialPort([], PROFILES, port(vendorId, productId)), `${vendorId.toString(16)}:${productId.toString(16)}`).not.toBeNull();
  });
});
