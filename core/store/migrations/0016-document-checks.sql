-- Checks of a document against the code of a scan: the outcome and the fields that differ, nothing of what either says. The last one of a scan counts; all are kept as long as their scan.
CREATE TABLE document_checks (
  id INTEGER PRIMARY KEY,
  scan_id TEXT NOT NULL REFERENCES journal (scan_id),
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  outcome TEXT NOT NULL CHECK (outcome IN ('same', 'differs', 'cannot-tell')),
  differing TEXT NOT NULL CHECK (json_valid(differing)),
  expired INTEGER NOT NULL CHECK (expired IN (0, 1)),
  staff_number TEXT,
  CHECK ((outcome = 'differs') = (json_array_length(differing) > 0))
) STRICT;
CREATE INDEX document_checks_by_scan ON document_checks (scan_id, id);
CREATE TRIGGER document_checks_are_write_once BEFORE UPDATE OF id, scan_id, at_ms, outcome, differing, expired ON document_checks
  BEGIN SELECT RAISE(ABORT, 'document checks are write-once'); END;
CREATE TRIGGER document_checks_only_forget BEFORE UPDATE OF staff_number ON document_checks WHEN NEW.staff_number IS NOT NULL AND NEW.staff_number IS NOT OLD.staff_number
  BEGIN SELECT RAISE(ABORT, 'document checks are write-once'); END;
CREATE TRIGGER document_checks_are_kept BEFORE DELETE ON document_checks
  WHEN (SELECT at_ms FROM journal WHERE scan_id = OLD.scan_id) >= (SELECT removable_before_ms FROM retention)
  BEGIN SELECT RAISE(ABORT, 'a document check is kept as long as its scan'); END;
