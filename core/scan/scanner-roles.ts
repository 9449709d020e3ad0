/** Which side of the desk each scanner stands on, by the settings. Pure. Layer: scan. */
import type { ScannerRole } from '../model/scan.ts';
import type { ScannerState, ScannerStatus } from './scanner-status.ts';

export interface RoleAssignment {
  /** `vvvv:pppp`, `vvvv:pppp:serial number`, or the path by which the settings name a serial port. */
  readonly device: string;
  readonly role: ScannerRole;
}

/** How the scanner of one side stands; `none`: it is not plugged in. */
export interface RoleState {
  readonly role: ScannerRole;
  readonly state: ScannerState;
}

/** Best first. */
const BEST_FIRST: readonly ScannerState[] = ['ready', 'opening', 'denied', 'lost', 'driver-missing', 'none'];
/** What a desk with sides is told of: the state that most wants somebody to act. */
const WORST_FIRST: readonly ScannerState[] = ['driver-missing', 'denied', 'lost', 'none', 'opening', 'ready'];

/** The role of a scanner: an assignment with its serial number counts before one of its product alone. @param deviceId - null for what no scanner read. */
export function roleOf(assignments: readonly RoleAssignment[], deviceId: string | null): ScannerRole | null {
  if (deviceId === null) return null;
  const exact = assignments.find(({ device }) => device === deviceId);
  return (exact ?? assignments.find(({ device }) => deviceId.startsWith(`${device}:`)))?.role ?? null;
}

const rolesOf = (assignments: readonly RoleAssignment[]): readonly ScannerRole[] => [...new Set(assignments.map(({ role }) => role))];

/** Best of the states; `none` of none. */
export function bestOf(states: Iterable<ScannerState>): ScannerState {
  const present = new Set(states);
  return BEST_FIRST.find((state) => present.has(state)) ?? 'none';
}

/**
 * How each assigned role stands, in the order of the settings: the best of its scanners.
 * @param unseen - what is said of a role none of whose scanners was ever listed.
 */
export function stateByRole(assignments: readonly RoleAssignment[], scanners: readonly ScannerStatus[], unseen: 'none' | 'driver-missing'): readonly RoleState[] {
  return rolesOf(assignments).map((role) => {
    const mine = scanners.filter((scanner) => scanner.role === role);
    return { role, state: mine.length === 0 ? unseen : bestOf(mine.map(({ state }) => state)) };
  });
}

/** Assigned roles none of whose scanners was ever listed, in the order of the settings. */
export function missingRoles(assignments: readonly RoleAssignment[], scanners: readonly Pick<ScannerStatus, 'role'>[]): readonly ScannerRole[] {
  return rolesOf(assignments).filter((role) => !scanners.some((scanner) => scanner.role === role));
}

/** The state that a desk with roles shows: the worst of them, so that a ready scanner hides no lost one. */
export function worstOf(roles: readonly RoleState[]): ScannerState {
  const present = new Set(roles.map(({ state }) => state));
  return WORST_FIRST.find((state) => present.has(state)) ?? 'none';
}
