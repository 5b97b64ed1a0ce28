-- What was said before: each annotation that is not deleted by its words, to find those
-- that say nearly the same; and which of them people have found to be one statement.

-- Its content as package similarity folds it, the same for whatever is one but for spelling.
CREATE TABLE said (
    annotation INTEGER PRIMARY KEY REFERENCES annotations (seq),
    folded     TEXT    NOT NULL, -- similarity.Statement.Folded
    digest     INTEGER NOT NULL  -- of folded: FNV-1a, 64 bits
) STRICT;

CREATE INDEX said_digest ON said (digest, annotation);

-- Where each of its keys is: by the weight of all of the statement's keys, since a much
-- longer or shorter one does not say the same; of one weight, the newest first.
CREATE TABLE said_words (
    word       TEXT    NOT NULL, -- one of similarity.Statement.Keys
    weight     INTEGER NOT NULL, -- similarity.Statement.Weight
    annotation INTEGER NOT NULL REFERENCES annotations (seq),
    PRIMARY KEY (word, weight, annotation DESC)
) STRICT, WITHOUT ROWID;

-- The id of an annotation that says the same, or ''. It may be in another file: an
-- export holds the articles that were asked for.
ALTER TABLE annotations ADD COLUMN same_as TEXT NOT NULL DEFAULT '' CHECK (length(same_as) <= 64);

CREATE INDEX annotations_same_as ON annotations (same_as) WHERE same_as <> '' AND deleted = 0;
