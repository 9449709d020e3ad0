-- The word of two people that this terminal may pass travellers on stale trust, for eight hours at most.
CREATE TABLE trust_consents (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
  -- End of the signed time of the trust it was given for.
  signed_until_ms INTEGER NOT NULL CHECK (signed_until_ms >= 0),
  until_ms INTEGER NOT NULL CHECK (until_ms > at_ms AND until_ms - at_ms <= 28800000),
  first TEXT NOT NULL,
  second TEXT NOT NULL CHECK (second <> first)
) STRICT;
CREATE TRIGGER trust_consents_are_write_once BEFORE UPDATE ON trust_consents BEGIN SELECT RAISE(ABORT, 'consents are write-once'); END;
CREATE TRIGGER trust_consents_are_kept BEFORE DELETE ON trust_consents BEGIN SELECT RAISE(ABORT, 'consents are never removed'); END;

-- The newest time that the terminal noted for itself: a clock that stands before it was turned back while nobody crossed.
CREATE TABLE clock_mark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at_ms INTEGER NOT NULL CHECK (at_ms >= 0)
) STRICT;
CREATE TRIGGER clock_mark_goes_forward BEFORE UPDATE ON clock_mark WHEN NEW.at_ms < OLD.at_ms
  BEGIN SELECT RAISE(ABORT, 'the clock mark never goes back'); END;
CREATE TRIGGER clock_mark_is_kept BEFORE DELETE ON clock_mark BEGIN SELECT RAISE(ABORT, 'the clock mark is never removed'); END;
