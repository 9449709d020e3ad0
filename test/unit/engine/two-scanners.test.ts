/** A desk with two scanners: whose side a verdict, a torn read and a lost scanner belong to. */
import { afterEach, describe, expect, it } from 'vitest';
import type { SerialFraming, SerialLine } from '../../../core/scan/serial-profile.ts';
import { encodeSerialBytes } from '../../../tools/scanner/serial-bytes.ts';
import { createVirtualSerialScanner, type VirtualSerialScanner } from '../../../tools/scanner/virtual-serial-scanner.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';
import { until } from '../../support/until.ts';

const FRAMING: SerialFraming = { prefix: '', suffix: '', terminators: ['cr', 'lf'], aim: 'leading' };
const LINE: SerialLine = { baudRate: 9_600, dataBits: 8, parity: 'none', stopBits: 1, flowControl: 'none' };
const PATH = '/dev/serial/by-id/traveller';

let open: Terminal | null = null;
afterEach(async () => {
  await open?.stop();
  open = null;
});

/** The drill's own scanner on the officer's side, a serial one on the traveller's. */
async function desk(): Promise<{ terminal: Terminal; traveller: VirtualSerialScanner }> {
  const traveller = createVirtualSerialScanner(FRAMING, { settingsPath: PATH });
  const terminal = (open = await openTerminal((parts) => ({
    ...parts,
    drivers: [...parts.drivers, traveller],
    settings: {
      ...parts.settings,
      serialPorts: [{ match: { path: PATH }, line: LINE, framing: FRAMING, idleMs: null }],
      scannerRoles: [
        { device: 'ffff:0001', role: 'officer' },
        { device: PATH, role: 'traveller' },
      ],
    },
  })));
  await until(async () => (await terminal.client.call('app:status', {})).scanner === 'ready');
  return { terminal, traveller };
}

describe('a desk with two scanners', () => {
  it('does not hide the lost one behind the ready one', async () => {
    const { terminal, traveller } = await desk();
    const { client } = terminal;
    traveller.unplug();
    await until(async () => (await client.call('app:status', {})).scanner === 'lost');
    expect((await client.call('app:status', {})).scannerRoles).toEqual([{ role: 'officer', state: 'ready' }, { role: 'traveller', state: 'lost' }]);
    const { incidents } = await client.call('service:system', {});
    expect(incidents.find(({ code }) => code === 'scanner-lost')?.detail).toBe('officer: ready, traveller: lost');
    // One scanner still reads: no reason for a contingency.
    expect((await client.call('contingency:state', {})).offer).toBeNull();
  });

  it('says whose scanner a torn read was', async () => {
    const { terminal, traveller } = await desk();
    const torn = terminal.next('scan:torn');
    traveller.send(encodeSerialBytes(FRAMING, 'HALF', { terminators: [] }));
    traveller.unplug();
    expect(await torn).toEqual({ deviceId: PATH, role: 'traveller', cause: 'lost' });
  });

  it('never puts two sides together: the later verdict replaces the earlier, each with its side', async () => {
    const { terminal, traveller } = await desk();
    const { client, drill } = terminal;
    const shown: [string | null, string | null][] = [];
    client.on('verdict:shown', ({ scannerRole, format }) => shown.push([scannerRole, format]));
    drill.present('good');
    traveller.present('HELLO');
    await until(() => shown.length === 2);
    expect(shown).toEqual([['officer', 'MO1'], ['traveller', null]]);
    expect((await client.call('desk:current', {})).verdict).toMatchObject({ scannerRole: 'traveller', source: 'serial' });
  });

  it('does not make one card of parts that two sides present', async () => {
    const { terminal, traveller } = await desk();
    const parts: number[] = [];
    terminal.client.on('scan:part', ({ have }) => parts.push(have));
    traveller.present('shc:/1/2/56');
    await until(() => parts.length === 1);
    // The same code by another road than the scanner of that side.
    await terminal.client.call('desk:wedge', { text: 'shc:/2/2/56', strokes: [], inputMethod: false });
    await until(() => parts.length === 2);
    expect(parts).toEqual([1, 1]);
  });

  it('shows the technician the sides, and which of them is missing', async () => {
    const { terminal } = await desk();
    const view = await terminal.client.call('service:scanners', {});
    expect([view.scanners.map(({ role, mode }) => [role, mode]), view.missingRoles]).toEqual([[['officer', 'hid-pos'], ['traveller', 'serial']], []]);
  });
});
