import type { AuditAction } from '../model/audit.ts';

/** Keeps a line of the audit by whoever is signed in; on disk when it returns. @throws what the store throws. */
export type RecordAct = (action: AuditAction, subject: string | null) => void;
