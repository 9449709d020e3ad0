-- Travellers at the second line, one case a scan. No name, no document number: traveller and case meet by the number.
CREATE TABLE cases (
  number INTEGER PRIMARY KEY,
  scan_id TEXT NOT NULL UNIQUE REFERENCES journal (scan_id),
  kind TEXT NOT NULL CHECK (kind IN ('second-line', 'appeal')),
  reasons TEXT NOT NULL CHECK (json_valid(reasons)),
  opened_at_ms INTEGER NOT NULL CHECK (opened_at_ms >= 0),
  opened_by TEXT,
  closed_at_ms INTEGER,
  closed_by TEXT,
  outcome TEXT CHECK (outcome IN ('passed', 'refused')),
  closing_reason TEXT CHECK (closing_reason IN ('document-agrees', 'document-differs', 'health-check-clear', 'health-check-positive', 'rule-misread', 'other')),
  CHECK ((closed_at_ms IS NULL) = (outcome IS NULL)),
  CHECK ((closed_at_ms IS NULL) = (closing_reason IS NULL)),
  CHECK (closed_at_ms IS NOT NULL OR closed_by IS NULL)
) STRICT;
CREATE INDEX cases_open_by_age ON cases (opened_at_ms) WHERE closed_at_ms IS NULL;
CREATE INDEX cases_closed ON cases (closed_at_ms) WHERE closed_at_ms IS NOT NULL;
CREATE TRIGGER cases_opening_is_write_once BEFORE UPDATE OF number, scan_id, kind, reasons, opened_at_ms, opened_by ON cases
  BEGIN SELECT RAISE(ABORT, 'a case keeps its opening'); END;
CREATE TRIGGER cases_close_once BEFORE UPDATE ON cases WHEN OLD.closed_at_ms IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a closed case stays as it was closed'); END;
CREATE TRIGGER cases_are_kept BEFORE DELETE ON cases BEGIN SELECT RAISE(ABORT, 'cases are never removed'); END;

-- Travellers let through against the rules, by whom and why; the journal keeps the verdict as it was. No name, no document number.
CREATE TABLE overrides (
  scan_id TEXT PRIMARY KEY REFERENCES journal (scan_id),
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  reason TEXT NOT NULL CHECK (reason IN ('paper-result', 'exempt', 'health-bureau-agrees', 'emergency', 'rule-misread')),
  first TEXT NOT NULL,
  second TEXT CHECK (second <> first)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER overrides_are_write_once BEFORE UPDATE ON overrides BEGIN SELECT RAISE(ABORT, 'override rows are write-once'); END;
CREATE TRIGGER overrides_are_kept BEFORE DELETE ON overrides BEGIN SELECT RAISE(ABORT, 'override rows are never removed'); END;
