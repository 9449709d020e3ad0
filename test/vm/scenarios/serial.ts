import { makeText } from '../guest/codes.ts';
import type { Scenario } from '../guest/scenario.ts';
import { serialProfile } from '../guest/scanners.ts';
import { openSerialRig } from '../guest/serial-rig.ts';
import { openUsbMonitor } from '../guest/usb-monitor.ts';

const LENGTHS = [50, 200, 600, 1_200, 2_000];
const BYTES = 600;
/** Every control character that neither ends a code nor is a break: XON and XOFF, ^C, ^D and ^Z among them, which a terminal line may keep for itself. */
const CONTROLS = String.fromCharCode(...Array.from({ length: 31 }, (_, at) => at + 1).filter((byte) => byte !== 0x0a && byte !== 0x0d), 0x7f);
/** 9,600 bits per second, one stop bit, no parity, eight data bits. */
const LINE_CODING = '80250000000008';
const DTR_AND_RTS = 3;

export const serial: Scenario = {
  name: 'serial',
  title: `a serial scanner (CDC ACM on a USB bus), found by its ids: codes of ${LENGTHS.join(', ')} characters, two back to back and all bytes come out exactly; it is asked to speak and sent nothing`,
  short: true,
  control: 'the line has software flow control, which takes XON and XOFF for itself',
  async run(guest, control) {
    const { serialPlayer: { scanner }, profiles } = guest;
    const real = serialProfile(profiles);
    const used = control ? { ...real, line: { ...real.line, flowControl: 'xon-xoff' as const } } : real;
    const usb = openUsbMonitor();
    const rig = await openSerialRig(guest, { profiles: [used, ...profiles], limitMs: control ? 1_000 : undefined });
    for (const length of LENGTHS) await rig.show(makeText(length, 'serial'));
    await rig.show(makeText(300, 'one'), makeText(500, 'another'));
    await rig.show(CONTROLS + makeText(BYTES, 'bytes', 'bytes') + CONTROLS);
    await rig.stop();
    const requests = usb.requests();
    usb.close();
    const broken = rig.differences();
    if (rig.scans.some(({ symbology, source }) => symbology !== ']Q1' || source !== 'serial')) broken.push('a scan is not told as one of a serial scanner with ]Q1');
    if (rig.tears.length > 0) broken.push(`${rig.tears.length} codes torn`);
    if (scanner.heard() > 0) broken.push(`${scanner.heard()} bytes were sent to the scanner`);
    const lines = requests.filter(({ kind }) => kind === 'control-lines').map(({ value }) => value);
    if (!lines.includes(DTR_AND_RTS)) broken.push(`DTR and RTS were not raised: ${lines.join(', ') || 'nothing'} was asked for`);
    const coding = requests.findLast(({ kind }) => kind === 'line-coding')?.data;
    if (coding !== LINE_CODING) broken.push(`the line was set to ${coding ?? 'nothing'}`);
    return { figure: `${rig.scans.length} codes, ${rig.shown().join('').length} bytes; control lines ${lines.join(' ')}; ${scanner.heard()} bytes sent to it`, broken };
  },
};
