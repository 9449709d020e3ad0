-- Codes come from serial scanners and from picture files too. The check of one column is edited in place: a table of ten million rows is not copied for
-- a word (https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes", the procedure for a changed CHECK).
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '''camera'', ''manual''', '''camera'', ''picture'', ''serial'', ''manual''') WHERE type = 'table' AND name = 'journal';
PRAGMA writable_schema = RESET;
