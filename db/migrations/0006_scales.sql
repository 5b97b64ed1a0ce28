-- Verdict scales are data: what a verdict may be is said by the scale that it was
-- given under, and no longer by a CHECK. The built-in scales are part of the program.

CREATE TABLE scales (
    ref  TEXT PRIMARY KEY, -- id@version
    body TEXT NOT NULL CHECK (json_type(body) = 'object')
) STRICT, WITHOUT ROWID;

-- A column's CHECK cannot be altered. The verdicts move to a column without it,
-- which takes the name; the table itself, its children and its indexes stay.
ALTER TABLE annotations ADD COLUMN scale TEXT NOT NULL DEFAULT '';
ALTER TABLE annotations ADD COLUMN judged TEXT NOT NULL DEFAULT '' CHECK ((judged = '') = (scale = ''));
UPDATE annotations SET judged = verdict, scale = 'default@1' WHERE verdict <> '';
ALTER TABLE annotations DROP COLUMN verdict;
ALTER TABLE annotations RENAME COLUMN judged TO verdict;
