-- Contingencies: codes cannot be relied upon, and officers record crossings by hand. One is open at a time; all that changes of a row is its end.
CREATE TABLE contingencies (
  contingency_id TEXT PRIMARY KEY CHECK (length(contingency_id) = 36),
  reason TEXT NOT NULL CHECK (reason IN ('issuer-down', 'trust-dead', 'scanner-gone', 'network-attack', 'drill', 'other')),
  started_at_ms INTEGER NOT NULL CHECK (started_at_ms >= 0),
  started_by TEXT,
  ended_at_ms INTEGER CHECK (ended_at_ms >= started_at_ms),
  ended_by TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX contingencies_one_open ON contingencies (ended_at_ms IS NULL) WHERE ended_at_ms IS NULL;
CREATE INDEX contingencies_by_start ON contingencies (started_at_ms);
CREATE TRIGGER contingencies_keep_their_start BEFORE UPDATE OF contingency_id, reason, started_at_ms, started_by ON contingencies
  BEGIN SELECT RAISE(ABORT, 'a contingency keeps its start'); END;
CREATE TRIGGER contingencies_end_once BEFORE UPDATE OF ended_at_ms, ended_by ON contingencies WHEN OLD.ended_at_ms IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a contingency ends once'); END;

-- One row a traveller of a contingency. Nothing that tells who crossed.
CREATE TABLE crossings (
  id INTEGER PRIMARY KEY,
  crossing_id TEXT NOT NULL UNIQUE CHECK (length(crossing_id) = 36),
  contingency_id TEXT NOT NULL REFERENCES contingencies (contingency_id),
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  lane TEXT NOT NULL,
  staff_number TEXT,
  evidence TEXT NOT NULL CHECK (evidence IN ('paper-certificate', 'identity-document', 'other-side-code')),
  outcome TEXT NOT NULL CHECK (outcome IN ('passed', 'refused', 'second-line')),
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX crossings_by_time ON crossings (at_ms);
CREATE INDEX crossings_by_contingency ON crossings (contingency_id, lane, at_ms);
CREATE TRIGGER crossings_are_write_once BEFORE UPDATE ON crossings BEGIN SELECT RAISE(ABORT, 'crossing rows are write-once'); END;

-- A conversion comes from a scan or from a crossing. The table is made anew with its rows; the outbox refers to them, so keys are checked at the end.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE conversions_kept AS SELECT record_id, scan_id, at_ms FROM conversions;
DROP TABLE conversions;
CREATE TABLE conversions (
  record_id TEXT PRIMARY KEY CHECK (length(record_id) = 36),
  scan_id TEXT UNIQUE REFERENCES journal (scan_id),
  crossing_id TEXT UNIQUE REFERENCES crossings (crossing_id),
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  CHECK ((scan_id IS NULL) <> (crossing_id IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO conversions (record_id, scan_id, at_ms) SELECT record_id, scan_id, at_ms FROM conversions_kept;
DROP TABLE conversions_kept;
CREATE TRIGGER conversions_are_write_once BEFORE UPDATE ON conversions BEGIN SELECT RAISE(ABORT, 'conversion rows are write-once'); END;
