package db

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// content are the checks of what this version of isnad keeps.
func (c *checker) content() []func() error {
	return []func() error{c.articles, c.counts, c.speakers}
}

// articles checks each article's texts, what is anchored in them, and what search
// knows of it.
func (c *checker) articles() error {
	all, err := collect(c.ctx, c.q, scanArticle, `SELECT `+articleColumns+`, articles.seq FROM articles ORDER BY seq`)
	if err != nil {
		return err
	}
	for _, a := range all {
		if err := c.article(a); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) article(a articleRow) error {
	revisions, err := collect(c.ctx, c.q, func(row scanner) (n int, err error) {
		err = row.Scan(&n)
		return n, err
	}, `SELECT revision FROM revisions WHERE article = ? ORDER BY revision`, a.seq)
	if err != nil {
		return err
	}
	if len(revisions) == 0 || revisions[len(revisions)-1] != a.Revision {
		c.report(foundRevision, a.ID, "the article is at revision %d and has %v", a.Revision, revisions)
		return nil
	}
	begins := 1
	if imported, err := c.wasImported(a.ID); err != nil {
		return err
	} else if imported {
		begins = revisions[0] // those before stayed on the desk that it came from
	}
	for i, revision := range revisions {
		if revision != begins+i {
			c.report(foundRevision, a.ID, "revision %d stands where %d should", revision, begins+i)
			return nil
		}
	}
	for _, revision := range revisions {
		s, err := revisionText(c.ctx, c.q, a.ID, revision)
		if err != nil {
			return err
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
	return c.search(a)
}

// wasImported says that an article came from an export, with its last revision
// alone.
func (c *checker) wasImported(article string) (imported bool, err error) {
	err = c.q.QueryRowContext(c.ctx, `SELECT EXISTS (SELECT 1 FROM events WHERE object = ? AND action = ?)`, article, articleImported).Scan(&imported)
	return imported, err
}

// anchors checks all that stands in one revision.
func (c *checker) anchors(a articleRow, revision int, x *text.Index) error {
	paragraphs, err := c.paragraphs(a, revision)
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
	}, `SELECT annotations.id, annotations.seq, annotations.revision, annotations.start, annotations.deleted AND annotations.revision = anchors.revision,
			anchors.status, anchors.spans, anchors.cue, anchors.mention
		FROM annotations JOIN anchors ON anchors.annotation = annotations.seq
		WHERE annotations.article = ? AND anchors.revision = ? ORDER BY annotations.seq`, a.seq, revision)
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
	var title, body string
	err := c.q.QueryRowContext(c.ctx, `SELECT title, body FROM article_search_text WHERE article = ?`, a.seq).Scan(&title, &body)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if title != text.SearchText(a.Title) || body != text.SearchText(a.Text) {
		c.report(foundSearch, a.ID, "the words it is found by are not those of its title and text")
	}
	return nil
}

func (c *checker) counts() error {
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

// speakers compares what each speaker is known again by with its names.
func (c *checker) speakers() error {
	type nameKey struct{ key, folded string }
	kept := map[int64][]nameKey{}
	err := each(c.ctx, c.q, func(row scanner) error {
		var (
			seq int64
			k   nameKey
		)
		err := row.Scan(&seq, &k.key, &k.folded)
		kept[seq] = append(kept[seq], k)
		return err
	}, `SELECT speaker, key, folded FROM speaker_keys ORDER BY speaker, folded`)
	if err != nil {
		return err
	}
	all, err := collect(c.ctx, c.q, scanSpeaker, `SELECT `+speakerColumns+`, speakers.seq FROM speakers ORDER BY seq`)
	for _, s := range all {
		want := map[string]nameKey{}
		for _, name := range append([]string{s.Name}, s.Aliases...) {
			k := nameKey{text.NameKey(name), text.FoldString(name)}
			if _, known := want[k.folded]; !known {
				want[k.folded] = k
			}
		}
		right := len(want) == len(kept[s.seq])
		for _, k := range kept[s.seq] {
			right = right && want[k.folded] == k
		}
		if !right {
			c.report(foundSpeaker, s.ID, "it is known by other names than its own")
		}
	}
	return err
}
