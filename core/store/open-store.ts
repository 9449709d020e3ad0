/**
 * The only way to the database. One connection, one writer; every write is on disk when its call returns
 * (WAL with synchronous=FULL). Layer: store.
 */
import { chmodSync, existsSync, statSync } from 'node:fs';
import type Database from 'better-sqlite3-multiple-ciphers';
import type { Audit } from '../model/audit.ts';
import type { AuditHeadRecords } from '../model/audit-head.ts';
import type { CaseRecords } from '../model/case.ts';
import type { ContingencyRecords } from '../model/contingency.ts';
import { PortasFault } from '../model/fault.ts';
import type { NoticeRecords } from '../model/notice.ts';
import type { OverrideRecords } from '../model/override.ts';
import type { PseudonymKeyRecords } from '../model/pseudonyms.ts';
import type { RetentionRecords } from '../model/retention.ts';
import type { RuleRecords } from '../model/rule-book.ts';
import type { StaffRecords } from '../model/staff.ts';
import type { TrustRecords } from '../model/trust-distribution.ts';
import type { TrustConsentRecords } from '../model/trust-state.ts';
import { createAudit } from './audit.ts';
import { createAuditHeads } from './audit-heads.ts';
import { type Backlog, createBacklog } from './backlog.ts';
import { type Carried, createCarried } from './carried.ts';
import { createCases } from './cases.ts';
import { type ClockMark, createClockMark } from './clock-mark.ts';
import { connect } from './connect.ts';
import { createContingencies } from './contingency.ts';
import { isDamage, watchForDamage } from './damage/corruption.ts';
import { createDamages, type Damages } from './damage/damages.ts';
import { createMarkReader } from './damage/marks.ts';
import { type PageWalk, walkPages } from './damage/page-walk.ts';
import { keepSpare, spareFile } from './damage/spare.ts';
import { createDocumentChecks, type DocumentChecks } from './document-checks.ts';
import { createIncidents, type Incidents } from './incidents.ts';
import { createJournal, type Journal } from './journal.ts';
import { migrate, type Migration, readMigrations } from './migrate.ts';
import { createNotices } from './notices.ts';
import { createOfficers, type ReadOfficers } from './officers.ts';
import { createOutbox, type OutboxTable } from './outbox.ts';
import { createOverrides } from './overrides.ts';
import { createOverview, type ReadOverview } from './overview.ts';
import { applyPragmas } from './pragmas.ts';
import { createPseudonymKeys } from './pseudonym-keys.ts';
import { createQueue, type QueueTable } from './queue.ts';
import { createRetention } from './retention.ts';
import { createRules } from './rules.ts';
import { createStaff } from './staff.ts';
import { openStoreKey } from './store-key.ts';
import { createTrustConsents } from './trust-consents.ts';
import { createTrust } from './trust.ts';
import { type CountVerdicts, createVerdictCounts } from './verdict-counts.ts';

export interface Store {
  readonly journal: Journal;
  readonly outbox: OutboxTable;
  readonly queue: QueueTable;
  readonly incidents: Incidents;
  readonly backlog: Backlog;
  readonly audit: Audit;
  readonly auditHeads: AuditHeadRecords;
  readonly staff: StaffRecords;
  readonly cases: CaseRecords;
  readonly overrides: OverrideRecords;
  readonly documentChecks: Pick<DocumentChecks, 'record'>;
  readonly contingencies: ContingencyRecords;
  readonly trustConsents: TrustConsentRecords;
  readonly clockMark: ClockMark;
  readonly trust: TrustRecords;
  readonly rules: RuleRecords;
  readonly notices: NoticeRecords;
  readonly readOverview: ReadOverview;
  readonly countVerdicts: CountVerdicts;
  readonly readOfficers: ReadOfficers;
  readonly pseudonymKeys: PseudonymKeyRecords;
  readonly retention: RetentionRecords;
  /**
   * Moves the WAL into the database and empties it, so that deleted bodies leave the disk; the spare follows.
   * @returns false when another connection reads the database just now, and the WAL still holds them.
   */
  checkpoint(): boolean;
  readonly damages: Damages;
  readonly carried: Carried;
  /** Reads every page in the background; null when a checkpoint came in between. @throws SqliteError at a damaged one. */
  walkPages(): Promise<number | null>;
  /** Size of database and WAL together. */
  sizeBytes(): number;
  close(): void;
}

/**
 * Opens or creates the database, encrypted with the key in the file beside it; files are mode 0600.
 * @param onDamage - told of damaged pages that a later statement meets.
 * @throws PortasFault `database-newer`, `store-key-invalid`, `database-corrupt` (the file is no sound SQLite database, or not of this key) or `database-unusable`.
 */
export function openStore(path: string, migrations: readonly Migration[] = readMigrations(), onDamage: (cause: unknown) => void = () => undefined): Store {
  let db: Database.Database | null = null;
  try {
    const key = openStoreKey(path);
    db = connect(path, key);
    chmodSync(path, 0o600);
    applyPragmas(db);
    migrate(db, migrations);
    watchForDamage(db, onDamage);
    const store = createStore(db, path, key, onDamage);
    // From now on a database is expected here.
    if (!existsSync(spareFile(path))) store.checkpoint();
    return store;
  } catch (cause) {
    db?.close();
    throw toFault(path, cause);
  }
}

function createStore(db: Database.Database, path: string, key: Buffer, onDamage: (cause: unknown) => void): Store {
  let walk: PageWalk | null = null;
  const audit = createAudit(db);
  const documentChecks = createDocumentChecks(db, audit);
  const marks = createMarkReader(db);
  const selectSchemaPages = db.prepare<[], { page: number }>(`SELECT pageno AS page FROM dbstat WHERE name = 'sqlite_schema'`);
  const schemaPages = (): number[] => selectSchemaPages.all().map(({ page }) => page);
  return {
    journal: createJournal(db, audit, documentChecks),
    outbox: createOutbox(db),
    queue: createQueue(db),
    incidents: createIncidents(db),
    backlog: createBacklog(db),
    audit,
    auditHeads: createAuditHeads(db),
    staff: createStaff(db),
    cases: createCases(db, audit),
    overrides: createOverrides(db, audit),
    documentChecks,
    contingencies: createContingencies(db, audit),
    trustConsents: createTrustConsents(db, audit),
    clockMark: createClockMark(db),
    trust: createTrust(db, audit),
    rules: createRules(db, audit),
    notices: createNotices(db, audit),
    readOverview: createOverview(db),
    countVerdicts: createVerdictCounts(db),
    readOfficers: createOfficers(db),
    pseudonymKeys: createPseudonymKeys(db),
    retention: createRetention(db),
    damages: createDamages(db, audit),
    carried: createCarried(db, audit),
    checkpoint() {
      walk?.end();
      const emptied = Number(db.pragma('wal_checkpoint(TRUNCATE)', { simple: true })) === 0;
      keepSpare(path, key, schemaPages(), marks());
      return emptied;
    },
    async walkPages() {
      walk?.end();
      walk = walkPages(path, key);
      try {
        return await walk.done;
      } catch (cause) {
        if (isDamage(cause)) onDamage(cause);
        throw cause;
      }
    },
    sizeBytes: () => [path, `${path}-wal`].reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0),
    close() {
      walk?.end();
      db.close();
    },
  };
}

function toFault(path: string, cause: unknown): PortasFault {
  if (cause instanceof PortasFault) return cause;
  if (isDamage(cause)) return new PortasFault('database-corrupt', `${path}: not a sound database (${cause instanceof Error && 'code' in cause ? String(cause.code) : '-'})`, { cause });
  return new PortasFault('database-unusable', `${path}: cannot be opened (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
}
