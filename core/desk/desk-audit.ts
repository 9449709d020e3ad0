/** A line of the audit: a traveller's consent, or a document that differs; which scan, before whom, under which rules. Layer: desk. */
import type { AuditEntry } from '../model/audit.ts';
import type { Person } from '../model/staff.ts';
import type { UtcMillis } from '../model/units.ts';
import type { Verdict } from '../model/verdict.ts';

export function toAudit(action: 'consent-recorded' | 'document-differs', scanId: string, person: Person | null, at: UtcMillis, { ruleSet }: Verdict, reason: string | null): AuditEntry {
  return { at, action, person: person?.staffNumber ?? null, roles: person?.roles ?? [], second: null, subject: scanId, reason, ruleSet };
}
