-- What the program itself remembers, one value a key. The keys are those of
-- settings.go.

CREATE TABLE settings (
    key   TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
