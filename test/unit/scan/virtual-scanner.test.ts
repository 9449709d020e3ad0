import { describe, expect, it } from 'vitest';
import { createVirtualScanner } from '../../../tools/scanner/virtual-scanner.ts';
import { encodePosReports } from '../../../tools/scanner/pos-reports.ts';
import { encodeKeyboardReports } from '../../../tools/scanner/keyboard-reports.ts';
import { KEYBOARD_LAYOUTS } from '../../../core/scan/keyboard-layouts/index.ts';
import { readScannerFixture } from '../../support/scanner-fixtures.ts';
import { keyboardProfile, posProfile } from './support.ts';

async function open(scanner = createVirtualScanner()) {
  const [info] = await scanner.list();
  if (info === undefined) throw new Error('not plugged in');
  const connection = await scanner.open(info);
  const reports: Uint8Array[] = [];
  const lost: string[] = [];
  connection.onReport((report) => void reports.push(report));
  connection.onLost((why) => void lost.push(why));
  return { scanner, info, connection, reports, lost };
}

describe('the virtual scanner', () => {
  it('loses what is presented while nobody reads', async () => {
    const scanner = createVirtualScanner();
    expect(await scanner.present('ABC')).toBe(false);
    const { connection, reports } = await open(scanner);
    await connection.close();
    expect(await scanner.present('ABC')).toBe(false);
    expect(reports).toEqual([]);
  });

  it('cannot be opened when unplugged, nor at an old path', async () => {
    const { scanner, info } = await open();
    scanner.unplug();
    scanner.unplug();
    expect(await scanner.list()).toEqual([]);
    await expect(scanner.open(info)).rejects.toThrow('No such device');
    scanner.plug();
    scanner.plug();
    await expect(scanner.open(info)).rejects.toThrow('No such device');
    expect((await scanner.list())[0]).toMatchObject({ serialNumber: info.serialNumber });
    expect((await scanner.list())[0]?.path).not.toBe(info.path);
  });

  it('tells its connection once that it was unplugged, and what was on its way is gone', async () => {
    const { scanner, reports, lost } = await open();
    const presented = scanner.present('X'.repeat(300), { reportSpacingMs: 1 });
    scanner.unplug();
    scanner.plug();
    expect(await presented).toBe(false);
    expect(reports).toHaveLength(1);
    expect(lost).toEqual(['virtual scanner unplugged']);
  });

  it('refuses text that a symbol cannot hold', () => {
    expect(() => createVirtualScanner().present('澳')).toThrow(RangeError);
    expect(() => encodeKeyboardReports(KEYBOARD_LAYOUTS.us, 'é')).toThrow('the layout cannot type U+00e9');
    expect(() => encodePosReports(posProfile('newland-pos'), 'A', { layout: 1 })).toThrow('no layout 1');
  });

  it('types accented letters through dead keys', () => {
    expect(encodeKeyboardReports(KEYBOARD_LAYOUTS.pt, 'ã', { terminator: 'none' }).map((report) => report[2])).toEqual([0x31, 0, 0x04, 0]);
  });

  it.each(['access-is-pos/lsr118', 'newland-pos/fm420', 'honeywell-pos/62-bytes', 'generic-pos/usual-layout', 'youjie-pos/usual-layout'])('sends the bytes of the fixture %s', (name) => {
    const { profile, reports, codes } = readScannerFixture(name);
    const [code] = codes;
    if (code === undefined) throw new Error('no code');
    const sent = encodePosReports(posProfile(profile), code.text, {
      symbology: code.symbology?.slice(1) ?? 'Q1',
      layout: name === 'honeywell-pos/62-bytes' ? 1 : 0,
      vendorSymbology: name === 'newland-pos/fm420' ? 0 : 0x73,
    });
    expect(sent).toEqual(reports);
  });

  it('shows the ids of the scanner it plays', async () => {
    expect((await createVirtualScanner(keyboardProfile('symbol-keyboard')).list())[0]).toMatchObject({ vendorId: 0x05e0, productId: 0x1200, usagePage: 1, usage: 6 });
    expect((await createVirtualScanner(posProfile('newland-pos')).list())[0]).toMatchObject({ vendorId: 0x1eab, usagePage: 0x8c, usage: 2 });
  });
});
