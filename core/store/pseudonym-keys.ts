import type Database from 'better-sqlite3-multiple-ciphers';
import type { PseudonymKeyRecords } from '../model/pseudonyms.ts';
import { utcMillis } from '../model/units.ts';
import { blob, integer, type Row } from './columns.ts';

/** Keys of the journal's pseudonyms. In the encrypted database, so that a key and what was hashed with it are written and lost together. */
export function createPseudonymKeys(db: Database.Database): PseudonymKeyRecords {
  const select = db.prepare<[], Row>('SELECT id, made_at_ms AS madeAt, key FROM pseudonym_keys ORDER BY id');
  const insert = db.prepare<[Row]>('INSERT INTO pseudonym_keys (made_at_ms, key) VALUES (@madeAt, @key)');
  const remove = db.prepare<[Row]>('DELETE FROM pseudonym_keys WHERE id = @id');
  const destroy = db.transaction((ids: readonly number[]) => {
    for (const id of ids) remove.run({ id });
  });
  return {
    all: () => select.all().map((row) => ({ id: integer(row, 'id'), madeAt: utcMillis(integer(row, 'madeAt')), key: blob(row, 'key') })),
    add: ({ madeAt, key }) => ({ id: Number(insert.run({ madeAt, key }).lastInsertRowid), madeAt, key }),
    destroy: (ids) => destroy.immediate(ids),
  };
}
