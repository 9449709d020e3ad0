/** Which listed collections are scanners, and which scanner each one is. Pure. Layer: scan. */
import { type DeviceProfile, type DeviceProfiles, matchProfile, namesProduct } from './device-profiles.ts';
import type { HidDeviceInfo } from './driver.ts';

export interface Candidate {
  readonly info: HidDeviceInfo;
  readonly profile: DeviceProfile;
}

/** Most scanners a desk can have at once; a longer list is a fault of the bus, and the rest is not opened. */
export const MAX_SCANNERS = 16;

/** The kind of device: vendor, product and serial number, in hex as the bus shows them. Paths are reused and mean nothing. */
function deviceKind({ vendorId, productId, serialNumber }: HidDeviceInfo): string {
  const hex = (id: number): string => id.toString(16).padStart(4, '0');
  return `${hex(vendorId)}:${hex(productId)}:${serialNumber ?? '-'}`;
}

/**
 * Picks the scanners out of what a driver lists: one entry per path, and one mode of a device that offers both, since the other would deliver each code
 * a second time or none. The profile that names the product decides; where both do, HID POS. In keyboard mode Honeywell's scanners have a second
 * interface, for remote management, that calls itself a HID POS scanner and sends no codes.
 */
export function findCandidates(profiles: DeviceProfiles, listed: readonly HidDeviceInfo[]): readonly Candidate[] {
  const found = listed.flatMap((info): Candidate[] => {
    const profile = matchProfile(profiles, info);
    return profile === null ? [] : [{ info, profile }];
  });
  const named = new Set(found.filter(({ info, profile }) => namesProduct(profile, info)).map(({ info, profile }) => `${profile.mode} ${deviceKind(info)}`));
  const byPath = new Map<string, Candidate>();
  for (const { info, profile } of found) {
    const kind = deviceKind(info);
    const isPos = named.has(`hid-pos ${kind}`) || !named.has(`hid-keyboard ${kind}`);
    if ((profile.mode === 'hid-pos') === isPos && !byPath.has(info.path)) byPath.set(info.path, { info, profile });
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
