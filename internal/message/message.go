// Package message is the catalogue of everything people read: sentences in Arabic
// and English, with plurals, numbers, dates and names put in as each language does.
package message

import (
	"context"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Lang is a language of the interface.
type Lang string

// The languages of the interface.
const (
	Arabic  Lang = "ar"
	English Lang = "en"
)

// Langs lists the languages of the interface, the first being the default.
func Langs() []Lang { return []Lang{Arabic, English} }

// Dir is the direction that the language is written in: "rtl" or "ltr".
func (l Lang) Dir() string {
	if l == Arabic {
		return "rtl"
	}
	return "ltr"
}

func (l Lang) tag() language.Tag {
	if l == English {
		return language.English
	}
	return language.Arabic
}

var matcher = language.NewMatcher([]language.Tag{language.Arabic, language.English})

// Match picks the language that an Accept-Language header asks for (RFC 9110
// §12.5.4); Arabic where it asks for neither.
func Match(acceptLanguage string) Lang {
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return Arabic
	}
	_, i, confidence := matcher.Match(tags...)
	if confidence == language.No {
		return Arabic // the matcher would fall back on what speakers of the asked language often read
	}
	return Langs()[i]
}

// Raw is a value put into a sentence as it is, without isolation.
type Raw string

// Printer writes in one language.
type Printer struct {
	lang   Lang
	zone   *time.Location
	arabic bool // Arabic-Indic digits
	months [12]string
}

// Option changes how a Printer writes.
type Option func(*Printer)

// In has dates and times shown in a time zone; UTC otherwise.
func In(zone *time.Location) Option { return func(p *Printer) { p.zone = zone } }

// LatinDigits has numbers written with 0–9 in Arabic too.
func LatinDigits() Option { return func(p *Printer) { p.arabic = false } }

// GregorianMonths has months named يناير، فبراير… rather than كانون الثاني، شباط….
func GregorianMonths() Option {
	return func(p *Printer) {
		if p.lang == Arabic {
			p.months = gregorianMonths
		}
	}
}

// New makes a printer: in Arabic with Arabic-Indic digits and the month names of
// the Levant unless an option says otherwise.
func New(lang Lang, options ...Option) *Printer {
	p := &Printer{lang: lang, zone: time.UTC, months: englishMonths}
	if lang != English {
		p.lang, p.arabic, p.months = Arabic, true, levantMonths
	}
	for _, option := range options {
		option(p)
	}
	return p
}

// Lang is the language that the printer writes.
func (p *Printer) Lang() Lang { return p.lang }

// Zone is the name of the time zone that dates and times are shown in.
func (p *Printer) Zone() string { return p.zone.String() }

// Dir is the direction of that language.
func (p *Printer) Dir() string { return p.lang.Dir() }

type contextKey struct{}

// NewContext hands a printer to what is called with ctx.
func NewContext(ctx context.Context, p *Printer) context.Context {
	return context.WithValue(ctx, contextKey{}, p)
}

// FromContext is the printer that ctx carries, or an Arabic one.
func FromContext(ctx context.Context) *Printer {
	if p, ok := ctx.Value(contextKey{}).(*Printer); ok {
		return p
	}
	return New(Arabic)
}

// Has says whether the catalogue knows the key.
func Has(key string) bool {
	_, ok := catalogue[Arabic][key]
	return ok
}

// T is the sentence of a key with its {placeholders} filled from args: name,
// value, name, value, …. Where the entry has plural forms, the value of "count" or,
// without one, the first number chooses. A key that is not in the catalogue is shown in ⟦brackets⟧; tests find it.
func (p *Printer) T(key string, args ...any) string {
	e, ok := catalogue[p.lang][key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	sentence := e.text
	if e.forms != nil {
		sentence = e.forms[p.form(args)]
	}
	if !strings.Contains(sentence, "{") {
		return sentence
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		name := fmt.Sprint(args[i])
		pairs = append(pairs, "{"+name+"}", p.value(p.word(name, args[i+1])))
	}
	return strings.NewReplacer(pairs...).Replace(sentence)
}

// words are the arguments that name something the catalogue has a word for: a
// refusal says which role is needed, and the reader is told in their language. A
// list of them is read as one.
var words = map[string]string{"thing": "thing.", "field": "field.", "than_field": "field.", "role": "role.", "speaker_kind": "speaker_kind.", "from": "state.", "to": "state.", "steps": "state.", "missing": "field.", "json_type": "json_type.", "json_fault": "json_fault."}

func (p *Printer) word(name string, v any) any {
	if list, ok := v.([]string); ok {
		named := make([]string, len(list))
		for i, one := range list {
			named[i] = p.value(p.word(name, one))
			if p.lang == English {
				named[i] = strings.ToLower(named[i]) // in the middle of a sentence
			}
		}
		return Raw(strings.Join(named, p.T("list.comma")))
	}
	if s, ok := v.(string); ok {
		if e, known := catalogue[p.lang][words[name]+s]; known && words[name] != "" {
			return e.text
		}
	}
	return v
}

// form is the CLDR plural category of the "count" among args or, without one, of
// the first number.
func (p *Printer) form(args []any) string {
	count, found := 0, false
	for i := 0; i+1 < len(args); i += 2 {
		if n, ok := whole(args[i+1]); ok && (args[i] == "count" || !found) {
			count, found = int(n), true
			if args[i] == "count" {
				break
			}
		}
	}
	if count < 0 {
		count = max(-count, 0) // the least int has no opposite
	}
	return formNames[plural.Cardinal.MatchPlural(p.lang.tag(), count, 0, 0, 0, 0)]
}

var formNames = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

// value is an argument as the language writes it.
func (p *Printer) value(v any) string {
	if n, ok := whole(v); ok {
		return p.digits(fmt.Sprint(n))
	}
	switch v := v.(type) {
	case Raw:
		return string(v)
	case time.Time:
		return p.DateTime(v)
	}
	return p.isolate(fmt.Sprint(v))
}

func whole(v any) (int64, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	}
	return 0, false
}
