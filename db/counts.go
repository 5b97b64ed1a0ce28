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
	_, err := t.exec(`UPDATE articles SET counter = counter + 1 WHERE seq = ?`, article)
	return err
}

// bumpArticlesOfSpeaker grows the counter of every article whose page names the
// speaker.
func bumpArticlesOfSpeaker(t *tx, speaker string) error {
	_, err := t.exec(bumpArticlesQuery, speaker)
	return err
}

const bumpArticlesQuery = `UPDATE articles SET counter = counter + 1 WHERE seq IN (
	SELECT article FROM annotations
	WHERE deleted = 0 AND speaker IS NOT NULL AND speaker = (SELECT seq FROM speakers WHERE id = ?))`
