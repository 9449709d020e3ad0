import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { listDevices } from '../../../core/scan/doctor/device-list.ts';
import { loadScannerModels } from '../../../core/scan/scanner-models.ts';
import { createSerialPortDriver } from '../../../core/scan/serialport-driver.ts';
import { UART_LINE } from '../serial-lines.ts';
import { makeText } from '../guest/codes.ts';
import { openRig } from '../guest/rig.ts';
import type { Guest, Scenario } from '../guest/scenario.ts';
import { lineChunks, linePace, portSettings, type ShownScanner, watchShown } from '../guest/serial-rig.ts';
import type { SerialSender } from '../guest/serial-scanners.ts';
import { countsOfUart, hasOpen, missingSettings, UART_PATH, UART_PATHS } from '../guest/uart.ts';
import { withoutNul } from '../guest/without-nul.ts';

const LENGTHS = [50, 200, 600, 1_200, 2_000];
const SLOW = 9_600;
const FAST = 115_200;
/** In the middle of a code, sent before and after. */
const [BEFORE, AFTER] = [12, 20];
const CUT_CHARACTERS = 1_100;
const BLOCKED_MS = 2_000;
/** Some 2 s of a line at full speed. */
const BLOCKED_CODES = 20;
const BLOCKED_CHARACTERS = 1_100;
/** Torn codes sooner one behind the other than 100 ms are told as one. */
const NOTICE_MS = 200;

/** Opens the terminal on the UART, by its path. */
async function openOnUart(guest: Guest, far: SerialSender, baudRate: number, { idleMs, symbology = 'Q1', noNul = false }: { idleMs?: null; symbology?: string | null; noNul?: boolean } = {}) {
  const driver = createSerialPortDriver({ settingsPaths: [UART_PATH] });
  const rig = await openRig({ profiles: guest.profiles, driver: noNul ? withoutNul(driver) : driver, serialPorts: [portSettings({ path: UART_PATH }, baudRate, idleMs)] });
  await rig.usable(UART_PATH);
  return { rig, scanner: watchShown(rig, UART_PATH, far, (text) => lineChunks(text, symbology), linePace(baudRate)) };
}

/** What a terminal makes of UARTs that nobody named. @returns what is wrong. */
async function lookAtUnnamed({ profiles, root }: Guest): Promise<string[]> {
  const rig = await openRig({ profiles, driver: createSerialPortDriver() });
  const devices = await listDevices({ profiles, models: loadScannerModels(join(root, 'resources/scanner-models.json')), listed: rig.hub.listed() });
  const openPaths = UART_PATHS.filter((path) => path !== '/dev/ttyS1' && hasOpen(path));
  await rig.stop();
  const uarts = devices.filter(({ interfaces }) => interfaces.some(({ path }) => path.startsWith('/dev/ttyS')));
  const broken = openPaths.map((path) => `${path} was opened though nobody named it`);
  if (uarts.some(({ product }) => product !== '')) broken.push('a UART is called by its place in the machine');
  const paths = uarts.flatMap(({ interfaces }) => interfaces.map(({ path }) => path)).sort();
  if (paths.join() !== UART_PATHS.join()) broken.push(`UARTs are listed at ${paths.join(', ') || 'nowhere'}`);
  if (uarts.some(({ scanner, mode }) => scanner !== null || mode !== null)) broken.push('a UART is called a scanner');
  if (uarts.some(({ vendorId, interfaces }) => vendorId !== null || interfaces.some(({ use }) => use !== 'no-profile'))) broken.push('a UART that nobody named is listed with ids or as used');
  return broken;
}

const told = (broken: readonly string[], where: string): string[] => broken.map((each) => `${where}: ${each}`);

function checkLine(baudRate: number): string[] {
  const wanted = [`speed ${baudRate} baud`, 'cs8', '-parenb', '-cstopb', '-crtscts', '-ixon', '-icrnl', '-echo'];
  return missingSettings(UART_PATH, wanted).map((each) => `the line is not set to ${each}`);
}

/** A break in mid-code. */
async function breakOff({ monitor }: Guest, far: SerialSender, rig: Awaited<ReturnType<typeof openRig>>, scanner: ShownScanner): Promise<string[]> {
  const chunks = scanner.chunksOf(makeText(CUT_CHARACTERS, 'uart break'));
  const before = chunks.slice(0, BEFORE);
  const receivedBefore = rig.received();
  await far.send(before);
  await rig.settledBytes(receivedBefore, before);
  monitor.sendBreak(UART_LINE);
  await rig.settledBytes(receivedBefore, [...before, Uint8Array.of(0)], 2_000);
  await far.send(chunks.slice(AFTER));
  await rig.settled(rig.scans.length + 1, 1_000);
  await scanner.show(makeText(CUT_CHARACTERS, 'uart after the break'));
  const causes = rig.tears.map(({ cause }) => cause);
  return causes.join() === 'garbled' ? [] : [`a break in mid-code is told as ${causes.join(', ') || 'nothing'}`];
}

export const uart: Scenario = {
  name: 'uart',
  title: `a scanner at a UART (16550A), which only the settings make one: codes of ${LENGTHS.join(', ')} characters at ${SLOW} and ${FAST} bits per second, a break, a rest without identifier, an engine that is blocked for ${BLOCKED_MS / 1_000} s; UARTs that nobody named are listed and left alone`,
  short: false,
  control: 'NUL bytes, which a break arrives as, are taken out of what is read',
  async run(guest, control) {
    const far = await guest.serialPlayer.line(UART_LINE);
    const broken = control ? [] : await lookAtUnnamed(guest);
    const at = countsOfUart();
    if (!control) {
      for (const baudRate of [SLOW, FAST]) {
        const { rig, scanner } = await openOnUart(guest, far, baudRate);
        broken.push(...told(checkLine(baudRate), `${baudRate}`));
        for (const length of LENGTHS) await scanner.show(makeText(length, `uart ${baudRate}`));
        await rig.stop();
        broken.push(...told(scanner.differences(), `${baudRate}`), ...rig.tears.map(({ cause }) => `${baudRate}: a code is told as torn (${cause})`));
      }
      broken.push(...told(await tearAndGoOn(guest, far), 'a rest'), ...told(await block(guest, far), 'blocked'));
    }
    const { rig, scanner } = await openOnUart(guest, far, FAST, { noNul: control });
    broken.push(...(await breakOff(guest, far, rig, scanner)));
    await rig.stop();
    broken.push(...told(scanner.differences(), 'a break'));
    const counts = countsOfUart();
    if (counts.overruns > at.overruns) broken.push(`${counts.overruns - at.overruns} bytes overran`);
    if (far.heard() > 0) broken.push(`${far.heard()} bytes were sent to the scanner`);
    return { figure: `${counts.type}: ${counts.rx - at.rx} bytes, ${counts.breaks - at.breaks} break, ${counts.overruns - at.overruns} overruns, ${counts.tx - at.tx} bytes sent to it`, broken };
  },
};

/** A scanner without identifiers stalls in mid-code: its rest is no code, and the next one is. */
async function tearAndGoOn(guest: Guest, far: SerialSender): Promise<string[]> {
  const { rig, scanner } = await openOnUart(guest, far, FAST, { idleMs: null, symbology: null });
  await scanner.show(`MO1:${makeText(200, 'uart whole')}`);
  const chunks = scanner.chunksOf(makeText(CUT_CHARACTERS, 'uart stall'));
  await far.send(chunks.slice(0, BEFORE));
  await rig.settled(2);
  await pause(NOTICE_MS);
  await far.send(chunks.slice(BEFORE));
  await rig.settled(3);
  await scanner.show(`MO1:${makeText(200, 'uart next')}`);
  await rig.stop();
  const causes = rig.tears.map(({ cause }) => cause).join();
  return [...scanner.differences(), ...(causes === 'gap,garbled' ? [] : [`told as ${causes || 'nothing'}`])];
}

/** A line without flow control goes on while nobody reads. */
async function block(guest: Guest, far: SerialSender): Promise<string[]> {
  const { rig, scanner } = await openOnUart(guest, far, FAST);
  const showing = scanner.show(...Array.from({ length: BLOCKED_CODES }, (_, index) => makeText(BLOCKED_CHARACTERS, `uart blocked ${index}`)));
  const before = performance.now();
  while (performance.now() - before < BLOCKED_MS);
  await showing;
  await rig.stop();
  return [...scanner.differences(), ...rig.tears.map(({ cause }) => `a code is told as torn (${cause})`)];
}
