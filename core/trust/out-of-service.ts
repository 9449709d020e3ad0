/** Whether the signed policy lets this terminal work. Pure. Layer: trust. */
import type { DeactivationReason } from '../model/trust-state.ts';
import { compareVersions, parseVersion } from '../model/version.ts';
import type { TerminalsPolicy } from './distribution/policy-file.ts';

/** Why a terminal is out of service. */
export type OutOfService =
  | { readonly cause: 'deactivated'; readonly reason: DeactivationReason }
  | { readonly cause: 'version-too-low'; /** `1.2.0` */ readonly minimum: string };

/** @returns null for a terminal that may work. A version that cannot be read is older than any that is asked for. */
export function outOfService({ minimumVersion, deactivated }: TerminalsPolicy, self: { readonly terminalId: string; readonly version: string }): OutOfService | null {
  const reason = deactivated.get(self.terminalId);
  if (reason !== undefined) return { cause: 'deactivated', reason };
  if (minimumVersion === null) return null;
  const version = parseVersion(self.version);
  return version !== null && compareVersions(version, minimumVersion) >= 0 ? null : { cause: 'version-too-low', minimum: minimumVersion.join('.') };
}
