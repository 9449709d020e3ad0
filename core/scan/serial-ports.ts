/** Which serial ports are scanners: those that the settings name, and those whose product a profile names. No other port is ever opened. Layer: scan. */
import type { DeviceProfiles, SerialProfile } from './device-profiles.ts';
import type { SerialPortInfo } from './driver.ts';
import type { SerialFraming, SerialLine } from './serial-profile.ts';

/** How the settings name a port: by its path, or by its product and, where several are alike, its serial number. */
export type SettingsPortMatch =
  | { readonly path: string }
  | { readonly vendorId: number; readonly productId: number; readonly serialNumber: string | null };

/** What the settings say of one port. */
export interface SerialPortSettings {
  readonly match: SettingsPortMatch;
  readonly line: SerialLine;
  readonly framing: SerialFraming;
  readonly idleMs: number | null;
}

/** A port of the settings and the profile that they make. */
export interface SettingsPort {
  readonly match: SettingsPortMatch;
  readonly profile: SerialProfile;
}

/** Makes a profile of each port of the settings, in their order. */
export function toSettingsPorts(ports: readonly SerialPortSettings[]): readonly SettingsPort[] {
  return ports.map(({ match, line, framing, idleMs }, index) => ({
    match,
    profile: {
      id: `serial-port-${index + 1}`,
      name: 'path' in match ? match.path : 'Serial port',
      evidence: { ids: 'documented', layout: 'documented', source: 'The settings of this terminal.' },
      idleMs,
      mode: 'serial',
      match: [],
      line,
      framing,
    },
  }));
}

/** The profile of a listed port: what the settings say comes before the profiles. @returns null for a port that is none of our business. */
export function matchSerialPort(settingsPorts: readonly SettingsPort[], profiles: DeviceProfiles, info: SerialPortInfo): SerialProfile | null {
  const own = settingsPorts.find(({ match }) => namesPort(match, info));
  if (own !== undefined) return own.profile;
  const { vendorId, productId } = info;
  if (vendorId === null || productId === null) return null;
  return (
    profiles.find(
      (profile): profile is SerialProfile => profile.mode === 'serial' && profile.match.some((match) => match.vendorId === vendorId && match.productIds.includes(productId)),
    ) ?? null
  );
}

function namesPort(match: SettingsPortMatch, info: SerialPortInfo): boolean {
  if ('path' in match) return match.path === info.settingsPath;
  return match.vendorId === info.vendorId && match.productId === info.productId && (match.serialNumber === null || match.serialNumber === info.serialNumber);
}
