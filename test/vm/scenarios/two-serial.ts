import type { ScannerRole } from '../../../core/model/scan.ts';
import { createSerialPortDriver } from '../../../core/scan/serialport-driver.ts';
import { until } from '../../support/until.ts';
import { ADAPTER_IDS, adapterIdOf, adapterLink, adapterPaths, linkAdapters } from '../guest/adapters.ts';
import { makeText } from '../guest/codes.ts';
import { openRig } from '../guest/rig.ts';
import type { Guest, Scenario } from '../guest/scenario.ts';
import { lineChunks, linePace, portSettings, watchShown } from '../guest/serial-rig.ts';
import { sharedNow } from '../guest/shared-clock.ts';
import { ADAPTER_LINES, type AdapterLine } from '../serial-lines.ts';

const ROUNDS = 10;
const CHARACTERS = 600;
const BAUD_RATE = 115_200;
const ROLES: Readonly<Record<AdapterLine, ScannerRole>> = { 'adapter-1': 'officer', 'adapter-2': 'traveller' };

/** How two adapters of one product are told apart. */
interface Naming {
  readonly name: string;
  serialNumber(line: AdapterLine): string;
  /** The path by which the settings name a line's port; null where they go by the ids. */
  path(line: AdapterLine): string | null;
}
const BY_SERIAL_NUMBER: Naming = { name: 'by serial numbers', serialNumber: (line) => (line === 'adapter-1' ? 'FT-1' : 'FT-2'), path: () => null };
/** Adapters without numbers of their own: all of them say the same. */
const BY_SOCKET: Naming = { name: 'of one serial number, by socket', serialNumber: () => '0001', path: adapterLink };
const BY_NODE: Naming = { ...BY_SOCKET, name: 'of one serial number, by /dev/ttyUSB0 and 1', path: (line) => `/dev/ttyUSB${ADAPTER_LINES.indexOf(line)}` };

export const twoSerial: Scenario = {
  name: 'two-serial',
  title: `two scanners behind adapters of one product, read at the same moment: no text is mixed and each has its side, also after both were pulled and put back in the other order; told apart by serial number, and by socket where the numbers are the same`,
  short: false,
  control: 'the settings name the ports /dev/ttyUSB0 and /dev/ttyUSB1, which go to whichever adapter comes first',
  async run(guest, control) {
    const broken: string[] = [];
    let codes = 0;
    for (const naming of control ? [BY_NODE] : [BY_SERIAL_NUMBER, BY_SOCKET]) {
      const outcome = await tryOut(guest, naming);
      broken.push(...outcome.broken.map((each) => `${naming.name}: ${each}`));
      codes += outcome.codes;
    }
    return { figure: `${codes} codes of ${CHARACTERS} characters; nodes changed hands each time`, broken };
  },
};

/** Plugs in one after the other, each with its node. */
async function plugIn({ monitor }: Guest, naming: Naming, lines: readonly AdapterLine[]): Promise<void> {
  for (const line of lines) {
    monitor.plugAdapter(line, naming.serialNumber(line));
    await until(() => adapterPaths().has(line));
  }
  linkAdapters();
}

async function tryOut(guest: Guest, naming: Naming): Promise<{ readonly broken: readonly string[]; readonly codes: number }> {
  const { monitor, serialPlayer, profiles } = guest;
  const broken: string[] = [];
  await plugIn(guest, naming, ADAPTER_LINES);
  const nodesAtFirst = adapterPaths();
  const ports = ADAPTER_LINES.map((line) => {
    const path = naming.path(line);
    return { line, path, deviceId: path ?? adapterIdOf(naming.serialNumber(line)) };
  });
  const settingsPaths = ports.flatMap(({ path }) => (path === null ? [] : [path]));
  const rig = await openRig({
    profiles,
    driver: createSerialPortDriver({ settingsPaths }),
    serialPorts: settingsPaths.length > 0 ? settingsPaths.map((path) => portSettings({ path }, BAUD_RATE)) : [portSettings({ ...ADAPTER_IDS, serialNumber: null }, BAUD_RATE)],
    roles: ports.map(({ line, deviceId }) => ({ device: deviceId, role: ROLES[line] })),
  });
  const scanners = await Promise.all(ports.map(async ({ line, deviceId }) => ({ line, ...watchShown(rig, deviceId, await serialPlayer.line(line), (text) => lineChunks(text)) })));
  const usable = async (sinceMs?: number): Promise<void> => {
    for (const { deviceId } of ports) await rig.usable(deviceId, sinceMs);
  };
  /** Both send at once, chunk by chunk in turn. */
  const showBoth = async (what: string): Promise<void> => {
    for (let round = 0; round < ROUNDS; round++) {
      const soFar = rig.scans.length + rig.tears.length;
      const sides = scanners.map(({ line, note, chunksOf }) => {
        const text = makeText(CHARACTERS, `${naming.name} ${what} ${round} ${line}`);
        note(text);
        return { line, chunks: chunksOf(text) };
      });
      const most = Math.max(...sides.map(({ chunks }) => chunks.length));
      const steps = Array.from({ length: most }, (_, at) => sides.flatMap(({ line, chunks }) => chunks.slice(at, at + 1).map((chunk) => ({ end: line, chunk })))).flat();
      await serialPlayer.send(steps, { spacingMs: linePace(BAUD_RATE).spacingMs / scanners.length });
      await rig.settled(soFar + scanners.length);
    }
  };
  await usable();
  await showBoth('first');
  const pulledAt = sharedNow();
  for (const line of ADAPTER_LINES) monitor.unplugAdapter(line);
  for (const { deviceId } of ports) await rig.reached('lost', deviceId, pulledAt);
  await until(() => adapterPaths().size === 0);
  const pluggedAt = sharedNow();
  await plugIn(guest, naming, [...ADAPTER_LINES].reverse());
  await usable(pluggedAt);
  const nodes = adapterPaths();
  // Or the order of plugging has not been tried.
  if (ADAPTER_LINES.some((line) => nodes.get(line) === nodesAtFirst.get(line))) broken.push('the nodes did not change hands');
  await showBoth('again');
  await rig.stop();
  await monitor.clear();
  for (const { line, differences } of scanners) broken.push(...differences().map((each) => `${line}: ${each}`));
  if (rig.scans.some(({ text, deviceId }) => !scanners.some(({ line, shown }) => shown().includes(text) && rig.hub.roleOf(deviceId) === ROLES[line]))) broken.push('a code is told as of the other side');
  if (rig.tears.length > 0) broken.push(`${rig.tears.length} codes torn`);
  return { broken, codes: rig.scans.length };
}
