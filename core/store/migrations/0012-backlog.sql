-- How many records waited, and when: a row with every incident that changes a part's state, one when the backlog of an outage is gone, and one a minute while the number changes.
-- `peak` is the most that waited since the row before. The instant is the key: rows lie in the order of time.
CREATE TABLE backlog (
  at_ms INTEGER PRIMARY KEY CHECK (at_ms >= 0),
  waiting INTEGER NOT NULL CHECK (waiting >= 0),
  peak INTEGER NOT NULL CHECK (peak >= waiting)
) STRICT;
