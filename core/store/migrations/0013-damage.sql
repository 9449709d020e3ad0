-- What was found damaged and set aside; told at the desk until a technician has seen it.
CREATE TABLE damages (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  cause TEXT NOT NULL,
  -- Below the data folder.
  folder TEXT NOT NULL UNIQUE,
  saved INTEGER NOT NULL CHECK (saved >= 0),
  -- Waiting records that could not be read; null where nobody can say.
  lost INTEGER CHECK (lost >= 0),
  marks TEXT NOT NULL CHECK (marks IN ('kept', 'lost')),
  acknowledged_at_ms INTEGER,
  acknowledged_by TEXT
) STRICT;
CREATE TRIGGER damages_are_kept BEFORE DELETE ON damages BEGIN SELECT RAISE(ABORT, 'damages are never removed'); END;
CREATE TRIGGER damages_are_acknowledged_once BEFORE UPDATE ON damages
  WHEN OLD.acknowledged_at_ms IS NOT NULL OR NEW.at_ms <> OLD.at_ms OR NEW.folder <> OLD.folder OR NEW.saved <> OLD.saved OR NEW.lost IS NOT OLD.lost
  BEGIN SELECT RAISE(ABORT, 'a damage stays as it was found'); END;

-- A record whose scan cannot be read any more, or was made at another terminal, is still a record to deliver.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE conversions_kept AS SELECT record_id, scan_id, crossing_id, at_ms FROM conversions;
DROP TABLE conversions;
CREATE TABLE conversions (
  record_id TEXT PRIMARY KEY CHECK (length(record_id) = 36),
  scan_id TEXT UNIQUE REFERENCES journal (scan_id),
  crossing_id TEXT UNIQUE REFERENCES crossings (crossing_id),
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  CHECK (scan_id IS NULL OR crossing_id IS NULL)
) STRICT, WITHOUT ROWID;
INSERT INTO conversions (record_id, scan_id, crossing_id, at_ms) SELECT record_id, scan_id, crossing_id, at_ms FROM conversions_kept;
DROP TABLE conversions_kept;
CREATE TRIGGER conversions_are_write_once BEFORE UPDATE ON conversions BEGIN SELECT RAISE(ABORT, 'conversion rows are write-once'); END;

-- The terminal that made a record, where it is another one: the sealed body names it, and the gateway counts by it.
ALTER TABLE outbox ADD COLUMN origin TEXT CHECK (length(origin) BETWEEN 3 AND 32);
-- Its word that it made it: key identifier and signature (core/model/record-origin.ts).
ALTER TABLE outbox ADD COLUMN origin_key_id TEXT CHECK ((origin_key_id IS NULL) = (origin IS NULL));
ALTER TABLE outbox ADD COLUMN origin_signature TEXT CHECK ((origin_signature IS NULL) = (origin IS NULL));
CREATE TRIGGER outbox_origin_is_write_once BEFORE UPDATE OF origin, origin_key_id, origin_signature ON outbox BEGIN SELECT RAISE(ABORT, 'an outbox row keeps its identity'); END;
