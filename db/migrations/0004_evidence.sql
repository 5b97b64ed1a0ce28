-- Evidence: pieces (what is put in evidence), citations (what a piece does for one
-- annotation, and where in it), and the files that were uploaded.

-- An uploaded file, once for each content. It is never changed, and goes only with
-- the last piece that names it, when that is erased.
CREATE TABLE files (
    sha256     TEXT PRIMARY KEY CHECK (length(sha256) = 64), -- hex
    media_type TEXT NOT NULL,                                -- by what the bytes look like
    size       INTEGER NOT NULL CHECK (size = length(data)),
    data       BLOB NOT NULL
) STRICT;

CREATE TABLE pieces (
    seq          INTEGER PRIMARY KEY,
    id           TEXT    NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 64),
    kind         TEXT    NOT NULL CHECK (kind IN ('', 'link', 'document', 'text', 'call')),
    title        TEXT    NOT NULL,
    url          TEXT    NOT NULL DEFAULT '',
    text         TEXT    NOT NULL DEFAULT '',
    publisher    TEXT    NOT NULL DEFAULT '',
    date         TEXT    NOT NULL DEFAULT '', -- YYYY-MM-DD
    accessed     TEXT    NOT NULL DEFAULT '', -- YYYY-MM-DD
    is_primary   INTEGER NOT NULL DEFAULT 0 CHECK (is_primary IN (0, 1)),
    confidential INTEGER NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1)),
    erased       INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1)),
    file         TEXT    REFERENCES files (sha256),
    file_name    TEXT    NOT NULL DEFAULT '',
    created_by   TEXT    NOT NULL,
    created_at   TEXT    NOT NULL,
    updated_at   TEXT    NOT NULL,
    version      INTEGER NOT NULL CHECK (version > 0),
    CHECK (erased = 0 OR (kind = '' AND title = '' AND text = '' AND url = '' AND file IS NULL AND confidential = 1)),
    CHECK (erased = 1 OR kind <> '')
) STRICT;

CREATE INDEX pieces_file ON pieces (file) WHERE file IS NOT NULL;

CREATE TABLE citations (
    seq        INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 64),
    annotation INTEGER NOT NULL REFERENCES annotations (seq),
    piece      INTEGER NOT NULL REFERENCES pieces (seq),
    stance     TEXT    NOT NULL CHECK (stance IN ('supports', 'refutes', 'context')),
    locator    TEXT    NOT NULL DEFAULT '',
    passage    TEXT    NOT NULL DEFAULT '',
    deleted    INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
    created_by TEXT    NOT NULL,
    created_at TEXT    NOT NULL,
    updated_at TEXT    NOT NULL,
    version    INTEGER NOT NULL CHECK (version > 0),
    digest     TEXT    NOT NULL DEFAULT '' -- of the draft, to tell a retry from other evidence
) STRICT;

CREATE INDEX citations_annotation ON citations (annotation, seq);
CREATE INDEX citations_piece ON citations (piece, seq);
