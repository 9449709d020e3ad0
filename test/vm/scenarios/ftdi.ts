import { setTimeout as pause } from 'node:timers/promises';
import { createSerialPortDriver } from '../../../core/scan/serialport-driver.ts';
import { until } from '../../support/until.ts';
import { ADAPTER_IDS, adapterIdOf, adapterPaths } from '../guest/adapters.ts';
import { makeText, medianAndMax } from '../guest/codes.ts';
import { openRig } from '../guest/rig.ts';
import type { Scenario } from '../guest/scenario.ts';
import { lineChunks, linePace, portSettings, watchShown } from '../guest/serial-rig.ts';
import { sharedNow } from '../guest/shared-clock.ts';
import { openUsbMonitor } from '../guest/usb-monitor.ts';

const LINE = 'adapter-1';
const SERIAL_NUMBER = 'FT-1';
const LENGTHS = [50, 600, 2_000];
const BAUD_RATE = 115_200;
/** 3,000,000 / 115,200 in eighths: 26 and none (FTDI AN232B-05). */
const DIVISOR = 26;
/** Both lines, set and meant (ftdi_sio.h, SIO_SET_DTR_HIGH and SIO_SET_RTS_HIGH). */
const [DTR_HIGH, RTS_HIGH] = [0x0101, 0x0202];
const CHARACTERS = 1_200;
const BYTES = 3 + CHARACTERS + 2;
/** The adapter hands on 62 bytes a packet. A CR alone ends the code. */
const POSITIONS = [1, 62, 600, BYTES - 2, BYTES - 1];
const WHOLE_AT = BYTES - 1;
/** Sooner and later than the hub looks for scanners. */
const AWAY_MS = [20, 800];
/** The control waits in vain. */
const CONTROL_LIMIT_MS = 5_000;

export const ftdi: Scenario = {
  name: 'ftdi',
  title: `a scanner behind an FTDI adapter, named by its ids: codes of ${LENGTHS.join(', ')} characters at ${BAUD_RATE} bits per second, to which the adapter is set; pulled out in the middle of codes and put back: the broken one is told, no two halves are joined, the next one is read`,
  short: false,
  control: 'the hub does not look for scanners again',
  async run({ serialPlayer, monitor, profiles }, control) {
    const far = await serialPlayer.line(LINE);
    const heardBefore = far.heard();
    const deviceId = adapterIdOf(SERIAL_NUMBER);
    const usb = openUsbMonitor();
    monitor.plugAdapter(LINE, SERIAL_NUMBER);
    await until(() => adapterPaths().has(LINE));
    const rig = await openRig({
      profiles,
      driver: createSerialPortDriver(),
      serialPorts: [portSettings({ ...ADAPTER_IDS, serialNumber: null }, BAUD_RATE)],
      ...(control ? { pollMs: 3_600_000 } : {}),
    });
    await rig.usable(deviceId);
    const requests = usb.requests();
    usb.close();
    const scanner = watchShown(rig, deviceId, far, (text) => lineChunks(text), linePace(BAUD_RATE));
    const broken: string[] = [];
    const speed = requests.findLast(({ kind }) => kind === 'adapter-speed')?.value;
    if (speed !== DIVISOR) broken.push(`the divisor of its speed was set to ${speed ?? 'nothing'}`);
    const raised = requests.filter(({ kind }) => kind === 'adapter-control-lines').reduce((lines, { value }) => lines | value, 0);
    if ((raised & DTR_HIGH) !== DTR_HIGH || (raised & RTS_HIGH) !== RTS_HIGH) broken.push(`DTR and RTS were not raised: ${raised.toString(16)}`);
    for (const length of control ? [] : LENGTHS) await scanner.show(makeText(length, 'ftdi'));
    const toLost: number[] = [];
    const toReady: number[] = [];
    let tears = 0;
    for (const [round, position] of POSITIONS.slice(0, control ? 1 : undefined).entries()) {
      const awayMs = AWAY_MS[round % AWAY_MS.length] ?? 0;
      const where = `pulled after byte ${position} of ${BYTES}, back after ${awayMs} ms`;
      const cut = makeText(CHARACTERS, `cut ${where}`);
      if (position >= WHOLE_AT) scanner.note(cut);
      else tears += 1;
      const part = [Buffer.concat(scanner.chunksOf(cut)).subarray(0, position)];
      const receivedBefore = rig.received();
      await far.send(part);
      await rig.settledBytes(receivedBefore, part);
      const pulledAt = sharedNow();
      monitor.unplugAdapter(LINE);
      toLost.push((await rig.reached('lost', deviceId, pulledAt)) - pulledAt);
      await pause(awayMs);
      const pluggedAt = sharedNow();
      monitor.plugAdapter(LINE, SERIAL_NUMBER);
      try {
        toReady.push((await rig.usable(deviceId, pluggedAt, control ? CONTROL_LIMIT_MS : undefined)) - pluggedAt);
      } catch (cause) {
        broken.push(`${where}: not ready again: ${cause instanceof Error ? cause.message : String(cause)}`);
        continue;
      }
      await scanner.show(makeText(CHARACTERS, `next ${where}`));
    }
    await rig.stop();
    broken.push(...scanner.differences());
    if (rig.tears.length !== tears) broken.push(`told as torn ${rig.tears.length} times, not ${tears}`);
    if (rig.tears.some(({ cause }) => cause !== 'lost')) broken.push(`told as ${rig.tears.map(({ cause }) => cause).join(', ')}`);
    return { figure: `${rig.scans.length} codes; ${toLost.length} plugs pulled; lost after ${medianAndMax(toLost)}; ready after ${medianAndMax(toReady)}; ${far.heard() - heardBefore} bytes sent to it`, broken };
  },
};
