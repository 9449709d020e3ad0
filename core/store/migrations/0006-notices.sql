-- Notices that a supervisor typed for the desks of the lane; all that changes of a row is its withdrawal. No traveller's data.
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
-- Without an end as the last safe integer, so that one range finds all that stand.
CREATE INDEX notices_standing ON notices (coalesce(valid_until_ms, 9007199254740991)) WHERE withdrawn_at_ms IS NULL;
CREATE TRIGGER notices_are_sent_once BEFORE UPDATE OF id, notice_id, severity, text, sent_at_ms, sent_by, valid_until_ms ON notices
  BEGIN SELECT RAISE(ABORT, 'a notice stays as it was sent'); END;
CREATE TRIGGER notices_are_withdrawn_once BEFORE UPDATE ON notices WHEN OLD.withdrawn_at_ms IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a withdrawn notice stays as it was withdrawn'); END;
CREATE TRIGGER notices_are_kept BEFORE DELETE ON notices BEGIN SELECT RAISE(ABORT, 'notices are never removed'); END;

-- Who has read which notice, once each; without a person it is the lane, where nobody signs in. Notices of the rule set have no row above.
CREATE TABLE notice_acknowledgements (
  id INTEGER PRIMARY KEY,
  notice_id TEXT NOT NULL CHECK (length(notice_id) BETWEEN 1 AND 100),
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  person TEXT CHECK (person <> '')
) STRICT;
CREATE UNIQUE INDEX notice_acknowledgements_once ON notice_acknowledgements (notice_id, coalesce(person, ''));
CREATE TRIGGER notice_acknowledgements_are_write_once BEFORE UPDATE ON notice_acknowledgements
  BEGIN SELECT RAISE(ABORT, 'acknowledgements are write-once'); END;
CREATE TRIGGER notice_acknowledgements_are_kept BEFORE DELETE ON notice_acknowledgements
  BEGIN SELECT RAISE(ABORT, 'acknowledgements are never removed'); END;
