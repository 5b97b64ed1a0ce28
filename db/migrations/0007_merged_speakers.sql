-- Speakers that turned out to be one, and what is said of each speaker's statements.

-- A merged speaker is a further name of another one. Annotations go on referring to
-- the speaker that they were attributed to: who that is now is looked up, so that a
-- merge moves nothing and can be taken back exactly.
ALTER TABLE speakers ADD COLUMN merged_into INTEGER REFERENCES speakers (seq); -- NULL for one that stands alone
ALTER TABLE speakers ADD COLUMN stands_for  INTEGER REFERENCES speakers (seq); -- the last of merged_into, merged_into, …
ALTER TABLE speakers ADD COLUMN given       TEXT NOT NULL DEFAULT '[]' CHECK (json_type(given) = 'array'); -- to merged_into, as aliases

CREATE INDEX speakers_merged_into ON speakers (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX speakers_stands_for ON speakers (stands_for) WHERE stands_for IS NOT NULL;

-- How many annotations, deleted ones not counted, are attributed to a speaker with
-- this wording and this verdict, '' for none yet.
CREATE TABLE speaker_counts (
    speaker INTEGER NOT NULL REFERENCES speakers (seq),
    wording TEXT    NOT NULL,
    verdict TEXT    NOT NULL,
    n       INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (speaker, wording, verdict)
) STRICT, WITHOUT ROWID;

INSERT INTO speaker_counts (speaker, wording, verdict, n)
    SELECT speaker, wording, verdict, count(*) FROM annotations WHERE deleted = 0 AND speaker IS NOT NULL GROUP BY speaker, wording, verdict;

-- A speaker's statements by finding, the newest first.
CREATE INDEX annotations_speaker_verdict ON annotations (speaker, verdict, seq) WHERE deleted = 0 AND speaker IS NOT NULL AND verdict <> '';
CREATE INDEX annotations_speaker_wording ON annotations (speaker, wording, seq) WHERE deleted = 0 AND speaker IS NOT NULL AND wording <> '';
