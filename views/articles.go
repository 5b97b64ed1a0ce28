package views

import (
	"github.com/isnad/isnad/internal/annotation"
)

// Articles is the list of articles.
type Articles struct {
	Items    []annotation.Article
	Query    string
	State    annotation.State
	Archived bool
	First    bool   // the list from its beginning
	Next     string // the address of what follows; empty at the end
}

// Filtered says that not every article is asked for.
func (a Articles) Filtered() bool { return a.Query != "" || a.State != "" || a.Archived }

// NewArticle is the form that adds an article.
type NewArticle struct {
	ID, Title, Text string
	Problem, Field  string
}
