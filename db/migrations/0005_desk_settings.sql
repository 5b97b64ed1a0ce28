-- How the desk works and writes: one row for each setting that somebody has changed,
-- its value as JSON. The others are as isnad comes (annotation.DefaultSettings).
-- A row's version is that of all settings after its change.

CREATE TABLE desk_settings (
    key        TEXT    PRIMARY KEY,
    value      TEXT    NOT NULL CHECK (json_valid(value)),
    version    INTEGER NOT NULL CHECK (version > 1),
    updated_at TEXT    NOT NULL,
    updated_by TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
