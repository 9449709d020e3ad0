import type { Role } from '../../core/model/staff.ts';
import { DAY_MS, type UtcMillis, utcMillis } from '../../core/model/units.ts';
import { encodeBadge } from '../issuer/encode-badge.ts';
import { createRandom } from '../issuer/random.ts';
import type { Workshop } from '../issuer/workshop.ts';

/** Staff numbers of the drill's people. */
const NUMBERS: Readonly<Record<Role, string>> = { officer: '1042', supervisor: '2001', technician: '3007' };

/** The badge of one of the drill's people: the same one every time. */
export function drillBadge(role: Role, workshop: Workshop, at: UtcMillis): string {
  const claims = {
    staffNumber: NUMBERS[role],
    roles: [role],
    issuer: workshop.issuer,
    badgeId: createRandom(`badge/${role}`).hex(16),
    issuedAt: utcMillis(at - DAY_MS),
    expiresAt: utcMillis(at + 30 * DAY_MS),
  };
  return encodeBadge(claims, workshop.badgeSigner);
}
