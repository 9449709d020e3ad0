import { describe, expect, it } from 'vitest';
import { hidRule, serialRule } from '../../../renderer/service/doctor/access-rule.ts';
import { deviceName } from '../../../renderer/service/doctor/device-name.ts';
import { isUnreadable, troublesOf } from '../../../renderer/service/doctor/device-troubles.ts';
import { drawProgrammingCode, MODULE_PX } from '../../../renderer/service/doctor/programming-code.ts';
import { usageHex, usageName } from '../../../renderer/service/doctor/usage-name.ts';
import * as doctor from '../../support/doctor-fixtures.ts';

const NOW = Date.UTC(2026, 10, 25, 4);

describe('what is wrong with a device', () => {
  it('is nothing for a scanner that is read as HID POS, for keyboards, mice and ports', () => {
    for (const device of doctor.devices(NOW)) expect(troublesOf(device), deviceName(device)).toEqual([]);
  });

  it('is the mode of a scanner that is not read, whose maker alone may be known', () => {
    const [byProduct, byVendor] = doctor.wrongMode;
    for (const device of [byProduct, byVendor]) {
      if (device === undefined) throw new Error('a device was expected');
      expect(troublesOf(device)).toEqual(['wrong-mode']);
      expect(isUnreadable(device)).toBe(true);
      const other = { ...device, mode: device.mode === null ? null : { ...device.mode, knownBy: 'vendor-id' as const, mode: 'other' as const } };
      // Makers of scanners make other things too.
      expect(troublesOf(other)).toEqual([]);
    }
  });

  it('is access and layout, the gravest first', () => {
    expect(doctor.denied(NOW).flatMap(troublesOf)).toEqual(['denied', 'layout-differs']);
  });

  it('is another program where the rights are there', () => {
    const [device] = doctor.denied(NOW);
    if (device === undefined) throw new Error('a device was expected');
    const open = { ...device, interfaces: device.interfaces.map((each) => ({ ...each, descriptor: null, rights: { may: 'read-write' as const, owner: 'root', group: 'dialout', mode: '0660' } })) };
    expect(troublesOf(open)).toEqual(['held']);
  });
});

describe('the rule that gives access', () => {
  it('is for exactly one maker', () => {
    const { file, rule, commands } = hidRule(0x0c2e);
    expect(file).toBe('/etc/udev/rules.d/70-portas-0c2e.rules');
    expect(rule).toBe('SUBSYSTEM=="hidraw", ATTRS{idVendor}=="0c2e", MODE="0660", GROUP="plugdev"');
    expect(commands.split('\n')[0]).toBe(`echo '${rule ?? ''}' | sudo tee ${file ?? ''}`);
    expect(hidRule(0x5e0).rule).toContain('"05e0"');
  });

  it('joins the group of a serial port, and takes no other text for a group', () => {
    expect(serialRule('uucp').commands).toBe('sudo usermod -aG uucp "$USER"');
    for (const group of [null, 'root', '$(reboot)', 'a b', '-x']) expect(serialRule(group).commands, group ?? 'none').toBe('sudo usermod -aG dialout "$USER"');
  });
});

describe('the name of a device', () => {
  it('says what the device or its maker says, and its ids', () => {
    const [device] = doctor.devices(NOW);
    if (device === undefined) throw new Error('a device was expected');
    expect(deviceName(device)).toBe('Honeywell Xenon 1950 (0C2E:0B61)');
    expect(deviceName({ ...device, product: 'Honeywell X' })).toBe('Honeywell X (0C2E:0B61)');
    expect(deviceName({ ...device, product: '', manufacturer: '' })).toBe('Honeywell (0C2E:0B61)');
    expect(deviceName({ ...device, product: '', manufacturer: '', mode: null, vendorId: null })).toBe('/dev/hidraw0');
  });

  it('says what a usage is for', () => {
    expect([[0x8c, 2], [0x8c, 1], [1, 6], [1, 2], [1, 0x80], [0x0c, 1], [0x8d, 1], [0x8e, 1], [0xff01, 1], [0, 0]].map(([page = 0, usage = 0]) => usageName(page, usage))).toEqual(['scanner', 'scanner-part', 'keyboard', 'mouse', 'system', 'consumer', 'scale', 'card-reader', 'vendor', 'other']);
    expect(usageHex(0xff01, 2)).toBe('0xFF01/0x02');
  });
});

describe('a programming code', () => {
  /** Modules of a drawn Code 128 without its quiet zone, 1 for dark. */
  const modulesOf = (svg: string): string => {
    const bars = [...svg.matchAll(/stroke-width="(\d+)" d="([^"]+)"/g)].flatMap(([, width = '', path = '']) => [...path.matchAll(/M([\d.]+) /g)].map(([, centre = '']) => ({ from: Math.round((Number(centre) - Number(width) / 2) / MODULE_PX), modules: Number(width) / MODULE_PX })));
    const begin = Math.min(...bars.map(({ from }) => from));
    const end = Math.max(...bars.map(({ from, modules }) => from + modules));
    return Array.from({ length: end - begin }, (_, at) => (bars.some(({ from, modules }) => at + begin >= from && at + begin < from + modules) ? '1' : '0')).join('');
  };
  // ISO/IEC 15417, table 1: start B, FNC3 in sets A and B, stop.
  const START_B = '11010010000';
  const FNC3 = '10111100010';
  const STOP = '1100011101011';

  it('has function character 3 where the maker has it, in modules of one width', () => {
    const last = modulesOf(drawProgrammingCode({ symbology: 'code128', text: 'PAP131.', fnc3: 'last' }).svg);
    expect(last).toHaveLength(11 * (1 + 7 + 1 + 1) + 13);
    expect([last.slice(0, 11), last.slice(11 * 8, 11 * 9), last.slice(-13)]).toEqual([START_B, FNC3, STOP]);
    const first = modulesOf(drawProgrammingCode({ symbology: 'code128', text: 'PAP131.', fnc3: 'first' }).svg);
    expect([first.slice(0, 11), first.slice(11, 22)]).toEqual([START_B, FNC3]);
  });

  it('has a quiet zone of ten modules and its size in whole pixels', () => {
    const { svg, width, height } = drawProgrammingCode({ symbology: 'code128', text: 'PAP131.', fnc3: 'last' });
    expect(width).toBe((modulesOf(svg).length + 20) * MODULE_PX);
    expect(height).toBeGreaterThan(20 * MODULE_PX);
  });

  it.each(['code128', 'qr', 'datamatrix'] as const)('is drawn for any text that a maker may print: %s', (symbology) => {
    for (const text of ['^FNC3', '@SETUP', '$%#', ' ', '!'.repeat(80)]) expect(drawProgrammingCode({ symbology, text, fnc3: null }).width).toBeGreaterThan(0);
    // A circumflex is itself and no function character.
    expect(drawProgrammingCode({ symbology: 'code128', text: '^FNC3', fnc3: null }).width).toBeGreaterThan(drawProgrammingCode({ symbology: 'code128', text: '', fnc3: 'first' }).width);
  });
});
