import type Database from 'better-sqlite3-multiple-ciphers';
import type { Audit, AuditEntry } from '../model/audit.ts';
import { type HeldSetRow, type RuleActivation, type RuleRecords, SET_ASIDE } from '../model/rule-book.ts';
import { utcMillis } from '../model/units.ts';
import { integer, oneOf, type Row, text } from './columns.ts';

/** Rule sets, when they came into force, and what to try them on. A write is one transaction with its line of the audit, on disk when the call returns. */
export function createRules(db: Database.Database, audit: Pick<Audit, 'record'>): RuleRecords {
  const selectSets = db.prepare<[], Row>(
    `SELECT name, digest, origin, content, offered_at_ms AS offeredAt, set_aside AS setAside, set_aside_at_ms AS setAsideAt FROM rule_sets ORDER BY id`,
  );
  const insertSet = db.prepare<[Row]>(
    `INSERT INTO rule_sets (name, digest, origin, content, offered_at_ms, set_aside, set_aside_at_ms)
     VALUES (@name, @digest, @origin, @content, @offeredAt, @setAside, @setAsideAt)`,
  );
  const updateSet = db.prepare<[Row]>('UPDATE rule_sets SET set_aside = @setAside, set_aside_at_ms = @setAsideAt WHERE digest = @digest');
  const deleteSet = db.prepare<[Row]>('DELETE FROM rule_sets WHERE digest = @digest');
  const insertActivation = db.prepare<[Row]>('INSERT INTO rule_activations (at_ms, name, digest) VALUES (@at, @name, @digest)');
  const selectActivations = db.prepare<[Row], Row>('SELECT at_ms AS at, name, digest FROM rule_activations ORDER BY id DESC LIMIT @limit');
  const selectTravellers = db.prepare<[], Row>('SELECT at_ms AS at, facts FROM rehearsal_travellers ORDER BY id DESC');
  const deleteTravellers = db.prepare<[Row]>('DELETE FROM rehearsal_travellers WHERE at_ms < @before');
  const withAudit = (entry: AuditEntry, write: () => void): void =>
    db
      .transaction(() => {
        write();
        audit.record(entry);
      })
      .immediate();
  const toColumns = (setAside: HeldSetRow['setAside']): Row => ({ setAside: setAside?.why ?? null, setAsideAt: setAside?.at ?? null });
  return {
    sets: () => selectSets.all().map(toHeldSet),
    keep: ({ setAside, ...row }, entry) => withAudit(entry, () => void insertSet.run({ ...row, ...toColumns(setAside) })),
    setAside: (digest, setAside, entry) => withAudit(entry, () => void updateSet.run({ digest, ...toColumns(setAside) })),
    drop: (digest) => void deleteSet.run({ digest }),
    activate: (activation, entry) => withAudit(entry, () => void insertActivation.run({ ...activation })),
    activations: (limit) => selectActivations.all({ limit }).map(toActivation),
    travellers: () => selectTravellers.all().map((row) => ({ at: utcMillis(integer(row, 'at')), facts: text(row, 'facts') })),
    forgetTravellers: (before) => void deleteTravellers.run({ before }),
  };
}

function toHeldSet(row: Row): HeldSetRow {
  return {
    name: text(row, 'name'),
    digest: text(row, 'digest'),
    origin: text(row, 'origin'),
    content: text(row, 'content'),
    offeredAt: utcMillis(integer(row, 'offeredAt')),
    setAside: row.setAside === null ? null : { why: oneOf(SET_ASIDE, row, 'setAside'), at: utcMillis(integer(row, 'setAsideAt')) },
  };
}

function toActivation(row: Row): RuleActivation {
  return { name: text(row, 'name'), digest: text(row, 'digest'), at: utcMillis(integer(row, 'at')) };
}
