package message

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
)

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// sentences lists every sentence of an entry by plural form; "" for a plain one.
func (e entry) sentences() map[string]string {
	if e.forms != nil {
		return e.forms
	}
	return map[string]string{"": e.text}
}

func placeholders(e entry) []string {
	found := map[string]bool{}
	for _, s := range e.sentences() {
		for _, p := range placeholder.FindAllString(s, -1) {
			found[p] = true
		}
	}
	var list []string
	for p := range found {
		list = append(list, p)
	}
	sort.Strings(list)
	return list
}

func TestCatalogueIsComplete(t *testing.T) {
	forms := map[Lang][]string{Arabic: {"few", "many", "one", "other", "two", "zero"}, English: {"one", "other"}}
	for _, lang := range Langs() {
		for key, e := range catalogue[lang] {
			for _, other := range Langs() {
				twin, ok := catalogue[other][key]
				if !ok {
					t.Errorf("%s is in %s and not in %s", key, lang, other)
					continue
				}
				if a, b := placeholders(e), placeholders(twin); !slices.Equal(a, b) {
					t.Errorf("%s has %v in %s and %v in %s", key, a, lang, b, other)
				}
				if (e.forms == nil) != (twin.forms == nil) {
					t.Errorf("%s has plural forms in one language only", key)
				}
			}
			for form, s := range e.sentences() {
				if strings.TrimSpace(s) == "" {
					t.Errorf("%s is empty in %s (%s)", key, lang, form)
				}
			}
			if e.forms != nil {
				var have []string
				for form := range e.forms {
					have = append(have, form)
				}
				sort.Strings(have)
				if !slices.Equal(have, forms[lang]) {
					t.Errorf("%s has the forms %v in %s, want %v", key, have, lang, forms[lang])
				}
			}
		}
	}
}

// computed are the families of keys that the program puts together from a value of
// the domain: their last part never stands in the source as such.
var computed = []string{
	"state.", "wording.", "kind.", "quotation.", "quote.", "speaker_kind.", "role.", "thing.", "field.", "step.", "language.", "part.", "stance.", "piece_kind.", "anchor.", "digits.", "months.", "note.", "compare.", "priority.", "due.", "whose.", "one_person.", "self_approved.", "how.", "outcome.", "json_type.", "json_fault.", "rule.",
}

var quoted = regexp.MustCompile(`"([a-z][a-z_]*\.[a-z0-9_.]+)"`)

// TestKeysAreUsedAndKnown reads the program's sources: every key of the catalogue
// stands in one, and everything that looks like a key is in the catalogue.
func TestKeysAreUsedAndKnown(t *testing.T) {
	families := map[string]bool{}
	for key := range catalogue[Arabic] {
		family, _, _ := strings.Cut(key, ".")
		families[family] = true
	}
	used := map[string]string{}
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if strings.HasPrefix(name, ".") && name != ".." || name == "message" {
				return fs.SkipDir
			}
			return nil
		}
		source := strings.HasSuffix(name, ".templ") ||
			strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && !strings.HasSuffix(name, "_templ.go")
		if !source {
			return nil
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range quoted.FindAllStringSubmatch(string(body), -1) {
			used[m[1]] = path
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for key := range catalogue[Arabic] {
		isComputed := slices.ContainsFunc(computed, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
		if used[key] == "" && !isComputed {
			t.Errorf("%s is in the catalogue and nowhere in the program", key)
		}
	}
	for key, path := range used {
		family, rest, _ := strings.Cut(key, ".")
		// "article.created" and the like are events, "speaker.id" is a field of the
		// input, ".go" and ".txt" are files.
		if !families[family] || strings.HasSuffix(key, ".") || Has(key) || others.MatchString(rest) || regexp.MustCompile(`\.(go|txt|md|json|db|svg|css|js)$`).MatchString(key) {
			continue
		}
		t.Errorf("%s, used in %s, is not in the catalogue", key, path)
	}
}

var others = regexp.MustCompile(`^(id|kind|created|changed|deleted|restored|imported|merged|split_off|archived|revised|revoked|password_reset|resolved|reopened|rejected)$`)
