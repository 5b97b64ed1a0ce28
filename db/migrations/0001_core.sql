-- Articles, their texts, what is marked in them, who said it, and the history.
--
-- Every thing has an id (opaque text, what the outside knows) and a seq (what
-- other tables refer to: it is small, and its order is that of creation).
-- Times are RFC 3339 in UTC, to the second. Positions are Unicode code points.
-- An optional text is '' and never NULL.

CREATE TABLE articles (
    seq           INTEGER PRIMARY KEY,
    id            TEXT    NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 64),
    title         TEXT    NOT NULL,
    byline        TEXT    NOT NULL DEFAULT '',
    dateline      TEXT    NOT NULL DEFAULT '',
    language      TEXT    NOT NULL DEFAULT '',
    direction     TEXT    NOT NULL CHECK (direction IN ('rtl', 'ltr')),
    source_name   TEXT    NOT NULL DEFAULT '',
    source_sha256 TEXT    NOT NULL DEFAULT '', -- hex, of the file's bytes
    source_path   TEXT    NOT NULL DEFAULT '', -- absolute; only seed looks at it, and it is never exported
    revision      INTEGER NOT NULL CHECK (revision > 0),
    archived      INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
    created_by    TEXT    NOT NULL,
    created_at    TEXT    NOT NULL,
    updated_at    TEXT    NOT NULL,
    version       INTEGER NOT NULL CHECK (version > 0), -- of the heading: what If-Match is held against
    counter       INTEGER NOT NULL CHECK (counter > 0)  -- grows with anything that the article's page shows
) STRICT;

CREATE INDEX articles_shelf ON articles (archived, seq);
CREATE UNIQUE INDEX articles_source_path ON articles (source_path) WHERE source_path <> '';
CREATE INDEX articles_source_sha256 ON articles (source_sha256) WHERE source_sha256 <> '';

-- A revision never changes. The heading is kept as it was read from this text,
-- so that one which a person has corrected can be told from one that was only read.
CREATE TABLE revisions (
    article    INTEGER NOT NULL REFERENCES articles (seq),
    revision   INTEGER NOT NULL CHECK (revision > 0),
    text       TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    byline     TEXT    NOT NULL DEFAULT '',
    dateline   TEXT    NOT NULL DEFAULT '',
    language   TEXT    NOT NULL DEFAULT '',
    created_by TEXT    NOT NULL,
    created_at TEXT    NOT NULL,
    PRIMARY KEY (article, revision)
) STRICT;

CREATE TABLE speakers (
    seq        INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 64),
    name       TEXT    NOT NULL,
    folded     TEXT    NOT NULL, -- text.FoldString(name): the order of lists
    kind       TEXT    NOT NULL CHECK (kind IN ('person', 'organisation', 'anonymous', 'document', 'article')),
    aliases    TEXT    NOT NULL DEFAULT '[]' CHECK (json_type(aliases) = 'array'),
    created_by TEXT    NOT NULL,
    created_at TEXT    NOT NULL,
    updated_at TEXT    NOT NULL,
    version    INTEGER NOT NULL CHECK (version > 0)
) STRICT;

CREATE INDEX speakers_folded ON speakers (folded, seq);

-- What a speaker is known again by: one row for the name, one for each alias.
CREATE TABLE speaker_keys (
    speaker INTEGER NOT NULL REFERENCES speakers (seq),
    key     TEXT    NOT NULL, -- text.NameKey
    folded  TEXT    NOT NULL, -- text.FoldString
    alias   INTEGER NOT NULL CHECK (alias IN (0, 1)),
    PRIMARY KEY (speaker, folded)
) STRICT, WITHOUT ROWID;

CREATE INDEX speaker_keys_key ON speaker_keys (key);
CREATE INDEX speaker_keys_folded ON speaker_keys (folded);

-- The folded words of names and aliases: a few letters of any of them find the speaker.
CREATE TABLE speaker_words (
    word    TEXT    NOT NULL,
    speaker INTEGER NOT NULL REFERENCES speakers (seq),
    PRIMARY KEY (word, speaker)
) STRICT, WITHOUT ROWID;

CREATE INDEX speaker_words_speaker ON speaker_words (speaker);

CREATE TABLE annotations (
    seq             INTEGER PRIMARY KEY,
    id              TEXT    NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 64),
    article         INTEGER NOT NULL REFERENCES articles (seq),
    revision        INTEGER NOT NULL, -- that of its current anchor
    start           INTEGER NOT NULL, -- where its current anchor begins; -1 for an orphan
    deleted         INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
    kind            TEXT    NOT NULL CHECK (kind IN ('claim', 'quote')),
    quotation       TEXT    NOT NULL DEFAULT '' CHECK (quotation IN ('', 'direct', 'indirect', 'mixed')),
    speaker         INTEGER REFERENCES speakers (seq),
    attributed_by   TEXT    NOT NULL DEFAULT '', -- who gave it this speaker
    attributed      INTEGER NOT NULL DEFAULT 0,  -- by which event
    role            TEXT    NOT NULL DEFAULT '',
    place           TEXT    NOT NULL DEFAULT '',
    said_on         TEXT    NOT NULL DEFAULT '', -- YYYY-MM-DD
    state           TEXT    NOT NULL CHECK (state IN ('open', 'checking', 'checked', 'approved', 'returned')),
    wording         TEXT    NOT NULL DEFAULT '' CHECK (wording IN ('', 'accurate', 'altered', 'out_of_context', 'misattributed', 'unverifiable')),
    verdict         TEXT    NOT NULL DEFAULT '' CHECK (verdict IN ('', 'true', 'mostly_true', 'partly_false', 'misleading',
                        'out_of_context', 'false', 'fabricated', 'satire', 'unverifiable')),
    reason          TEXT    NOT NULL DEFAULT '',
    returned_reason TEXT    NOT NULL DEFAULT '',
    note            TEXT    NOT NULL DEFAULT '',
    created_by      TEXT    NOT NULL,
    created_at      TEXT    NOT NULL,
    updated_at      TEXT    NOT NULL,
    checked_by      TEXT    NOT NULL DEFAULT '',
    approved_by     TEXT    NOT NULL DEFAULT '',
    version         INTEGER NOT NULL CHECK (version > 0),
    digest          TEXT    NOT NULL DEFAULT '', -- of the draft, to tell a retry from another annotation
    CHECK (kind = 'quote' OR (quotation = '' AND wording = ''))
) STRICT;

CREATE INDEX annotations_reading ON annotations (article, start, id) WHERE deleted = 0;
CREATE INDEX annotations_unfinished ON annotations (article, start, id) WHERE deleted = 0 AND state <> 'approved';
CREATE INDEX annotations_speaker ON annotations (speaker, seq) WHERE deleted = 0 AND speaker IS NOT NULL;
CREATE INDEX annotations_attributed ON annotations (article, attributed) WHERE deleted = 0 AND speaker IS NOT NULL;
CREATE INDEX annotations_attributed_by ON annotations (article, attributed_by, attributed) WHERE deleted = 0 AND speaker IS NOT NULL;

-- Where an annotation stands in one revision. Passages are kept as they are
-- exported, [{"start","end","exact"}]; an orphan has none of its own and says in
-- original, {"revision","spans"}, where it stood last.
CREATE TABLE anchors (
    annotation INTEGER NOT NULL REFERENCES annotations (seq),
    revision   INTEGER NOT NULL,
    status     TEXT    NOT NULL CHECK (status IN ('exact', 'moved', 'changed', 'orphaned')),
    spans      TEXT    NOT NULL CHECK (json_type(spans) = 'array'),
    cue        TEXT    NOT NULL DEFAULT '[]' CHECK (json_type(cue) = 'array'),
    mention    TEXT    NOT NULL DEFAULT '[]' CHECK (json_type(mention) = 'array'),
    original   TEXT    NOT NULL DEFAULT '' CHECK (original = '' OR json_type(original) = 'object'),
    PRIMARY KEY (annotation, revision)
) STRICT, WITHOUT ROWID;

-- The paragraphs that an annotation's passages touch, counted from 0. One that is
-- deleted touches none.
CREATE TABLE anchor_paragraphs (
    article    INTEGER NOT NULL REFERENCES articles (seq),
    revision   INTEGER NOT NULL,
    paragraph  INTEGER NOT NULL CHECK (paragraph >= 0),
    annotation INTEGER NOT NULL REFERENCES annotations (seq),
    PRIMARY KEY (article, revision, paragraph, annotation)
) STRICT, WITHOUT ROWID;

CREATE INDEX anchor_paragraphs_annotation ON anchor_paragraphs (annotation, revision);

-- How many annotations, deleted ones not counted, an article has in each state.
CREATE TABLE article_counts (
    article INTEGER NOT NULL REFERENCES articles (seq),
    state   TEXT    NOT NULL CHECK (state IN ('open', 'checking', 'checked', 'approved', 'returned')),
    n       INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (article, state)
) STRICT, WITHOUT ROWID;

CREATE INDEX article_counts_state ON article_counts (state, article) WHERE n > 0;

-- What search looks in: text.SearchText of the title and of the current text.
CREATE TABLE article_search_text (
    article INTEGER PRIMARY KEY REFERENCES articles (seq),
    title   TEXT NOT NULL,
    body    TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE article_search USING fts5 (
    title, body,
    content = 'article_search_text', content_rowid = 'article',
    tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3'
);

CREATE TRIGGER article_search_insert AFTER INSERT ON article_search_text BEGIN
    INSERT INTO article_search (rowid, title, body) VALUES (new.article, new.title, new.body);
END;

CREATE TRIGGER article_search_delete AFTER DELETE ON article_search_text BEGIN
    INSERT INTO article_search (article_search, rowid, title, body) VALUES ('delete', old.article, old.title, old.body);
END;

CREATE TRIGGER article_search_update AFTER UPDATE ON article_search_text BEGIN
    INSERT INTO article_search (article_search, rowid, title, body) VALUES ('delete', old.article, old.title, old.body);
    INSERT INTO article_search (rowid, title, body) VALUES (new.article, new.title, new.body);
END;

-- The history: one hash chain for the whole file (see events.go). Article and
-- object are ids, so that an entry stands by itself.
CREATE TABLE events (
    seq     INTEGER PRIMARY KEY,
    at      TEXT    NOT NULL,
    actor   TEXT    NOT NULL,
    action  TEXT    NOT NULL,
    article TEXT    NOT NULL DEFAULT '',
    object  TEXT    NOT NULL,
    undoes  INTEGER REFERENCES events (seq), -- NULL for what takes nothing back
    digest  BLOB    NOT NULL,                -- SHA-256 of the payload's salt and body
    hash    BLOB    NOT NULL                 -- SHA-256 of the hash before and all of the above
) STRICT;

CREATE INDEX events_article ON events (article, seq);
CREATE INDEX events_article_actor ON events (article, actor, seq);
CREATE INDEX events_object ON events (object, seq);
CREATE UNIQUE INDEX events_undoes ON events (undoes) WHERE undoes IS NOT NULL;

-- What was before and after, apart from the chain: a confidential payload can be
-- erased, and the chain still proves the rest.
CREATE TABLE event_payloads (
    seq  INTEGER PRIMARY KEY REFERENCES events (seq),
    salt BLOB NOT NULL,
    body TEXT NOT NULL -- {"before":…,"after":…}
) STRICT;
