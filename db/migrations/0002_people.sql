-- The people of the desk, and how they and their programs sign in.
-- Of every secret only the SHA-256 is kept; of every password an argon2id hash.

CREATE TABLE users (
    seq        INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    folded     TEXT    NOT NULL UNIQUE, -- text.FoldString(name): Ali and ALI are one name
    password   TEXT    NOT NULL,        -- PHC string
    role       TEXT    NOT NULL CHECK (role IN ('viewer', 'reviewer', 'editor', 'admin')),
    disabled   INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    created_at TEXT    NOT NULL,
    version    INTEGER NOT NULL CHECK (version > 0)
) STRICT;

CREATE TABLE sessions (
    id         TEXT    PRIMARY KEY,
    user       INTEGER NOT NULL REFERENCES users (seq),
    secret     BLOB    NOT NULL CHECK (length(secret) = 32),
    agent      TEXT    NOT NULL,
    created_at TEXT    NOT NULL,
    last_seen  TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_user ON sessions (user, last_seen);
CREATE INDEX sessions_last_seen ON sessions (last_seen);
CREATE INDEX sessions_created_at ON sessions (created_at);

CREATE TABLE tokens (
    seq        INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    user       INTEGER NOT NULL REFERENCES users (seq),
    secret     BLOB    NOT NULL UNIQUE CHECK (length(secret) = 32),
    label      TEXT    NOT NULL DEFAULT '',
    created_at TEXT    NOT NULL,
    last_used  TEXT    NOT NULL DEFAULT '' -- '' for never
) STRICT;

CREATE INDEX tokens_user ON tokens (user, seq);

-- At most one row: each new link takes the place of the one before.
CREATE TABLE setup_links (
    secret     BLOB PRIMARY KEY CHECK (length(secret) = 32),
    created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
