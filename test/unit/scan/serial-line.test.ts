/** The serial driver on the kernel's own terminal lines: opening, reading, losing, finding again. */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../core/system-clock.ts';
import type { SerialFraming, SerialLine } from '../../../core/scan/serial-profile.ts';
import { createScannerHub, type ScannerHub } from '../../../core/scan/scanner-hub.ts';
import { createSerialPortDriver, PORT_HELD } from '../../../core/scan/serialport-driver.ts';
import { encodeSerialBytes } from '../../../tools/scanner/serial-bytes.ts';
import { openSerialLine, type SerialLineEnd, whyNoSerialLine } from '../../support/serial-line.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { until } from '../../support/until.ts';
import { createHeard, type Heard, keyboardSet } from './support.ts';

const FRAMING: SerialFraming = { prefix: '', suffix: '', terminators: ['cr', 'lf'], aim: 'leading' };
const LINE: SerialLine = { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1, flowControl: 'none' };
/** Every byte but the terminators and NUL, many times over. */
const BYTES = String.fromCharCode(...Array.from({ length: 255 }, (_, at) => at + 1).filter((byte) => byte !== 0x0a && byte !== 0x0d));

const missing = whyNoSerialLine();
if (missing !== null) console.warn(`skipped: the tests on real serial lines (${missing})`);

const open: { hub: ScannerHub; line: SerialLineEnd }[] = [];
afterEach(async () => {
  for (const { hub, line } of open.splice(0)) {
    await hub.stop();
    await line.stop();
  }
});

async function setUp(): Promise<{ hub: ScannerHub; heard: Heard; line: SerialLineEnd }> {
  const line = openSerialLine(join(tempDir(), 'scanner'));
  const heard = createHeard();
  const hub = createScannerHub({
    drivers: [createSerialPortDriver({ settingsPaths: [line.path], quietMs: 0, listLinux: () => Promise.resolve([]) })],
    profiles: [],
    serialPorts: [{ match: { path: line.path }, line: LINE, framing: FRAMING, idleMs: 5_000 }],
    clock: systemClock,
    keyboard: keyboardSet(),
    listener: heard,
    pollMs: 20,
  });
  open.push({ hub, line });
  await hub.start();
  return { hub, heard, line };
}
const textsOf = ({ scans }: Heard): string[] => scans.map(({ text }) => text);

describe.skipIf(missing !== null)('a serial line of the kernel', () => {
  it('is found when it comes, read byte for byte, lost in mid-code, and found again elsewhere', async () => {
    const { hub, heard, line } = await setUp();
    expect(hub.bestState()).toBe('none');
    await line.plug();
    await until(() => hub.bestState() === 'ready');
    const code = BYTES.repeat(8);
    await line.send(encodeSerialBytes(FRAMING, code, { symbology: 'Q1' }));
    await until(() => heard.scans.length === 1);
    expect(heard.scans).toMatchObject([{ text: code, symbology: ']Q1', source: 'serial', deviceId: line.path }]);

    await line.send(Buffer.from('MO1:HALF'));
    await until(() => heard.readings.some(({ bytesRead }) => bytesRead === 8));
    await line.unplug();
    await until(() => hub.bestState() === 'lost');
    expect(heard.tears).toMatchObject([{ cause: 'lost', bytesRead: 8, source: 'serial' }]);

    await line.plug();
    await until(() => hub.bestState() === 'ready');
    await line.send(Buffer.from('WHOLE\r\n'));
    await until(() => heard.scans.length === 2);
    expect(textsOf(heard)).toEqual([code, 'WHOLE']);
    expect(hub.scanners()).toMatchObject([{ deviceId: line.path, mode: 'serial', codesRead: 2, tornReads: 1, vendorId: null }]);
  });

  it('loses nothing while the engine is busy', async () => {
    const { hub, heard, line } = await setUp();
    await line.plug();
    await until(() => hub.bestState() === 'ready');
    const codes = Array.from({ length: 40 }, (_, index) => `${index}:${BYTES.repeat(4)}`);
    const sent = line.send(Buffer.concat(codes.map((code) => encodeSerialBytes(FRAMING, code))));
    const busyUntil = performance.now() + 500;
    while (performance.now() < busyUntil);
    await sent;
    await until(() => heard.scans.length === codes.length);
    expect([textsOf(heard), heard.tears]).toEqual([codes, []]);
  });

  it('belongs to one program at a time', async () => {
    const { hub, line } = await setUp();
    await line.plug();
    await until(() => hub.bestState() === 'ready');
    const other = createSerialPortDriver({ settingsPaths: [line.path], listLinux: () => Promise.resolve([]) });
    const [info] = await other.list();
    if (info === undefined) throw new Error('not listed');
    await expect(other.open(info, LINE)).rejects.toMatchObject({ code: 'denied', message: PORT_HELD });
  });
});
