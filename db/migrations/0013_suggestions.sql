-- Quotes that rules propose for an article's text, and what people made of them.

-- Passages are kept as those of anchors are. Suggestions that nobody decided on give way
-- to those of newer rules or of a newer text; decided ones stay.
CREATE TABLE suggestions (
    seq        INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 64),
    article    INTEGER NOT NULL REFERENCES articles (seq),
    revision   INTEGER NOT NULL, -- that its passages are positions in
    start      INTEGER NOT NULL, -- where the first of its spans begins
    quotation  TEXT    NOT NULL CHECK (quotation IN ('direct', 'indirect', 'mixed')),
    spans      TEXT    NOT NULL CHECK (json_type(spans) = 'array'),
    cue        TEXT    NOT NULL DEFAULT '[]' CHECK (json_type(cue) = 'array'),
    mention    TEXT    NOT NULL DEFAULT '[]' CHECK (json_type(mention) = 'array'),
    speaker    TEXT    NOT NULL DEFAULT '', -- a name
    speaker_kind TEXT  NOT NULL DEFAULT '' CHECK (speaker_kind IN ('', 'person', 'organisation', 'anonymous', 'document', 'article')),
    unnamed    INTEGER NOT NULL DEFAULT 0 CHECK (unnamed IN (0, 1)), -- it is a role, a group or a thing
    called     TEXT    NOT NULL DEFAULT '', -- that name, folded
    rule       TEXT    NOT NULL,
    rules      INTEGER NOT NULL, -- the version of the rules
    confidence REAL    NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    state      TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'rejected')),
    annotation INTEGER REFERENCES annotations (seq), -- that was made of it
    covered_by INTEGER REFERENCES annotations (seq), -- the quote, not deleted, that holds the same: it is not shown then
    decided_by TEXT    NOT NULL DEFAULT '',
    decided_at TEXT    NOT NULL DEFAULT '',
    CHECK ((annotation IS NOT NULL) = (state = 'accepted')),
    CHECK (covered_by IS NULL OR state = 'open'),
    CHECK ((decided_by = '') = (state = 'open') AND (decided_at = '') = (state = 'open'))
) STRICT;

CREATE INDEX suggestions_article ON suggestions (article, revision, start, id);
CREATE INDEX suggestions_open ON suggestions (article, revision, start, id) WHERE state = 'open' AND covered_by IS NULL;
CREATE INDEX suggestions_annotation ON suggestions (annotation) WHERE annotation IS NOT NULL;
CREATE INDEX suggestions_called ON suggestions (article, called, annotation) WHERE annotation IS NOT NULL; -- whom a name in an article was decided to mean
CREATE INDEX suggestions_covered_by ON suggestions (covered_by) WHERE covered_by IS NOT NULL;

-- The paragraphs that a suggestion's passages touch, as in anchor_paragraphs.
CREATE TABLE suggestion_paragraphs (
    article    INTEGER NOT NULL REFERENCES articles (seq),
    revision   INTEGER NOT NULL,
    paragraph  INTEGER NOT NULL CHECK (paragraph >= 0),
    suggestion INTEGER NOT NULL REFERENCES suggestions (seq),
    PRIMARY KEY (article, revision, paragraph, suggestion)
) STRICT, WITHOUT ROWID;

CREATE INDEX suggestion_paragraphs_suggestion ON suggestion_paragraphs (suggestion);

-- The version of the rules that were asked about the current text; 0 for none yet.
ALTER TABLE articles ADD COLUMN suggested INTEGER NOT NULL DEFAULT 0 CHECK (suggested >= 0);

CREATE INDEX articles_suggested ON articles (suggested, seq DESC);

-- What an annotation says of the suggestion that it was made of, as exported, or ''.
ALTER TABLE annotations ADD COLUMN suggested TEXT NOT NULL DEFAULT '' CHECK (suggested = '' OR json_type(suggested) = 'object');
