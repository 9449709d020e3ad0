import type Database from 'better-sqlite3-multiple-ciphers';
import { type Outcome, OUTCOMES } from '../model/reasons.ts';
import type { UtcMillis } from '../model/units.ts';
import { integer, type Row, text } from './columns.ts';
import { cut, DAY_MS, QUARTER_MS, slotOf } from './slots.ts';

/** Verdicts of `[from, to)`, to the millisecond. */
export type CountVerdicts = (from: UtcMillis, to: UtcMillis) => Readonly<Record<Outcome, number>>;

/**
 * Counts verdicts between any two instants: whole quarters of an hour from the rollups, the rest from the journal, whose rows stand in the order of
 * their times. So an outage of three days costs what one of an hour does.
 */
export function createVerdictCounts(db: Database.Database): CountVerdicts {
  const selectQuarters = db.prepare<[Row], Row>(
    "SELECT key, sum(count) AS count FROM rollups WHERE slot_ms >= @from AND slot_ms < @to AND measure = 'outcome' GROUP BY key",
  );
  const selectSums = db.prepare<[Row], Row>(
    "SELECT key, sum(count) AS count FROM rollup_sums WHERE span_ms = @width AND start_ms >= @from AND start_ms < @to AND measure = 'outcome' GROUP BY key",
  );
  const selectEnds = db.prepare<[], Row>('SELECT coalesce((SELECT id FROM journal ORDER BY id LIMIT 1), 0) AS first, coalesce((SELECT id FROM journal ORDER BY id DESC LIMIT 1), 0) AS last');
  const selectFrom = db.prepare<[Row], Row>('SELECT id, at_ms AS at FROM journal WHERE id >= @id ORDER BY id LIMIT 1');
  const selectRows = db.prepare<[Row], Row>('SELECT outcome AS key, count(*) AS count FROM journal WHERE id >= @first AND id < @end GROUP BY outcome');

  /** Number of the first journal row at an instant or after it, by halving: the journal has no index on its times, which every scan would pay for. */
  const firstAt = (at: number): number => {
    const ends = selectEnds.get() ?? {};
    let low = integer(ends, 'first');
    let high = integer(ends, 'last') + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = selectFrom.get({ id: middle });
      if (row === undefined || integer(row, 'at') >= at) high = middle;
      else low = integer(row, 'id') + 1;
    }
    return low;
  };
  const edge = (from: number, to: number): Row[] => (from < to ? selectRows.all({ first: firstAt(from), end: firstAt(to) }) : []);

  return (from, to) => {
    const first = slotOf(from + QUARTER_MS - 1);
    const end = slotOf(to);
    const rows =
      first >= end
        ? edge(from, to)
        : [...edge(from, first), ...cut(first, end, DAY_MS).flatMap((piece) => (piece.width === QUARTER_MS ? selectQuarters : selectSums).all({ ...piece })), ...edge(end, to)];
    const count = (outcome: Outcome): number => rows.reduce((sum, row) => sum + (text(row, 'key') === outcome ? integer(row, 'count') : 0), 0);
    const [pass, refer, refuse] = OUTCOMES.map(count);
    return { pass: pass ?? 0, refer: refer ?? 0, refuse: refuse ?? 0 };
  };
}
