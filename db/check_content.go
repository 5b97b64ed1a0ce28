package db

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// content are the checks of what this version of isnad keeps.
func (c *checker) content() []func() error {
	return []func() error{c.articles, c.strayHits, c.annotations, c.said, c.suggestions, c.checkScales, c.evidence, c.payloads, c.replies, c.comments, c.counts, c.statements, c.speakers, c.merges, c.people, c.settings, c.missing}
}

// articles checks each article's heading and texts, what is anchored in them, and
// what search knows of it.
func (c *checker) articles() error {
	if err := c.findDeleted(); err != nil {
		return err
	}
	return each(c.ctx, c.q, func(row scanner) error {
		a, err := scanArticle(row)
		if err != nil {
			return c.unreadable(a.ID, err)
		}
		return c.article(a)
	}, `SELECT `+articleColumns+`, articles.seq FROM articles ORDER BY articles.seq`)
}

func (c *checker) article(a articleRow) error {
	record, err := c.articleRecord(a.ID)
	if err != nil {
		return err
	}
	revisions, err := collect(c.ctx, c.q, func(row scanner) (n int, err error) {
		err = row.Scan(&n)
		return n, err
	}, `SELECT revision FROM revisions WHERE article = ? ORDER BY revision`, a.seq)
	if err != nil || !c.consecutive(a, revisions, record) {
		return err
	}
	for _, revision := range revisions {
		s, err := revisionText(c.ctx, c.q, a.ID, revision)
		if err != nil {
			return err
		}
		if digest, known := record.texts[revision]; known && digest != textDigest(s) {
			c.report(foundRevision, a.ID, "revision %d is not the text that it was", revision)
		}
		if err := c.anchors(a, revision, text.NewIndex(s)); err != nil {
			return err
		}
		if revision == a.Revision {
			a.Text = s
		}
	}
	if err := c.unanchored(a); err != nil {
		return err
	}
	if err := record.hold(c, a.Article); err != nil {
		return err
	}
	return c.search(a)
}

// consecutive says whether an article has all its revisions, and reports what it
// has instead.
func (c *checker) consecutive(a articleRow, revisions []int, record articleRecord) bool {
	if len(revisions) == 0 || revisions[len(revisions)-1] != a.Revision {
		c.report(foundRevision, a.ID, "the article is at revision %d and has %v", a.Revision, revisions)
		return false
	}
	begins := 1
	if record.imported {
		begins = revisions[0]
	}
	for i, revision := range revisions {
		if revision != begins+i {
			c.report(foundRevision, a.ID, "revision %d stands where %d should", revision, begins+i)
			return false
		}
	}
	for _, revision := range slices.Sorted(maps.Keys(record.texts)) {
		if revision < begins || revision > a.Revision {
			c.report(foundRevision, a.ID, "revision %d is gone", revision)
			return false
		}
	}
	return true
}

// findDeleted lists the deleted annotations of each article, which no index does:
// looking for them article by article would read all annotations every time.
func (c *checker) findDeleted() error {
	c.deleted = map[int64][]int64{}
	return each(c.ctx, c.q, func(row scanner) error {
		var article, seq int64
		err := row.Scan(&article, &seq)
		c.deleted[article] = append(c.deleted[article], seq)
		return err
	}, `SELECT article, seq FROM annotations WHERE deleted = 1 ORDER BY seq`)
}

const anchorsQuery = `SELECT annotations.id, annotations.seq, annotations.revision, annotations.start, annotations.deleted AND annotations.revision = anchors.revision,
		anchors.status, anchors.spans, anchors.cue, anchors.mention
	FROM annotations JOIN anchors ON anchors.annotation = annotations.seq
	WHERE annotations.seq IN (SELECT seq FROM annotations WHERE article = ? AND deleted = 0 UNION ALL SELECT value FROM json_each(?))
		AND anchors.revision = ? ORDER BY annotations.seq`

// anchors checks all that stands in one revision.
func (c *checker) anchors(a articleRow, revision int, x *text.Index) error {
	paragraphs, err := c.paragraphs(a, revision)
	if err != nil {
		return err
	}
	deleted, err := json.Marshal(c.deleted[a.seq])
	if err != nil {
		return err
	}
	return each(c.ctx, c.q, func(row scanner) error {
		var (
			an             annotation.Annotation
			seq            int64
			current, start int
		)
		if err := row.Scan(&an.ID, &seq, &current, &start, &an.Deleted, &an.Anchor,
			scanPassages{&an.Spans}, scanPassages{&an.Cue}, scanPassages{&an.Mention}); err != nil {
			return err
		}
		for _, fault := range anchorFaults(x, &an) {
			c.report(foundAnchor, an.ID, "revision %d: %s", revision, fault)
		}
		kept, want := paragraphs[seq], touched(x, &an)
		if current != revision {
			// An annotation deleted in this revision may have come back in a later one:
			// it need not touch all here, but nothing else.
			want = slices.DeleteFunc(want, func(n int) bool { return !slices.Contains(kept, n) })
		} else if start != an.Start() {
			c.report(foundAnchor, an.ID, "it is sorted by %d and starts at %d", start, an.Start())
		}
		if !slices.Equal(kept, want) {
			c.report(foundAnchor, an.ID, "revision %d: it is found by paragraphs %v and touches %v", revision, kept, want)
		}
		return nil
	}, anchorsQuery, a.seq, string(deleted), revision)
}

// paragraphs are those that each annotation, by seq, is found by.
func (c *checker) paragraphs(a articleRow, revision int) (map[int64][]int, error) {
	paragraphs := map[int64][]int{}
	err := each(c.ctx, c.q, func(row scanner) error {
		var (
			seq int64
			n   int
		)
		err := row.Scan(&seq, &n)
		paragraphs[seq] = append(paragraphs[seq], n)
		return err
	}, `SELECT annotation, paragraph FROM anchor_paragraphs WHERE article = ? AND revision = ? ORDER BY paragraph`, a.seq, revision)
	return paragraphs, err
}

// anchorFaults says what is wrong with where an annotation stands.
func anchorFaults(x *text.Index, a *annotation.Annotation) (faults []string) {
	if orphaned := a.Anchor == annotation.AnchorOrphaned; orphaned != (len(a.Spans) == 0) {
		faults = append(faults, fmt.Sprintf("it is %s and has %d spans", a.Anchor, len(a.Spans)))
	}
	for _, role := range []struct {
		name     string
		passages []annotation.Passage
	}{{"spans", a.Spans}, {"cue", a.Cue}, {"mention", a.Mention}} {
		end := 0
		for i, p := range role.passages {
			switch {
			case p.Start < end:
				faults = append(faults, fmt.Sprintf("%s[%d] starts at %d, before %d", role.name, i, p.Start, end))
			case p.Start >= p.End || p.End > x.Len():
				faults = append(faults, fmt.Sprintf("%s[%d] is [%d, %d) in a text of %d", role.name, i, p.Start, p.End, x.Len()))
			case x.Slice(p.Span()) != p.Exact:
				faults = append(faults, fmt.Sprintf("%s[%d] at [%d, %d) holds other words than the text", role.name, i, p.Start, p.End))
			}
			end = p.End
		}
	}
	return faults
}

// unanchored looks for annotations that are shown but stand nowhere in the text
// that is shown.
func (c *checker) unanchored(a articleRow) error {
	return each(c.ctx, c.q, func(row scanner) error {
		var (
			id       string
			revision int
		)
		err := row.Scan(&id, &revision)
		c.report(foundAnchor, id, "it stands in no revision %d, or not in the article's, %d", revision, a.Revision)
		return err
	}, `SELECT id, revision FROM annotations
		WHERE article = ? AND deleted = 0 AND (revision <> ? OR NOT EXISTS (
			SELECT 1 FROM anchors WHERE anchors.annotation = annotations.seq AND anchors.revision = annotations.revision))`, a.seq, a.Revision)
}

// search compares what an article is found by with what it says.
func (c *checker) search(a articleRow) error {
	var (
		title, body string
		indexed     bool
	)
	err := c.q.QueryRowContext(c.ctx, `SELECT title, body, EXISTS (SELECT 1 FROM article_search_docsize WHERE id = article)
		FROM article_search_text WHERE article = ?`, a.seq).Scan(&title, &body, &indexed)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	switch {
	case title != text.SearchText(a.Title) || body != text.SearchText(a.Text):
		c.report(foundSearch, a.ID, "the words it is found by are not those of its title and text")
	case !indexed:
		c.report(foundSearch, a.ID, "it is not in the search index")
	}
	return nil
}

// strayHits looks for what search would find and no article is. FTS5 has a row of
// docsize for each that it has indexed; its own check of that needs a connection
// that may write (https://www.sqlite.org/fts5.html#the_integrity_check_command).
func (c *checker) strayHits() error {
	return each(c.ctx, c.q, func(row scanner) error {
		var seq string
		err := row.Scan(&seq)
		c.report(foundSearch, seq, "the search index has an article that is not there")
		return err
	}, `SELECT id FROM article_search_docsize AS indexed WHERE NOT EXISTS (SELECT 1 FROM articles WHERE articles.seq = indexed.id)`)
}

func (c *checker) counts() error {
	if err := c.shelved(); err != nil {
		return err
	}
	return each(c.ctx, c.q, func(row scanner) error {
		var (
			id, state string
			kept, is  int
		)
		err := row.Scan(&id, &state, &kept, &is)
		c.report(foundCount, id, "%d annotations are %s, and %d are counted", is, state, kept)
		return err
	}, `SELECT articles.id, state, sum(kept), sum(is_so) FROM (
			SELECT article, state, n AS kept, 0 AS is_so FROM article_counts
			UNION ALL
			SELECT article, state, 0, 1 FROM annotations WHERE deleted = 0)
		JOIN articles ON articles.seq = article
		GROUP BY article, state HAVING sum(kept) <> sum(is_so)`)
}

// statements compares what is counted of each speaker's statements with what there is.
func (c *checker) statements() error {
	return each(c.ctx, c.q, func(row scanner) error {
		var (
			id, wording, verdict string
			kept, is             int
		)
		err := row.Scan(&id, &wording, &verdict, &kept, &is)
		c.report(foundCount, id, "%d of its statements have the wording %q and the verdict %q, and %d are counted", is, wording, verdict, kept)
		return err
	}, `SELECT speakers.id, wording, verdict, sum(kept), sum(is_so) FROM (
			SELECT speaker, wording, verdict, n AS kept, 0 AS is_so FROM speaker_counts
			UNION ALL
			SELECT speaker, wording, verdict, 0, 1 FROM annotations WHERE deleted = 0 AND speaker IS NOT NULL)
		JOIN speakers ON speakers.seq = speaker
		GROUP BY speaker, wording, verdict HAVING sum(kept) <> sum(is_so)`)
}

// merges looks for speakers that stand for another one than the last that they are
// merged into; speakers holds what they are merged into to the history.
func (c *checker) merges() error {
	type merge struct {
		id         string
		into, kept int64
	}
	merged := map[int64]merge{}
	err := each(c.ctx, c.q, func(row scanner) error {
		var (
			seq int64
			m   merge
		)
		err := row.Scan(&seq, &m.id, &m.into, &m.kept)
		merged[seq] = m
		return err
	}, `SELECT seq, id, ifnull(merged_into, 0), ifnull(stands_for, 0) FROM speakers WHERE merged_into IS NOT NULL OR stands_for IS NOT NULL`)
	for _, seq := range slices.Sorted(maps.Keys(merged)) {
		last := merged[seq].into
		for n := 0; merged[last].into != 0 && n < len(merged); n++ {
			last = merged[last].into
		}
		if merged[seq].kept != last {
			c.report(foundSpeaker, merged[seq].id, "it stands for another speaker than it is merged into")
		}
	}
	return err
}

// shelved holds what the queue knows of an annotation's article to the article.
func (c *checker) shelved() error {
	return each(c.ctx, c.q, func(row scanner) error {
		var id string
		err := row.Scan(&id)
		c.report(foundRecord, id, "the queue has it although its article is archived, or misses it although it is not")
		return err
	}, `SELECT annotations.id FROM annotations JOIN articles ON articles.seq = annotations.article
		WHERE annotations.shelved <> articles.archived ORDER BY annotations.seq`)
}

// speakers holds each speaker to the history, and compares what it is listed, known
// again and found by with its names.
func (c *checker) speakers() error {
	type nameKey struct {
		Key    string
		Folded string
		Alias  int
	}
	return each(c.ctx, c.q, func(row scanner) error {
		var (
			s      annotation.Speaker
			n      newest
			folded string
			keys   []nameKey
			words  []string
		)
		if err := row.Scan(append(append(speakerFields(&s), n.fields()...), &folded, scanJSON{&keys}, scanJSON{&words})...); err != nil {
			return c.unreadable(s.ID, err)
		}
		_, after := sides[annotation.Speaker](n.body)
		if err := holdTo(c, s.ID, n, after, s); err != nil {
			return err
		}
		var wantKeys []nameKey
		var wantWords []string
		for i, name := range append([]string{s.Name}, s.Aliases...) {
			if s.MergedInto != "" {
				break // whoever it is a name of is known and found instead
			}
			k := nameKey{text.NameKey(name), text.FoldString(name), min(i, 1)}
			if !slices.ContainsFunc(wantKeys, func(had nameKey) bool { return had.Folded == k.Folded }) {
				wantKeys = append(wantKeys, k)
			}
			wantWords = append(wantWords, findableWords(name)...)
		}
		slices.SortFunc(wantKeys, func(a, b nameKey) int { return strings.Compare(a.Folded, b.Folded) })
		slices.Sort(wantWords)
		if folded != text.FoldString(s.Name) || !slices.Equal(keys, wantKeys) {
			c.report(foundSpeaker, s.ID, "it is known by other names than its own")
		}
		if !slices.Equal(words, slices.Compact(wantWords)) {
			c.report(foundSpeaker, s.ID, "it is found by other words than those of its names")
		}
		return nil
	}, `SELECT `+speakerColumns+`, `+newestColumns+`, speakers.folded,
			(SELECT json_group_array(json_object('Key', key, 'Folded', folded, 'Alias', alias) ORDER BY folded) FROM speaker_keys WHERE speaker = speakers.seq),
			(SELECT json_group_array(word ORDER BY word) FROM speaker_words WHERE speaker = speakers.seq)
		FROM speakers`+newestEvent(`speakers.id`, `GLOB 'speaker.*'`)+`ORDER BY speakers.seq`)
}
