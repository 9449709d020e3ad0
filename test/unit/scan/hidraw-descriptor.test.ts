import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readHidrawDescriptor } from '../../../core/scan/hidraw-descriptor.ts';
import { createNodeHidDriver } from '../../../core/scan/node-hid-driver.ts';

const directory = mkdtempSync(join(tmpdir(), 'portas-hidraw-'));
afterAll(() => rmSync(directory, { recursive: true }));
function place(name: string, bytes: Uint8Array): void {
  mkdirSync(join(directory, name, 'device'), { recursive: true });
  writeFileSync(join(directory, name, 'device', 'report_descriptor'), bytes);
}
place('hidraw0', Uint8Array.of(5, 0x8c));
place('hidraw1', new Uint8Array(4_096));
place('hidraw2', new Uint8Array(4_097));
place('outside', Uint8Array.of(1));
mkdirSync(join(directory, 'hidraw3', 'device', 'report_descriptor'), { recursive: true });

describe('the descriptor of a hidraw device', () => {
  it.each([
    ['a path of another driver', '1-4:1.0'],
    ['a path that climbs', '/dev/hidraw0/../../outside'],
    ['a name that is no hidraw device', '/dev/outside'],
    ['a number that no kernel gives', '/dev/hidraw00000'],
    ['an empty path', ''],
    ['a device that is gone', '/dev/hidraw9'],
    ['a descriptor that cannot be read', '/dev/hidraw3'],
    ['a descriptor over the limit', '/dev/hidraw2'],
  ])('is null for %s', async (_, path) => {
    expect(await readHidrawDescriptor(path, directory)).toBeNull();
  });

  it('is read whole, up to the limit', async () => {
    expect(await readHidrawDescriptor('/dev/hidraw0', directory)).toEqual(Uint8Array.of(5, 0x8c));
    expect((await readHidrawDescriptor('/dev/hidraw1', directory))?.length).toBe(4_096);
  });

  it('is read by the driver on Linux alone', async () => {
    const info = { path: '/dev/hidraw0', vendorId: 1, productId: 2, serialNumber: null, product: '', usagePage: 0x8c, usage: 2 };
    const asked = (isLinux: boolean) => createNodeHidDriver({ isLinux, hidrawDirectory: directory }).readReportDescriptor?.(info);
    expect(await asked(true)).toEqual(Uint8Array.of(5, 0x8c));
    expect(await asked(false)).toBeNull();
  });
});
