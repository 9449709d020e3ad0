/** Which listed collections and ports are scanners, and which scanner each one is. Pure. Layer: scan. */
import { type DeviceProfile, type DeviceProfiles, matchProfile, namesProduct } from './device-profiles.ts';
import type { ListedDevice } from './driver.ts';
import { matchSerialPort, type SettingsPort } from './serial-ports.ts';

export interface Candidate {
  readonly info: ListedDevice;
  readonly profile: DeviceProfile;
}

/** Most scanners a desk can have at once; a longer list is a fault of the bus, and the rest is not opened. */
export const MAX_SCANNERS = 16;

/**
 * The kind of device: vendor, product and serial number, in hex as the bus shows them. Paths are reused and mean nothing, but for
 * the one by which the settings name a serial port.
 */
function deviceKind(info: ListedDevice): string {
  if (info.kind === 'serial' && info.settingsPath !== null) return info.settingsPath;
  const { vendorId, productId, serialNumber } = info;
  return vendorId === null || productId === null ? info.path : `${toUsbIds(vendorId, productId)}:${serialNumber ?? '-'}`;
}

/** `0c2e:0b8f`. */
export function toUsbIds(vendorId: number, productId: number): string {
  const hex = (id: number): string => id.toString(16).padStart(4, '0');
  return `${hex(vendorId)}:${hex(productId)}`;
}

/**
 * Picks the scanners out of what a driver lists: one entry per path, and one HID mode of a device that offers both, since the other would deliver each
 * code a second time or none. The profile that names the product decides; where both do, HID POS. In keyboard mode Honeywell's scanners have a second
 * interface, for remote management, that calls itself a HID POS scanner and sends no codes. A serial port is one only when the settings or a profile name it.
 */
export function findCandidates(profiles: DeviceProfiles, listed: readonly ListedDevice[], settingsPorts: readonly SettingsPort[] = []): readonly Candidate[] {
  const found = listed.flatMap((info): Candidate[] => {
    const profile = info.kind === 'serial' ? matchSerialPort(settingsPorts, profiles, info) : matchProfile(profiles, info);
    return profile === null ? [] : [{ info, profile }];
  });
  const named = new Set(
    found.flatMap(({ info, profile }) => (info.kind !== 'serial' && profile.mode !== 'serial' && namesProduct(profile, info) ? [`${profile.mode} ${deviceKind(info)}`] : [])),
  );
  const byPath = new Map<string, Candidate>();
  for (const { info, profile } of found) {
    const kind = deviceKind(info);
    const isPos = named.has(`hid-pos ${kind}`) || !named.has(`hid-keyboard ${kind}`);
    const isTaken = profile.mode === 'serial' || (profile.mode === 'hid-pos') === isPos;
    if (isTaken && !byPath.has(info.path)) byPath.set(info.path, { info, profile });
  }
  return [...byPath.values()].slice(0, MAX_SCANNERS);
}

/**
 * Gives each candidate its stable name: its kind, and for the second and later scanner of the same kind at the same time
 * (scanners without serial numbers) `#2`, `#3` ...
 * @param known - names in use: name to the path last seen there.
 */
export function nameCandidates(candidates: readonly Candidate[], known: ReadonlyMap<string, string>): ReadonlyMap<string, Candidate> {
  const named = new Map<string, Candidate>();
  const waiting: Candidate[] = [];
  const nameAt = (kind: string, nth: number): string => (nth === 1 ? kind : `${kind}#${nth}`);
  // Those still at their path keep their names; then newcomers take the lowest name that is free.
  for (const candidate of candidates) {
    const kind = deviceKind(candidate.info);
    const kept = [...known].find(([name, path]) => path === candidate.info.path && (name === kind || name.startsWith(`${kind}#`)) && !named.has(name));
    if (kept === undefined) waiting.push(candidate);
    else named.set(kept[0], candidate);
  }
  for (const candidate of waiting) {
    const kind = deviceKind(candidate.info);
    let nth = 1;
    while (named.has(nameAt(kind, nth))) nth += 1;
    named.set(nameAt(kind, nth), candidate);
  }
  return named;
}
