-- Whose work an annotation is, by when, and what comes first. Whoever checked and
-- approved one themselves is told by the two names.

ALTER TABLE annotations ADD COLUMN assignee TEXT NOT NULL DEFAULT '';
ALTER TABLE annotations ADD COLUMN due TEXT NOT NULL DEFAULT ''; -- YYYY-MM-DD
ALTER TABLE annotations ADD COLUMN priority TEXT NOT NULL DEFAULT '' CHECK (priority IN ('', 'urgent', 'high', 'low'));

-- Its article is off the desk: work that nobody has to do. Kept here, so that the
-- queue reads no article for what it does not show.
ALTER TABLE annotations ADD COLUMN shelved INTEGER NOT NULL DEFAULT 0 CHECK (shelved IN (0, 1));
UPDATE annotations SET shelved = 1 WHERE article IN (SELECT seq FROM articles WHERE archived = 1);

-- The order of the queue: what is urgent, then what is due, then (by seq) what waits longest.
ALTER TABLE annotations ADD COLUMN urgency TEXT NOT NULL GENERATED ALWAYS AS (
    CASE priority WHEN 'urgent' THEN '0' WHEN 'high' THEN '1' WHEN 'low' THEN '3' ELSE '2' END
    || CASE due WHEN '' THEN '9999-99-99' ELSE due END) VIRTUAL;

-- The queue is read in this order and its filters are decided in the index alone.
CREATE INDEX annotations_queue ON annotations (urgency, seq, state, assignee, checked_by, kind, article, due, priority)
    WHERE deleted = 0 AND state <> 'approved' AND shelved = 0;
-- And is counted in this one, which has together what is counted together.
CREATE INDEX annotations_queue_counts ON annotations (state, kind, priority, assignee, checked_by, due, deleted, shelved)
    WHERE deleted = 0 AND state <> 'approved' AND shelved = 0;
CREATE INDEX annotations_assigned ON annotations (article, assignee) WHERE deleted = 0 AND state <> 'approved';
CREATE INDEX annotations_due ON annotations (article, due) WHERE deleted = 0 AND state <> 'approved' AND due <> '';
