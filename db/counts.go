package db

import "github.com/isnad/isnad/internal/annotation"

// tally moves one annotation of an article from a state's count to another's, and
// grows the article's counter, for its page has changed. No state stands for an
// annotation that is not there: one that is new, deleted or restored. Every save
// of an annotation goes through here.
func tally(t *tx, article int64, from, to annotation.State) error {
	if from != to && from != "" {
		if _, err := t.exec(`UPDATE article_counts SET n = n - 1 WHERE article = ? AND state = ?`, article, string(from)); err != nil {
			return err
		}
	}
	if from != to && to != "" {
		if _, err := t.exec(`INSERT INTO article_counts (article, state, n) VALUES (?, ?, 1)
			ON CONFLICT (article, state) DO UPDATE SET n = n + 1`, article, string(to)); err != nil {
			return err
		}
	}
	return grow(t, article)
}

// grow grows an article's counter: something that its page shows has changed.
func grow(t *tx, article int64) error {
	_, err := t.exec(`UPDATE articles SET counter = counter + 1 WHERE seq = ?`, article)
	return err
}

// tallyStatement moves one annotation from one of the counts of a speaker's
// statements to another, by the speaker that it is attributed to whoever that is a
// name of: a merge moves no count. One that is nil, deleted or nobody's counts nowhere.
func tallyStatement(t *tx, before, after *annotation.Annotation) error {
	from, to := statementOf(before), statementOf(after)
	if from == to {
		return nil
	}
	if from.speaker != "" {
		if _, err := t.exec(`UPDATE speaker_counts SET n = n - 1 WHERE speaker = `+numberOf+` AND wording = ? AND verdict = ?`,
			from.speaker, string(from.wording), string(from.verdict)); err != nil {
			return err
		}
	}
	if to.speaker == "" {
		return nil
	}
	_, err := t.exec(`INSERT INTO speaker_counts (speaker, wording, verdict, n) VALUES (`+numberOf+`, ?, ?, 1)
		ON CONFLICT (speaker, wording, verdict) DO UPDATE SET n = n + 1`, to.speaker, string(to.wording), string(to.verdict))
	return err
}

// statement is what an annotation counts as.
type statement struct {
	speaker string
	wording annotation.Wording
	verdict annotation.Verdict
}

func statementOf(a *annotation.Annotation) statement {
	if a == nil || a.Deleted || a.Speaker == nil {
		return statement{}
	}
	return statement{a.Speaker.AttributedTo(), a.Wording, a.Verdict}
}

// bumpArticlesOfSpeaker grows the counter of every article whose page names the
// speaker, by whichever of the names that are merged into it.
func bumpArticlesOfSpeaker(t *tx, seq int64) error {
	_, err := t.exec(bumpArticlesQuery, seq)
	return err
}

const bumpArticlesQuery = family + `
	UPDATE articles SET counter = counter + 1 WHERE seq IN (
		SELECT article FROM annotations
		WHERE deleted = 0 AND speaker IS NOT NULL AND speaker IN (SELECT seq FROM family))`
