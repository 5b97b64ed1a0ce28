-- Right of reply: who was asked to answer what an annotation holds, when and how, and
-- what came of it. A record that was removed is kept, and can come back.

CREATE TABLE replies (
    seq         INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 64),
    annotation  INTEGER NOT NULL REFERENCES annotations (seq),
    article     INTEGER NOT NULL REFERENCES articles (seq),
    asked       TEXT    NOT NULL,
    asked_on    TEXT    NOT NULL, -- days are YYYY-MM-DD
    how         TEXT    NOT NULL CHECK (how IN ('call', 'email', 'message', 'letter', 'in_person', 'other')),
    question    TEXT    NOT NULL DEFAULT '',
    until       TEXT    NOT NULL DEFAULT '',
    outcome     TEXT    NOT NULL CHECK (outcome IN ('waiting', 'answered', 'declined', 'no_answer')),
    answer      TEXT    NOT NULL DEFAULT '',
    answered_on TEXT    NOT NULL DEFAULT '',
    deleted     INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
    created_by  TEXT    NOT NULL,
    created_at  TEXT    NOT NULL,
    updated_at  TEXT    NOT NULL,
    version     INTEGER NOT NULL CHECK (version > 0),
    digest      TEXT    NOT NULL -- of the draft it was made of, to know a retry
) STRICT;

CREATE INDEX replies_annotation ON replies (annotation, seq);
CREATE INDEX replies_waiting ON replies (article, seq) WHERE outcome = 'waiting' AND deleted = 0;
