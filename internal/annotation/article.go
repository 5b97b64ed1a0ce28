package annotation

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/isnad/isnad/internal/text"
)

// MaxText is the most an article's text may hold, in bytes of UTF-8.
const MaxText = 5 << 20

// MaxLines is the most line ends that an article's text may have.
const MaxLines = 50_000

// Source says which file an article came from. Path is kept so that seed knows
// the file again, and never leaves the data file.
type Source struct {
	Name   string `json:"name,omitempty"`
	SHA256 string `json:"sha256,omitempty"` // hex, of the file's bytes
	Path   string `json:"-"`
}

// Article is a text under review. Text is that of the current revision and is
// empty where only the heading was asked for.
type Article struct {
	ID        string
	Title     string
	Byline    string
	Dateline  string
	Language  string // "ar", "en" or another BCP 47 primary subtag
	Direction string // "rtl" or "ltr"
	Source    Source
	Revision  int
	Text      string
	Archived  bool
	CreatedBy string
	CreatedAt time.Time
	UpdatedAt time.Time
	Version   int
	Counter   int64 // grows with anything the article's page shows
	Counts    Counts

	Suggestions int `json:"-"` // how many suggested quotes of the current text wait for somebody to decide
}

// Counts says how many annotations an article has in each state.
type Counts struct {
	Open     int `json:"open"`
	Checking int `json:"checking"`
	Checked  int `json:"checked"`
	Approved int `json:"approved"`
	Returned int `json:"returned"`
}

// Total is the number of annotations.
func (c Counts) Total() int { return c.Open + c.Checking + c.Checked + c.Approved + c.Returned }

// Left is the number not yet signed off.
func (c Counts) Left() int { return c.Total() - c.Approved }

// In is the number in one state.
func (c Counts) In(s State) int {
	switch s {
	case Open:
		return c.Open
	case Checking:
		return c.Checking
	case Checked:
		return c.Checked
	case Approved:
		return c.Approved
	case Returned:
		return c.Returned
	}
	return 0
}

// ArticleDraft is a new article as a reader of files, a person or the API brings
// it. Only Text is needed; a Title is read from it where none is given.
type ArticleDraft struct {
	ID       string
	Title    string
	Byline   string
	Dateline string
	Language string
	Text     string
	Source   Source
}

// ArticlePatch changes the fields that are set; the text changes by a revision.
type ArticlePatch struct {
	Title    Opt[string] `json:"title,omitzero"`
	Byline   Opt[string] `json:"byline,omitzero"`
	Dateline Opt[string] `json:"dateline,omitzero"`
	Language Opt[string] `json:"language,omitzero"`
	Archived Opt[bool]   `json:"archived,omitzero"`
}

// NewArticle makes revision 1 of an article from a draft.
func NewArticle(id string, d ArticleDraft, actor Actor, now time.Time) (Article, error) {
	if err := actor.Require(ManageArticles); err != nil {
		return Article{}, err
	}
	a := Article{
		ID: id, Title: strings.TrimSpace(d.Title), Byline: d.Byline, Dateline: d.Dateline,
		Language: d.Language, Source: d.Source, Revision: 1, Text: d.Text,
		CreatedBy: actor.Name, CreatedAt: now, UpdatedAt: now, Version: 1, Counter: 1,
	}
	if err := CheckText("text", d.Text); err != nil {
		return Article{}, err
	}
	if a.Language == "" {
		a.Language = text.Language(d.Text)
	}
	a.Direction = DirectionOf(a.Language, d.Text)
	return a, a.validate()
}

// Apply is the article after the patch, or what forbids it.
func (a Article) Apply(p ArticlePatch, actor Actor, now time.Time) (Article, error) {
	if err := actor.Require(ManageArticles); err != nil {
		return a, err
	}
	b := a
	set(&b.Title, p.Title)
	b.Title = strings.TrimSpace(b.Title)
	set(&b.Byline, p.Byline)
	set(&b.Dateline, p.Dateline)
	set(&b.Language, p.Language)
	set(&b.Archived, p.Archived)
	if b.Language != a.Language {
		b.Direction = DirectionOf(b.Language, b.Text)
	}
	if err := b.validate(); err != nil {
		return a, err
	}
	if b == a {
		return a, nil
	}
	b.Version, b.UpdatedAt = a.Version+1, now
	return b, nil
}

func (a *Article) validate() error {
	if a.Title == "" {
		return RefuseField(Invalid, "title", "error.required", "field", "title")
	}
	return firstError(
		checkLine("title", a.Title, MaxName*2),
		checkLine("byline", a.Byline, MaxName),
		checkLine("dateline", a.Dateline, MaxName),
		checkLine("source.name", a.Source.Name, MaxName*2),
		checkSHA256(a.Source.SHA256),
		checkLanguage(a.Language),
	)
}

var sha256Pattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

func checkSHA256(s string) error {
	if s == "" || sha256Pattern.MatchString(s) {
		return nil
	}
	return RefuseField(Invalid, "source.sha256", "error.unknown_value", "field", "source.sha256", "value", s, "allowed", "64 hex digits")
}

// checkLanguage takes a primary language subtag of BCP 47 (two or three small
// letters), or none.
func checkLanguage(s string) error {
	ok := s == "" || len(s) == 2 || len(s) == 3
	for _, r := range s {
		ok = ok && r >= 'a' && r <= 'z'
	}
	if !ok {
		return RefuseField(Invalid, "language", "error.unknown_value", "field", "language", "value", s, "allowed", "ar, en, …")
	}
	return nil
}

// CheckText refuses a text that cannot be a revision: blank, not UTF-8, too long
// (in bytes, or in lines, each of which is a row of the page),
// with a NUL in it, which no page can show, or with line ends other than "\n". To
// put those right here would move the positions that came with the text; reading
// a file or what somebody typed (package ingest) does it before there are any.
func CheckText(field, s string) error {
	if len(s) > MaxText {
		return RefuseField(TooLarge, field, "error.enormous_file", "max", MaxText)
	}
	if strings.TrimSpace(s) == "" {
		return RefuseField(Invalid, field, "error.empty_file")
	}
	if strings.Count(s, "\n") > MaxLines {
		return RefuseField(TooLarge, field, "error.too_many_lines", "max", MaxLines)
	}
	if err := CheckEncoding(field, s); err != nil {
		return err
	}
	if i := strings.IndexAny(s, "\r\x00"); i >= 0 {
		key, position := "error.line_end", utf8.RuneCountInString(s[:i])
		if s[i] == 0 {
			key = "error.control_character"
		}
		return RefuseField(Invalid, field, key, "field", field, "position", position)
	}
	return nil
}

// rtlLanguages are those written from right to left that a desk may meet.
var rtlLanguages = map[string]bool{"ar": true, "fa": true, "ur": true, "he": true, "ps": true, "ckb": true, "ug": true, "sd": true, "dv": true, "yi": true}

// DirectionOf is the language's direction or, failing one, that of the text's
// first strong character (UAX #9, rule P2).
func DirectionOf(language, s string) string {
	switch {
	case rtlLanguages[language]:
		return "rtl"
	case language != "":
		return "ltr"
	}
	if d := text.Direction(s); d != "" {
		return d
	}
	return "ltr"
}
