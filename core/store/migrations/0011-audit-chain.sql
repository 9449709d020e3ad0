-- The audit as a chain of hashes: the hash of a line covers the line and the hash before it. Lines from before the chain have none; the chain begins
-- with a digest of them all (core/store/audit-chain.ts).
ALTER TABLE audit ADD COLUMN hash BLOB CHECK (hash IS NULL OR length(hash) = 32);
CREATE TRIGGER audit_is_chained BEFORE INSERT ON audit WHEN NEW.hash IS NULL
  BEGIN SELECT RAISE(ABORT, 'an audit line carries its hash'); END;

-- Signed heads of the chain: what the gateway was told, or is still to be told, of where the chain stood.
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
CREATE TRIGGER audit_heads_keep_what_was_signed BEFORE UPDATE OF sequence, hash, at_ms, terminal_id, key_id, signature ON audit_heads
  BEGIN SELECT RAISE(ABORT, 'a signed head stays as it was signed'); END;
CREATE TRIGGER audit_heads_are_settled_once BEFORE UPDATE ON audit_heads WHEN OLD.result IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a settled head stays settled'); END;
