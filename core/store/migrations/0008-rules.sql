-- Rule sets that signed sets have brought. The content is theirs and never changes; whether it counts is the terminal's own.
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
CREATE TRIGGER rule_sets_keep_their_content BEFORE UPDATE OF name, digest, origin, content, offered_at_ms ON rule_sets
  BEGIN SELECT RAISE(ABORT, 'a rule set keeps its content'); END;

-- Which set came into force when.
CREATE TABLE rule_activations (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  name TEXT NOT NULL,
  digest TEXT NOT NULL CHECK (length(digest) = 64)
) STRICT;
CREATE TRIGGER rule_activations_are_write_once BEFORE UPDATE ON rule_activations BEGIN SELECT RAISE(ABORT, 'activations are write-once'); END;
CREATE TRIGGER rule_activations_are_kept BEFORE DELETE ON rule_activations BEGIN SELECT RAISE(ABORT, 'activations are never removed'); END;

-- What rules saw of the newest travellers, to try other rules on. No identity: docs/formats/rule-set.md says what is in it. Not joined to the journal.
CREATE TABLE rehearsal_travellers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0 AND at_ms % 60000 = 0),
  facts TEXT NOT NULL CHECK (json_valid(facts) AND length(facts) <= 4096)
) STRICT;

-- Whom a code is of, as a keyed hash of the document: counts crossings a day, and stands only where a rule in force limits them.
ALTER TABLE journal ADD COLUMN traveller_hash BLOB CHECK (traveller_hash IS NULL OR length(traveller_hash) = 32);
CREATE INDEX journal_passes_by_traveller ON journal (traveller_hash, at_ms) WHERE outcome = 'pass' AND traveller_hash IS NOT NULL;
