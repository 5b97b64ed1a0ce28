package db

import (
	"context"
	"log/slog"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/isnad/isnad/internal/annotation"
)

// TestPlans asks SQLite how it would run the queries of every page and save. None
// may read a whole table that grows with the work, or sort what an index has in
// order already.
func TestPlans(t *testing.T) {
	db, err := Create(t.Context(), filepath.Join(t.TempDir(), "isnad.db"), Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	articles := func(f ArticleFilter) string {
		query, _, err := f.query()
		if err != nil {
			t.Fatal(err)
		}
		return query
	}
	queue := func(f annotation.QueueFilter) string {
		query, _ := queueQuery(f)
		return query
	}
	for _, test := range []struct {
		name, query string
	}{
		{"an article", `SELECT ` + articleColumns + `, articles.seq FROM articles WHERE id = ?`},
		{"the desk", articles(ArticleFilter{})},
		{"the shelf", articles(ArticleFilter{Archived: true})},
		{"the desk by state", articles(ArticleFilter{State: annotation.Returned})},
		{"a search", articles(ArticleFilter{Query: "water"})},
		{"a search by state", articles(ArticleFilter{Query: "water", State: annotation.Open})},
		{"an article's annotations", annotationsOfQuery},
		{"an annotation", `SELECT ` + annotationColumns + ` FROM ` + annotationTables + ` WHERE annotations.id = ?`},
		{"a paragraph's annotations", touchingQuery},
		{"the next unfinished", nextUnfinishedQuery},
		{"the one before", previousUnfinishedQuery},
		{"the next suggestion", nextSuggestionQuery},
		{"the suggestion before", previousSuggestionQuery},
		{"where to go on from", annotationPlaceQuery},
		{"which suggestion to go on from", suggestionPlaceQuery},
		{"a suggestion", suggestionQuery},
		{"whom names mean in an article", meansQuery},
		{"an article's suggestions", suggestionsQuery},
		{"all it has", allSuggestionsQuery},
		{"those decided", decidedSuggestionsQuery},
		{"a paragraph's suggestions", suggestionsTouchingQuery},
		{"what a quote covers", coveredQuery},
		{"suggestions beside it", besideQuery},
		{"quotes beside a suggestion", quotesBesideQuery},
		{"what an annotation was made of", madeOfQuery},
		{"what was decided before it", decidedOfQuery},
		{"a suggestion's rejection", rejectionQuery},
		{"articles without suggestions", unsuggestedQuery},
		{"what rules are asked about", askedQuery},
		{"whom the desk knows", knownSpeakersQuery},
		{"what an article's rules said before", earlierQuery},
		{"the last speaker", lastSpeakerQuery},
		{"one's last speaker", lastSpeakerByQuery},
		{"what to undo", lastChangeQuery},
		{"what was built on it", builtOnQuery},
		{"acceptances to undo", acceptancesQuery},
		{"what was put to it", touchedQuery},
		{"a renamed speaker's articles", bumpArticlesQuery},
		{"an article's anchors, to check them", anchorsQuery},
		{"evidence", evidenceQuery},
		{"an annotation's evidence", evidenceOfQuery},
		{"all the evidence it ever had", evidenceEverQuery},
		{"how much evidence it has", citedQuery},
		{"what a piece serves", servedQuery},
		{"an article's evidence", articleEvidenceQuery},
		{"what is said the same", identicalQuery},
		{"where a word stands", upQuery},
		{"where a word stands in shorter ones", downQuery},
		{"what is compared", saidQuery},
		{"what people call the same", sameStatementQuery},
		{"a known file", sourcePathQuery},
		{"known content", sourceContentQuery},
		{"an annotation's history", historyQuery},
		{"what was signed in an article", signaturesQuery},
		{"the queue", queue(annotation.QueueFilter{Whose: annotation.Desks})},
		{"one's queue", queue(annotation.QueueFilter{Whose: annotation.Mine})},
		{"the queue by every filter", queue(annotation.QueueFilter{Whose: annotation.Mine, State: annotation.Open, Kind: annotation.Claim,
			Priority: "normal", Due: annotation.Overdue, Assignee: "x", Article: "x"})},
		{"what is nobody's work", unassignedQuery},
		{"what is overdue", overdueQuery},
		{"a comment", commentQuery},
		{"an annotation's comments", commentsOfQuery},
		{"an article's comments", articleCommentsQuery},
		{"an article's open comments", openCommentsQuery},
		{"the oldest of them", openCommentQuery},
		{"a right of reply", replyQuery},
		{"an annotation's rights of reply", repliesQuery},
		{"all it ever had", repliesEver},
		{"an article's rights of reply", articleReplies},
		{"those that wait", waitingRepliesQuery},
		{"the oldest that waits", waitingReplyQuery},
		{"one's mentions", mentionsQuery},
		{"how many they are", mentionsCountQuery},
	} {
		t.Run(test.name, func(t *testing.T) {
			plan := explain(t, db, test.query)
			if scanned := scans.FindString(plan); scanned != "" {
				t.Errorf("reads a whole table: %s\n%s", scanned, plan)
			}
			// A history merges the numbers of a mark's events and of its evidence's, and those
			// who go by an article's names are preferred by more than their names.
			if strings.Contains(plan, "TEMP B-TREE") && test.query != historyQuery && test.query != knownSpeakersQuery {
				t.Errorf("sorts:\n%s", plan)
			}
		})
	}
}

// TestQueueCountsPlan: the queue is counted in an index of the unfinished work alone,
// as it lies there.
func TestQueueCountsPlan(t *testing.T) {
	db, err := Create(t.Context(), filepath.Join(t.TempDir(), "isnad.db"), Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	query, _ := queueCountsQuery(annotation.QueueFilter{Whose: annotation.Mine})
	if plan := explain(t, db, query); !strings.Contains(plan, "USING COVERING INDEX annotations_queue_counts") || strings.Contains(plan, "TEMP B-TREE") {
		t.Errorf("the plan is:\n%s", plan)
	}
}

// scans finds the reading of a whole table or of a whole index. A virtual table is
// always "scanned", by the index that follows.
var scans = regexp.MustCompile(`(?m)^SCAN (annotations|anchors|said|said_words|anchor_paragraphs|events|event_payloads|later|revisions|speakers|article_counts|article_search_text|articles|citations|pieces|files|comments|open_mentions|suggestions|suggestion_paragraphs)\b.*$`)

func explain(t *testing.T, db *DB, query string) string {
	t.Helper()
	args := make([]any, strings.Count(query, "?"))
	var plan []string
	err := db.read(t.Context(), func(q querier) error {
		rows, err := collect(context.Background(), q, func(row scanner) (detail string, err error) {
			var id, parent, unused int
			err = row.Scan(&id, &parent, &unused, &detail)
			return detail, err
		}, `EXPLAIN QUERY PLAN `+query, args...)
		plan = rows
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, "\n")
}
