-- Keys of the pseudonyms of codes and travellers in the journal: a new one each day; one that no question needs any more is removed, and the hashes made with it mean nothing.
CREATE TABLE pseudonym_keys (
  id INTEGER PRIMARY KEY,
  made_at_ms INTEGER NOT NULL CHECK (made_at_ms >= 0),
  key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;
CREATE TRIGGER pseudonym_keys_are_write_once BEFORE UPDATE ON pseudonym_keys BEGIN SELECT RAISE(ABORT, 'a pseudonym key is never replaced'); END;

-- How far forgetting has come: journal rows up to these have no pseudonyms, no staff number any more; rows from before this instant may be removed, none after it.
CREATE TABLE retention (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  pseudonyms_to_id INTEGER NOT NULL,
  staff_to_id INTEGER NOT NULL,
  removable_before_ms INTEGER NOT NULL
) STRICT;
INSERT INTO retention (id, pseudonyms_to_id, staff_to_id, removable_before_ms) VALUES (1, 0, 0, 0);
CREATE TRIGGER retention_goes_forward BEFORE UPDATE ON retention
  WHEN NEW.pseudonyms_to_id < OLD.pseudonyms_to_id OR NEW.staff_to_id < OLD.staff_to_id OR NEW.removable_before_ms < OLD.removable_before_ms
  BEGIN SELECT RAISE(ABORT, 'retention never goes back'); END;
CREATE TRIGGER retention_is_kept BEFORE DELETE ON retention BEGIN SELECT RAISE(ABORT, 'retention is never removed'); END;

-- A journal row can forget who stood there, and no more; it goes when its time is over, and what hangs on it goes with it.
DROP TRIGGER journal_is_write_once;
CREATE TRIGGER journal_is_write_once BEFORE UPDATE OF id, scan_id, at_ms, lane, source, format, issuer, key_id, outcome, reasons, rule_set, elapsed_us ON journal
  BEGIN SELECT RAISE(ABORT, 'journal rows are write-once'); END;
CREATE TRIGGER journal_only_forgets BEFORE UPDATE OF code_hash, traveller_hash, staff_number ON journal
  WHEN (NEW.code_hash IS NOT NULL AND NEW.code_hash IS NOT OLD.code_hash)
    OR (NEW.traveller_hash IS NOT NULL AND NEW.traveller_hash IS NOT OLD.traveller_hash)
    OR (NEW.staff_number IS NOT NULL AND NEW.staff_number IS NOT OLD.staff_number)
  BEGIN SELECT RAISE(ABORT, 'journal rows are write-once'); END;
CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal WHEN OLD.at_ms >= (SELECT removable_before_ms FROM retention)
  BEGIN SELECT RAISE(ABORT, 'a journal row is kept for its time'); END;

DROP TRIGGER overrides_are_kept;
CREATE TRIGGER overrides_are_kept BEFORE DELETE ON overrides
  WHEN (SELECT at_ms FROM journal WHERE scan_id = OLD.scan_id) >= (SELECT removable_before_ms FROM retention)
  BEGIN SELECT RAISE(ABORT, 'an override is kept as long as its scan'); END;

DROP TRIGGER cases_are_kept;
CREATE TRIGGER cases_are_kept BEFORE DELETE ON cases
  WHEN OLD.closed_at_ms IS NULL OR (SELECT at_ms FROM journal WHERE scan_id = OLD.scan_id) >= (SELECT removable_before_ms FROM retention)
  BEGIN SELECT RAISE(ABORT, 'a case is kept as long as its scan'); END;

CREATE TRIGGER conversions_are_kept BEFORE DELETE ON conversions
  WHEN OLD.scan_id IS NULL OR (SELECT at_ms FROM journal WHERE scan_id = OLD.scan_id) >= (SELECT removable_before_ms FROM retention)
  BEGIN SELECT RAISE(ABORT, 'a conversion is kept as long as its scan'); END;

-- When a technician last put a record back: its time in the queue counts from then.
ALTER TABLE outbox ADD COLUMN put_back_at_ms INTEGER CHECK (put_back_at_ms >= 0);
