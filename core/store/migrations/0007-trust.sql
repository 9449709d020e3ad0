-- High-water marks of the signed trust set: one row. Versions never fall, but for those that a newer root has freed by naming other keys
-- (recovery from a fast-forward attack); the row is never removed.
CREATE TABLE trust_marks (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  root_version INTEGER NOT NULL CHECK (root_version >= 1),
  timestamp_version INTEGER NOT NULL CHECK (timestamp_version >= 1),
  snapshot_version INTEGER NOT NULL CHECK (snapshot_version >= 1),
  targets_version INTEGER NOT NULL CHECK (targets_version >= 1),
  timestamp_key_ids TEXT NOT NULL CHECK (json_valid(timestamp_key_ids)),
  snapshot_key_ids TEXT NOT NULL CHECK (json_valid(snapshot_key_ids)),
  signed_at_ms INTEGER CHECK (signed_at_ms >= 0),
  verified_at_ms INTEGER NOT NULL CHECK (verified_at_ms >= 0)
) STRICT;
CREATE TRIGGER trust_marks_never_fall BEFORE UPDATE ON trust_marks
  WHEN NEW.root_version < OLD.root_version
    OR (NEW.root_version = OLD.root_version
      AND (NEW.timestamp_version < OLD.timestamp_version OR NEW.snapshot_version < OLD.snapshot_version OR NEW.targets_version < OLD.targets_version))
    OR coalesce(NEW.signed_at_ms, 0) < coalesce(OLD.signed_at_ms, 0)
    OR NEW.verified_at_ms < OLD.verified_at_ms
  BEGIN SELECT RAISE(ABORT, 'trust marks never fall'); END;
CREATE TRIGGER trust_marks_are_kept BEFORE DELETE ON trust_marks BEGIN SELECT RAISE(ABORT, 'trust marks are never removed'); END;

-- What became of attempts to update the set; the oldest make room. Attempts of one source that end alike are one row.
CREATE TABLE trust_outcomes (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  source TEXT NOT NULL CHECK (source IN ('https', 'folder', 'disk')),
  result TEXT NOT NULL CHECK (result IN ('installed', 'current', 'refused')),
  cause TEXT,
  versions TEXT CHECK (json_valid(versions)),
  detail TEXT CHECK (length(detail) <= 500),
  person TEXT,
  times INTEGER NOT NULL CHECK (times >= 1),
  CHECK ((cause IS NULL) = (result <> 'refused'))
) STRICT;
CREATE INDEX trust_outcomes_by_source ON trust_outcomes (source, id);
