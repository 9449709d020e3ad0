CREATE TRIGGER audit_heads_are_settled_once BEFORE UPDATE ON audit_heads WHEN OLD.result IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a settled head stays settled'); END;

CREATE TRIGGER audit_heads_keep_what_was_signed BEFORE UPDATE OF sequence, hash, at_ms, terminal_id, key_id, signature ON audit_heads
  BEGIN SELECT RAISE(ABORT, 'a signed head stays as it was signed'); END;

CREATE TRIGGER audit_is_chained BEFORE INSERT ON audit WHEN NEW.hash IS NULL
  BEGIN SELECT RAISE(ABORT, 'an audit line carries its hash'); END;

CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never removed'); END;

CREATE TRIGGER audit_is_write_once BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are write-once'); END;

CREATE TRIGGER cases_are_kept BEFORE DELETE ON cases
  WHEN OLD.closed_at_ms IS NULL OR (SELECT at_ms FROM journal WHERE scan_id = OLD.scan_id) >= (SELECT removable_before_ms FROM retention)
  BEGIN SELECT RAISE(ABORT, 'a case is kept as long as its scan'); END;

CREATE TRIGGER cases_close_once BEFORE UPDATE ON cases WHEN OLD.closed_at_ms IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a closed case stays as it was closed'); END;

CREATE TRIGGER cases_opening_is_write_once BEFORE UPDATE OF number, scan_id, kind, reasons, opened_at_ms, opened_by ON cases
  BEGIN SELECT RAISE(ABORT, 'a case keeps its opening'); END;

CREATE TRIGGER clock_mark_goes_forward BEFORE UPDATE ON clock_mark WHEN NEW.at_ms < OLD.at_ms
  BEGIN SELECT RAISE(ABORT, 'the clock mark never goes back'); END;

CREATE TRIGGER clock_mark_is_kept BEFORE DELETE ON clock_mark BEGIN SELECT RAISE(ABORT, 'the clock mark is never removed'); END;

CREATE TRIGGER contingencies_end_once BEFORE UPDATE OF ended_at_ms, ended_by ON contingencies WHEN OLD.ended_at_ms IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a contingency ends once'); END;

CREATE TRIGGER contingencies_keep_their_start BEFORE UPDATE OF contingency_id, reason, started_at_ms, started_by ON contingencies
  BEGIN SELECT RAISE(ABORT, 'a contingency keeps its start'); END;

CREATE TRIGGER conversions_are_kept BEFORE DELETE ON conversions
  WHEN OLD.scan_id IS NULL OR (SELECT at_ms FROM journal WHERE scan_id = OLD.scan_id) >= (SELECT removable_before_ms FROM retention)
  BEGIN SELECT RAISE(ABORT, 'a conversion is kept as long as its scan'); END;

CREATE TRIGGER conversions_are_write_once BEFORE UPDATE ON conversions BEGIN SELECT RAISE(ABORT, 'conversion rows are write-once'); END;

CREATE TRIGGER crossings_are_write_once BEFORE UPDATE ON crossings BEGIN SELECT RAISE(ABORT, 'crossing rows are write-once'); END;

CREATE TRIGGER damages_are_acknowledged_once BEFORE UPDATE ON damages
  WHEN OLD.acknowledged_at_ms IS NOT NULL OR NEW.at_ms <> OLD.at_ms OR NEW.folder <> OLD.folder OR NEW.saved <> OLD.saved OR NEW.lost IS NOT OLD.lost
  BEGIN SELECT RAISE(ABORT, 'a damage stays as it was found'); END;

CREATE TRIGGER damages_are_kept BEFORE DELETE ON damages BEGIN SELECT RAISE(ABORT, 'damages are never removed'); END;

CREATE TRIGGER document_checks_are_kept BEFORE DELETE ON document_checks
  WHEN (SELECT at_ms FROM journal WHERE scan_id = OLD.scan_id) >= (SELECT removable_before_ms FROM retention)
  BEGIN SELECT RAISE(ABORT, 'a document check is kept as long as its scan'); END;

CREATE TRIGGER document_checks_are_write_once BEFORE UPDATE OF id, scan_id, at_ms, outcome, differing, expired ON document_checks
  BEGIN SELECT RAISE(ABORT, 'document checks are write-once'); END;

CREATE TRIGGER document_checks_only_forget BEFORE UPDATE OF staff_number ON document_checks WHEN NEW.staff_number IS NOT NULL AND NEW.staff_number IS NOT OLD.staff_number
  BEGIN SELECT RAISE(ABORT, 'document checks are write-once'); END;

CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal WHEN OLD.at_ms >= (SELECT removable_before_ms FROM retention)
  BEGIN SELECT RAISE(ABORT, 'a journal row is kept for its time'); END;

CREATE TRIGGER journal_is_write_once BEFORE UPDATE OF id, scan_id, at_ms, lane, source, format, issuer, key_id, outcome, reasons, rule_set, elapsed_us ON journal
  BEGIN SELECT RAISE(ABORT, 'journal rows are write-once'); END;

CREATE TRIGGER journal_only_forgets BEFORE UPDATE OF code_hash, traveller_hash, staff_number ON journal
  WHEN (NEW.code_hash IS NOT NULL AND NEW.code_hash IS NOT OLD.code_hash)
    OR (NEW.traveller_hash IS NOT NULL AND NEW.traveller_hash IS NOT OLD.traveller_hash)
    OR (NEW.staff_number IS NOT NULL AND NEW.staff_number IS NOT OLD.staff_number)
  BEGIN SELECT RAISE(ABORT, 'journal rows are write-once'); END;

CREATE TRIGGER notice_acknowledgements_are_kept BEFORE DELETE ON notice_acknowledgements
  BEGIN SELECT RAISE(ABORT, 'acknowledgements are never removed'); END;

CREATE TRIGGER notice_acknowledgements_are_write_once BEFORE UPDATE ON notice_acknowledgements
  BEGIN SELECT RAISE(ABORT, 'acknowledgements are write-once'); END;

CREATE TRIGGER notices_are_kept BEFORE DELETE ON notices BEGIN SELECT RAISE(ABORT, 'notices are never removed'); END;

CREATE TRIGGER notices_are_sent_once BEFORE UPDATE OF id, notice_id, severity, text, sent_at_ms, sent_by, valid_until_ms ON notices
  BEGIN SELECT RAISE(ABORT, 'a notice stays as it was sent'); END;

CREATE TRIGGER notices_are_withdrawn_once BEFORE UPDATE ON notices WHEN OLD.withdrawn_at_ms IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a withdrawn notice stays as it was withdrawn'); END;

CREATE TRIGGER outbox_body_is_write_once BEFORE UPDATE OF sealed ON outbox WHEN NEW.sealed IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a sealed body is never replaced'); END;

CREATE TRIGGER outbox_counts_insert AFTER INSERT ON outbox
  BEGIN UPDATE outbox_counts SET rows = rows + 1 WHERE state = NEW.state; END;

CREATE TRIGGER outbox_counts_update AFTER UPDATE OF state ON outbox WHEN NEW.state <> OLD.state
  BEGIN
    UPDATE outbox_counts SET rows = rows - 1 WHERE state = OLD.state;
    UPDATE outbox_counts SET rows = rows + 1 WHERE state = NEW.state;
  END;

CREATE TRIGGER outbox_identity_is_write_once BEFORE UPDATE OF record_id, body_sha256, sealing_key_id, created_at_ms ON outbox
  BEGIN SELECT RAISE(ABORT, 'an outbox row keeps its identity'); END;

CREATE TRIGGER outbox_keeps_undelivered BEFORE DELETE ON outbox WHEN OLD.state <> 2
  BEGIN SELECT RAISE(ABORT, 'only delivered rows may be removed'); END;

CREATE TRIGGER outbox_origin_is_write_once BEFORE UPDATE OF origin, origin_key_id, origin_signature ON outbox BEGIN SELECT RAISE(ABORT, 'an outbox row keeps its identity'); END;

CREATE TRIGGER overrides_are_kept BEFORE DELETE ON overrides
  WHEN (SELECT at_ms FROM journal WHERE scan_id = OLD.scan_id) >= (SELECT removable_before_ms FROM retention)
  BEGIN SELECT RAISE(ABORT, 'an override is kept as long as its scan'); END;

CREATE TRIGGER overrides_are_write_once BEFORE UPDATE ON overrides BEGIN SELECT RAISE(ABORT, 'override rows are write-once'); END;

CREATE TRIGGER pseudonym_keys_are_write_once BEFORE UPDATE ON pseudonym_keys BEGIN SELECT RAISE(ABORT, 'a pseudonym key is never replaced'); END;

CREATE TRIGGER retention_goes_forward BEFORE UPDATE ON retention
  WHEN NEW.pseudonyms_to_id < OLD.pseudonyms_to_id OR NEW.staff_to_id < OLD.staff_to_id OR NEW.removable_before_ms < OLD.removable_before_ms
  BEGIN SELECT RAISE(ABORT, 'retention never goes back'); END;

CREATE TRIGGER retention_is_kept BEFORE DELETE ON retention BEGIN SELECT RAISE(ABORT, 'retention is never removed'); END;

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

CREATE TRIGGER rule_activations_are_kept BEFORE DELETE ON rule_activations BEGIN SELECT RAISE(ABORT, 'activations are never removed'); END;

CREATE TRIGGER rule_activations_are_write_once BEFORE UPDATE ON rule_activations BEGIN SELECT RAISE(ABORT, 'activations are write-once'); END;

CREATE TRIGGER rule_sets_keep_their_content BEFORE UPDATE OF name, digest, origin, content, offered_at_ms ON rule_sets
  BEGIN SELECT RAISE(ABORT, 'a rule set keeps its content'); END;

CREATE TRIGGER trust_consents_are_kept BEFORE DELETE ON trust_consents BEGIN SELECT RAISE(ABORT, 'consents are never removed'); END;

CREATE TRIGGER trust_consents_are_write_once BEFORE UPDATE ON trust_consents BEGIN SELECT RAISE(ABORT, 'consents are write-once'); END;

CREATE TRIGGER trust_marks_are_kept BEFORE DELETE ON trust_marks BEGIN SELECT RAISE(ABORT, 'trust marks are never removed'); END;

CREATE TRIGGER trust_marks_never_fall BEFORE UPDATE ON trust_marks
  WHEN NEW.root_version < OLD.root_version
    OR (NEW.root_version = OLD.root_version
      AND (NEW.timestamp_version < OLD.timestamp_version OR NEW.snapshot_version < OLD.snapshot_version OR NEW.targets_version < OLD.targets_version))
    OR coalesce(NEW.signed_at_ms, 0) < coalesce(OLD.signed_at_ms, 0)
    OR NEW.verified_at_ms < OLD.verified_at_ms
  BEGIN SELECT RAISE(ABORT, 'trust marks never fall'); END;

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
, second_roles TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(second_roles)), hash BLOB CHECK (hash IS NULL OR length(hash) = 32)) STRICT;

CREATE TABLE audit_heads (
  sequence INTEGER PRIMARY KEY CHECK (sequence >= 1),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  terminal_id TEXT NOT NULL,
  key_id TEXT NOT NULL,
  signature BLOB NOT NULL CHECK (length(signature) = 64),
  result TEXT CHECK (result IN ('uploaded', 'refused', 'superseded')),
  settled_at_ms INTEGER CHECK (settled_at_ms >= 0),
  CHECK ((result IS NULL) = (settled_at_ms IS NULL))
) STRICT;

CREATE TABLE backlog (
  at_ms INTEGER PRIMARY KEY CHECK (at_ms >= 0),
  waiting INTEGER NOT NULL CHECK (waiting >= 0),
  peak INTEGER NOT NULL CHECK (peak >= waiting)
) STRICT;

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

CREATE TABLE clock_mark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0)
) STRICT;

CREATE TABLE contingencies (
  contingency_id TEXT PRIMARY KEY CHECK (length(contingency_id) = 36),
  reason TEXT NOT NULL CHECK (reason IN ('issuer-down', 'trust-dead', 'scanner-gone', 'network-attack', 'drill', 'other')),
  started_at_ms INTEGER NOT NULL CHECK (started_at_ms >= 0),
  started_by TEXT,
  ended_at_ms INTEGER CHECK (ended_at_ms >= started_at_ms),
  ended_by TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE conversions (
  record_id TEXT PRIMARY KEY CHECK (length(record_id) = 36),
  scan_id TEXT UNIQUE REFERENCES journal (scan_id),
  crossing_id TEXT UNIQUE REFERENCES crossings (crossing_id),
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  CHECK (scan_id IS NULL OR crossing_id IS NULL)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE incidents (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL CHECK (length(detail) <= 500)
) STRICT;

CREATE TABLE journal (
  id INTEGER PRIMARY KEY,
  scan_id TEXT NOT NULL UNIQUE CHECK (length(scan_id) = 36),
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  lane TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('hid-pos', 'hid-keyboard', 'wedge', 'camera', 'picture', 'serial', 'manual')),
  format TEXT,
  issuer TEXT,
  key_id TEXT,
  code_hash BLOB CHECK (code_hash IS NULL OR length(code_hash) = 32),
  outcome TEXT NOT NULL CHECK (outcome IN ('pass', 'refer', 'refuse')),
  reasons TEXT NOT NULL CHECK (json_valid(reasons)),
  rule_set TEXT,
  elapsed_us INTEGER NOT NULL CHECK (elapsed_us >= 0)
, staff_number TEXT, traveller_hash BLOB CHECK (traveller_hash IS NULL OR length(traveller_hash) = 32)) STRICT;

CREATE TABLE notice_acknowledgements (
  id INTEGER PRIMARY KEY,
  notice_id TEXT NOT NULL CHECK (length(notice_id) BETWEEN 1 AND 100),
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  person TEXT CHECK (person <> '')
) STRICT;

CREATE TABLE notices (
  id INTEGER PRIMARY KEY,
  notice_id TEXT NOT NULL UNIQUE CHECK (length(notice_id) = 36),
  severity TEXT NOT NULL CHECK (severity IN ('information', 'urgent')),
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 280),
  sent_at_ms INTEGER NOT NULL CHECK (sent_at_ms >= 0),
  sent_by TEXT,
  valid_until_ms INTEGER CHECK (valid_until_ms > sent_at_ms),
  withdrawn_at_ms INTEGER CHECK (withdrawn_at_ms >= sent_at_ms),
  withdrawn_by TEXT,
  CHECK (withdrawn_at_ms IS NOT NULL OR withdrawn_by IS NULL)
) STRICT;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  record_id TEXT NOT NULL UNIQUE REFERENCES conversions (record_id),
  sealed BLOB,
  body_sha256 TEXT NOT NULL CHECK (length(body_sha256) = 64),
  sealing_key_id TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL CHECK (created_at_ms >= 0),
  state INTEGER NOT NULL DEFAULT 0 CHECK (state IN (0, 1, 2, 3)),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  due_at_ms INTEGER NOT NULL,
  last_error TEXT,
  settled_at_ms INTEGER, origin TEXT CHECK (length(origin) BETWEEN 3 AND 32), origin_key_id TEXT CHECK ((origin_key_id IS NULL) = (origin IS NULL)), origin_signature TEXT CHECK ((origin_signature IS NULL) = (origin IS NULL)), put_back_at_ms INTEGER CHECK (put_back_at_ms >= 0),
  CHECK ((state = 2) = (sealed IS NULL)),
  CHECK ((state = 2) = (settled_at_ms IS NOT NULL))
) STRICT;

CREATE TABLE outbox_counts (state INTEGER PRIMARY KEY, rows INTEGER NOT NULL CHECK (rows >= 0)) STRICT;

CREATE TABLE overrides (
  scan_id TEXT PRIMARY KEY REFERENCES journal (scan_id),
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  reason TEXT NOT NULL CHECK (reason IN ('paper-result', 'exempt', 'health-bureau-agrees', 'emergency', 'rule-misread')),
  first TEXT NOT NULL,
  second TEXT CHECK (second <> first)
) STRICT, WITHOUT ROWID;

CREATE TABLE pseudonym_keys (
  id INTEGER PRIMARY KEY,
  made_at_ms INTEGER NOT NULL CHECK (made_at_ms >= 0),
  key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;

CREATE TABLE rehearsal_travellers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0 AND at_ms % 60000 = 0),
  facts TEXT NOT NULL CHECK (json_valid(facts) AND length(facts) <= 4096)
) STRICT;

CREATE TABLE retention (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  pseudonyms_to_id INTEGER NOT NULL,
  staff_to_id INTEGER NOT NULL,
  removable_before_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE rollup_sums (
  span_ms INTEGER NOT NULL CHECK (span_ms IN (3600000, 86400000)),
  start_ms INTEGER NOT NULL,
  measure TEXT NOT NULL CHECK (length(measure) BETWEEN 3 AND 16),
  key TEXT NOT NULL,
  count INTEGER NOT NULL CHECK (count > 0),
  PRIMARY KEY (span_ms, start_ms, measure, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE "rollups" (
  slot_ms INTEGER NOT NULL,
  lane TEXT NOT NULL,
  measure TEXT NOT NULL CHECK (length(measure) BETWEEN 3 AND 16),
  key TEXT NOT NULL,
  count INTEGER NOT NULL CHECK (count > 0),
  PRIMARY KEY (slot_ms, lane, measure, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE rule_activations (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  name TEXT NOT NULL,
  digest TEXT NOT NULL CHECK (length(digest) = 64)
) STRICT;

CREATE TABLE rule_sets (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
  origin TEXT NOT NULL,
  content TEXT NOT NULL CHECK (json_valid(content)),
  offered_at_ms INTEGER NOT NULL CHECK (offered_at_ms >= 0),
  set_aside TEXT CHECK (set_aside IN ('broken', 'withdrawn', 'refused', 'recalled', 'rolled-back')),
  set_aside_at_ms INTEGER,
  CHECK ((set_aside IS NULL) = (set_aside_at_ms IS NULL))
) STRICT;

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

CREATE TABLE trust_consents (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  -- End of the signed time of the trust it was given for.
  signed_until_ms INTEGER NOT NULL CHECK (signed_until_ms >= 0),
  until_ms INTEGER NOT NULL CHECK (until_ms > at_ms AND until_ms - at_ms <= 28800000),
  first TEXT NOT NULL,
  second TEXT NOT NULL CHECK (second <> first)
) STRICT;

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

CREATE INDEX audit_by_action ON audit (action, at_ms);

CREATE INDEX cases_closed ON cases (closed_at_ms) WHERE closed_at_ms IS NOT NULL;

CREATE INDEX cases_open_by_age ON cases (opened_at_ms) WHERE closed_at_ms IS NULL;

CREATE INDEX contingencies_by_start ON contingencies (started_at_ms);

CREATE UNIQUE INDEX contingencies_one_open ON contingencies (ended_at_ms IS NULL) WHERE ended_at_ms IS NULL;

CREATE INDEX crossings_by_contingency ON crossings (contingency_id, lane, at_ms);

CREATE INDEX crossings_by_time ON crossings (at_ms);

CREATE INDEX document_checks_by_scan ON document_checks (scan_id, id);

CREATE INDEX incidents_by_code ON incidents (code, at_ms);

CREATE INDEX incidents_by_time ON incidents (at_ms);

CREATE INDEX journal_passes_by_code ON journal (code_hash, at_ms) WHERE outcome = 'pass' AND code_hash IS NOT NULL;

CREATE INDEX journal_passes_by_traveller ON journal (traveller_hash, at_ms) WHERE outcome = 'pass' AND traveller_hash IS NOT NULL;

CREATE UNIQUE INDEX notice_acknowledgements_once ON notice_acknowledgements (notice_id, coalesce(person, ''));

CREATE INDEX notices_standing ON notices (coalesce(valid_until_ms, 9007199254740991)) WHERE withdrawn_at_ms IS NULL;

CREATE INDEX outbox_dead ON outbox (id) WHERE state = 3;

CREATE INDEX outbox_delivered ON outbox (settled_at_ms) WHERE state = 2;

CREATE INDEX outbox_leased_by_due ON outbox (due_at_ms, id) WHERE state = 1;

CREATE INDEX outbox_pending_by_due ON outbox (due_at_ms, id) WHERE state = 0;

CREATE INDEX outbox_waiting_by_age ON outbox (created_at_ms) WHERE state < 2;

CREATE INDEX trust_outcomes_by_source ON trust_outcomes (source, id);
