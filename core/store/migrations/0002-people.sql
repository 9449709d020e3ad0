-- Who stood at the terminal when a row was written; null where nobody has to sign in.
ALTER TABLE journal ADD COLUMN staff_number TEXT;

-- Members of staff whose badge this terminal has seen. A PIN is kept as scrypt under a salt of its own, of a text that is keyed with a secret
-- outside this database. No names.
CREATE TABLE staff (
  staff_number TEXT PRIMARY KEY CHECK (length(staff_number) BETWEEN 3 AND 12),
  roles TEXT NOT NULL CHECK (json_valid(roles)),
  badge_id TEXT NOT NULL CHECK (length(badge_id) = 32),
  issuer TEXT NOT NULL,
  key_id TEXT NOT NULL,
  badge_issued_at_ms INTEGER NOT NULL,
  badge_expires_at_ms INTEGER NOT NULL,
  pin_salt BLOB,
  pin_hash BLOB,
  pin_cost INTEGER,
  pin_block_size INTEGER,
  pin_parallelization INTEGER,
  failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
  last_failure_at_ms INTEGER,
  CHECK ((pin_hash IS NULL) = (pin_salt IS NULL)),
  CHECK ((failures = 0) = (last_failure_at_ms IS NULL))
) STRICT, WITHOUT ROWID;

-- Audit: one row an act, never changed and never removed. Never a traveller's name or document number, never a PIN.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  action TEXT NOT NULL,
  person TEXT,
  roles TEXT NOT NULL CHECK (json_valid(roles)),
  second TEXT,
  subject TEXT,
  reason TEXT CHECK (reason IS NULL OR length(reason) <= 200),
  rule_set TEXT
) STRICT;
CREATE INDEX audit_by_action ON audit (action, at_ms);
CREATE TRIGGER audit_is_write_once BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are write-once'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never removed'); END;
