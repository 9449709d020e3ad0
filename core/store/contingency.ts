import type Database from 'better-sqlite3-multiple-ciphers';
import type { Audit, AuditEntry } from '../model/audit.ts';
import {
  type Contingency,
  CONTINGENCY_REASONS,
  type ContingencyRecords,
  CROSSING_OUTCOMES,
  CROSSING_REASONS,
  type Crossing,
  type CrossingConversion,
  EVIDENCE_KINDS,
} from '../model/contingency.ts';
import { type UtcMillis, utcMillis } from '../model/units.ts';
import { integer, oneOf, type Row, text } from './columns.ts';
import { quantileSeconds, paceBucket } from './pace.ts';
import { createRollups } from './rollups.ts';

/** Contingencies and the crossings recorded in them. */
export function createContingencies(db: Database.Database, audit: Pick<Audit, 'record'>): ContingencyRecords {
  const rollups = createRollups(db);
  const selectOpen = db.prepare<[], Row>(
    'SELECT contingency_id AS contingencyId, reason, started_at_ms AS startedAt, started_by AS startedBy, ended_at_ms AS endedAt, ended_by AS endedBy FROM contingencies WHERE ended_at_ms IS NULL',
  );
  const selectOne = db.prepare<[Row], Row>(
    'SELECT contingency_id AS contingencyId, reason, started_at_ms AS startedAt, started_by AS startedBy, ended_at_ms AS endedAt, ended_by AS endedBy FROM contingencies WHERE contingency_id = @contingencyId',
  );
  const selectRecent = db.prepare<[Row], Row>(
    `SELECT contingency_id AS contingencyId, reason, started_at_ms AS startedAt, started_by AS startedBy, ended_at_ms AS endedAt, ended_by AS endedBy
     FROM contingencies ORDER BY started_at_ms DESC, contingency_id LIMIT @limit`,
  );
  const insert = db.prepare<[Row]>('INSERT INTO contingencies (contingency_id, reason, started_at_ms, started_by) VALUES (@contingencyId, @reason, @startedAt, @startedBy)');
  const close = db.prepare<[Row]>('UPDATE contingencies SET ended_at_ms = @at, ended_by = @by WHERE contingency_id = @contingencyId');
  const insertCrossing = db.prepare<[Row]>(
    `INSERT INTO crossings (crossing_id, contingency_id, at_ms, lane, staff_number, evidence, outcome, reason)
     VALUES (@crossingId, @contingencyId, @at, @lane, @staffNumber, @evidence, @outcome, @reason)`,
  );
  const insertConversion = db.prepare<[Row]>('INSERT INTO conversions (record_id, crossing_id, at_ms) VALUES (@recordId, @crossingId, @at)');
  const insertOutbox = db.prepare<[Row]>(
    `INSERT INTO outbox (record_id, sealed, body_sha256, sealing_key_id, created_at_ms, due_at_ms)
     VALUES (@recordId, @sealed, @bodySha256, @sealingKeyId, @createdAt, @createdAt)`,
  );
  const selectGroups = db.prepare<[Row], Row>(
    'SELECT evidence, outcome, reason, count(*) AS count FROM crossings WHERE contingency_id = @contingencyId GROUP BY evidence, outcome, reason',
  );
  const selectOfficers = db.prepare<[Row], Row>('SELECT count(DISTINCT staff_number) AS officers FROM crossings WHERE contingency_id = @contingencyId');
  // A delivered row is purged after its retention: a conversion without one was delivered.
  const selectConverted = db.prepare<[Row], Row>(
    `SELECT count(*) AS converted, sum(o.state IS NULL OR o.state = 2) AS delivered, sum(coalesce(o.state, 2) < 2) AS waiting, sum(coalesce(o.state, 2) = 3) AS dead
     FROM crossings AS x JOIN conversions AS c ON c.crossing_id = x.crossing_id LEFT JOIN outbox AS o ON o.record_id = c.record_id
     WHERE x.contingency_id = @contingencyId`,
  );
  const selectGaps = db.prepare<[Row], Row>(
    `SELECT gap FROM (SELECT at_ms - lag(at_ms) OVER (PARTITION BY lane ORDER BY at_ms, id) AS gap FROM crossings WHERE contingency_id = @contingencyId) WHERE gap IS NOT NULL`,
  );
  const selectCountOf = db.prepare<[Row], Row>('SELECT count(*) AS crossings FROM crossings WHERE contingency_id = @contingencyId');
  const selectCount = db.prepare<[Row], Row>('SELECT count(*) AS crossings FROM crossings WHERE at_ms >= @from AND at_ms < @to');
  const selectNewest = db.prepare<[], Row>('SELECT at_ms AS at FROM crossings ORDER BY id DESC LIMIT 1');

  const begin = db.transaction((contingency: Contingency, act: Parameters<ContingencyRecords['begin']>[1]) => {
    const { contingencyId, reason, startedAt, startedBy } = contingency;
    insert.run({ contingencyId, reason, startedAt, startedBy });
    audit.record(act);
  });
  const end = db.transaction((...[contingencyId, at, by, act]: Parameters<ContingencyRecords['end']>) => {
    close.run({ contingencyId, at, by });
    audit.record(act);
  });
  const write = db.transaction((crossing: Crossing, act: AuditEntry, conversion: CrossingConversion | null) => {
    insertCrossing.run({ ...crossing });
    audit.record(act);
    if (conversion === null) return;
    const { sealed, consent } = conversion;
    insertConversion.run({ recordId: sealed.recordId, crossingId: crossing.crossingId, at: crossing.at });
    insertOutbox.run({ ...sealed });
    rollups.addConversion(crossing);
    audit.record(consent);
  });

  return {
    current() {
      const row = selectOpen.get();
      return row === undefined ? null : toContingency(row);
    },
    find(contingencyId) {
      const row = selectOne.get({ contingencyId });
      return row === undefined ? null : toContingency(row);
    },
    recent: (limit) => selectRecent.all({ limit }).map(toContingency),
    begin: (contingency, act) => begin.immediate(contingency, act),
    end: (contingencyId, at, by, act) => end.immediate(contingencyId, at, by, act),
    recordCrossing: (crossing, act, conversion) => write.immediate(crossing, act, conversion),
    countOf: (contingencyId) => Number(selectCountOf.get({ contingencyId })?.crossings),
    figures(contingencyId) {
      const groups = selectGroups.all({ contingencyId }).map(toGroup);
      const sum = (is: (group: Group) => boolean): number => groups.filter(is).reduce((total, { count }) => total + count, 0);
      const converted = selectConverted.get({ contingencyId }) ?? {};
      const gaps = selectGaps.all({ contingencyId }).map((row) => integer(row, 'gap'));
      return {
        crossings: sum(() => true),
        evidence: {
          'paper-certificate': sum(({ evidence }) => evidence === 'paper-certificate'),
          'identity-document': sum(({ evidence }) => evidence === 'identity-document'),
          'other-side-code': sum(({ evidence }) => evidence === 'other-side-code'),
        },
        outcomes: {
          passed: sum(({ outcome }) => outcome === 'passed'),
          refused: sum(({ outcome }) => outcome === 'refused'),
          'second-line': sum(({ outcome }) => outcome === 'second-line'),
        },
        reasons: CROSSING_REASONS.map((reason) => ({ reason, count: sum((group) => group.reason === reason) })).filter(({ count }) => count > 0),
        officers: Number(selectOfficers.get({ contingencyId })?.officers),
        // Sums over no row are null.
        converted: Number(converted.converted),
        delivered: Number(converted.delivered ?? 0),
        waiting: Number(converted.waiting ?? 0),
        dead: Number(converted.dead ?? 0),
        medianGapSeconds: medianOf(gaps),
      };
    },
    countCrossings: (from, to) => Number(selectCount.get({ from, to })?.crossings),
    newestAt() {
      const row = selectNewest.get();
      return row === undefined ? null : utcMillis(integer(row, 'at'));
    },
  };
}

interface Group extends Pick<Crossing, 'evidence' | 'outcome' | 'reason'> {
  readonly count: number;
}

const toGroup = (row: Row): Group => ({
  evidence: oneOf(EVIDENCE_KINDS, row, 'evidence'),
  outcome: oneOf(CROSSING_OUTCOMES, row, 'outcome'),
  reason: oneOf(CROSSING_REASONS, row, 'reason'),
  count: integer(row, 'count'),
});

function toContingency(row: Row): Contingency {
  const person = (column: string): string | null => (row[column] === null ? null : text(row, column));
  const endedAt: UtcMillis | null = row.endedAt === null ? null : utcMillis(integer(row, 'endedAt'));
  return {
    contingencyId: text(row, 'contingencyId'),
    reason: oneOf(CONTINGENCY_REASONS, row, 'reason'),
    startedAt: utcMillis(integer(row, 'startedAt')),
    startedBy: person('startedBy'),
    endedAt,
    endedBy: person('endedBy'),
  };
}

/** The overview's own measure: the same buckets, the same pauses left out. */
function medianOf(gaps: readonly number[]): number | null {
  const buckets = Map.groupBy(gaps.flatMap((gap) => paceBucket(gap) ?? []), (bucket) => bucket);
  return quantileSeconds([...buckets].map(([bucket, each]) => ({ bucket, travellers: each.length })).sort((a, b) => a.bucket - b.bucket), 0.5);
}
