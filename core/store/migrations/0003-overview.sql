-- Measures are listed in store/rollups.ts alone: a new one needs no new table.
CREATE TABLE rollups_rebuilt (
  slot_ms INTEGER NOT NULL,
  lane TEXT NOT NULL,
  measure TEXT NOT NULL CHECK (length(measure) BETWEEN 3 AND 16),
  key TEXT NOT NULL,
  count INTEGER NOT NULL CHECK (count > 0),
  PRIMARY KEY (slot_ms, lane, measure, key)
) STRICT, WITHOUT ROWID;
INSERT INTO rollups_rebuilt (slot_ms, lane, measure, key, count) SELECT slot_ms, lane, measure, key, count FROM rollups;
DROP TABLE rollups;
ALTER TABLE rollups_rebuilt RENAME TO rollups;

-- The same counts by hour and by Macau day (UTC+8 all year), over all lanes: a month is thirty days' rows, not three thousand quarters'.
-- How many came in each lane is a measure of its own. Kept by triggers, so that no writer can forget it.
CREATE TABLE rollup_sums (
  span_ms INTEGER NOT NULL CHECK (span_ms IN (3600000, 86400000)),
  start_ms INTEGER NOT NULL,
  measure TEXT NOT NULL CHECK (length(measure) BETWEEN 3 AND 16),
  key TEXT NOT NULL,
  count INTEGER NOT NULL CHECK (count > 0),
  PRIMARY KEY (span_ms, start_ms, measure, key)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER rollups_insert AFTER INSERT ON rollups
  BEGIN
    INSERT INTO rollup_sums (span_ms, start_ms, measure, key, count)
      VALUES (3600000, NEW.slot_ms - NEW.slot_ms % 3600000, NEW.measure, NEW.key, NEW.count),
             (86400000, NEW.slot_ms - (NEW.slot_ms + 28800000) % 86400000, NEW.measure, NEW.key, NEW.count)
      ON CONFLICT (span_ms, start_ms, measure, key) DO UPDATE SET count = count + excluded.count;
  END;
CREATE TRIGGER rollups_insert_lane AFTER INSERT ON rollups WHEN NEW.measure = 'outcome'
  BEGIN
    INSERT INTO rollup_sums (span_ms, start_ms, measure, key, count)
      VALUES (3600000, NEW.slot_ms - NEW.slot_ms % 3600000, 'lane', NEW.lane, NEW.count),
             (86400000, NEW.slot_ms - (NEW.slot_ms + 28800000) % 86400000, 'lane', NEW.lane, NEW.count)
      ON CONFLICT (span_ms, start_ms, measure, key) DO UPDATE SET count = count + excluded.count;
  END;
CREATE TRIGGER rollups_update AFTER UPDATE OF count ON rollups
  BEGIN
    UPDATE rollup_sums SET count = count + NEW.count - OLD.count
      WHERE span_ms = 3600000 AND start_ms = NEW.slot_ms - NEW.slot_ms % 3600000 AND measure = NEW.measure AND key = NEW.key;
    UPDATE rollup_sums SET count = count + NEW.count - OLD.count
      WHERE span_ms = 86400000 AND start_ms = NEW.slot_ms - (NEW.slot_ms + 28800000) % 86400000 AND measure = NEW.measure AND key = NEW.key;
  END;
CREATE TRIGGER rollups_update_lane AFTER UPDATE OF count ON rollups WHEN NEW.measure = 'outcome'
  BEGIN
    UPDATE rollup_sums SET count = count + NEW.count - OLD.count
      WHERE span_ms = 3600000 AND start_ms = NEW.slot_ms - NEW.slot_ms % 3600000 AND measure = 'lane' AND key = NEW.lane;
    UPDATE rollup_sums SET count = count + NEW.count - OLD.count
      WHERE span_ms = 86400000 AND start_ms = NEW.slot_ms - (NEW.slot_ms + 28800000) % 86400000 AND measure = 'lane' AND key = NEW.lane;
  END;

-- What was counted before: its sums, and the issuers that the journal names.
INSERT INTO rollup_sums (span_ms, start_ms, measure, key, count)
  SELECT 3600000, slot_ms - slot_ms % 3600000 AS start_ms, measure, key, sum(count) FROM rollups GROUP BY start_ms, measure, key;
INSERT INTO rollup_sums (span_ms, start_ms, measure, key, count)
  SELECT 86400000, slot_ms - (slot_ms + 28800000) % 86400000 AS start_ms, measure, key, sum(count) FROM rollups GROUP BY start_ms, measure, key;
INSERT INTO rollup_sums (span_ms, start_ms, measure, key, count)
  SELECT 3600000, slot_ms - slot_ms % 3600000 AS start_ms, 'lane', lane, sum(count) FROM rollups WHERE measure = 'outcome' GROUP BY start_ms, lane;
INSERT INTO rollup_sums (span_ms, start_ms, measure, key, count)
  SELECT 86400000, slot_ms - (slot_ms + 28800000) % 86400000 AS start_ms, 'lane', lane, sum(count) FROM rollups WHERE measure = 'outcome' GROUP BY start_ms, lane;
INSERT INTO rollups (slot_ms, lane, measure, key, count)
  SELECT at_ms - at_ms % 900000 AS slot_ms, lane, 'issuer', issuer, count(*) FROM journal WHERE issuer IS NOT NULL GROUP BY slot_ms, lane, issuer;

-- The overview asks when a part of the terminal last changed its state.
CREATE INDEX incidents_by_code ON incidents (code, at_ms);
CREATE INDEX incidents_by_time ON incidents (at_ms);
