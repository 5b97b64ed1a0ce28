-- What people say to each other about an annotation. A comment never changes; it is
-- resolved, and taken up again.

CREATE TABLE comments (
    seq         INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 64),
    annotation  INTEGER NOT NULL REFERENCES annotations (seq),
    article     INTEGER NOT NULL REFERENCES articles (seq),
    text        TEXT    NOT NULL,
    by          TEXT    NOT NULL,
    at          TEXT    NOT NULL,
    mentions    TEXT    NOT NULL DEFAULT '[]' CHECK (json_type(mentions) = 'array'), -- the names of people
    resolved_by TEXT    NOT NULL DEFAULT '',
    resolved_at TEXT    NOT NULL DEFAULT '', -- '' while it is open
    version     INTEGER NOT NULL CHECK (version > 0)
) STRICT;

CREATE INDEX comments_annotation ON comments (annotation, seq);
CREATE INDEX comments_open ON comments (article, seq) WHERE resolved_at = '';

-- Whom comments that are not resolved mention.
CREATE TABLE open_mentions (
    person  TEXT    NOT NULL,
    comment INTEGER NOT NULL REFERENCES comments (seq),
    PRIMARY KEY (person, comment)
) STRICT, WITHOUT ROWID;
