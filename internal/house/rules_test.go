// Package house holds no code, only the tests that keep the house in order:
// which package may import which, who may read the clock, what stands at the
// top of the tree, and that the SQLite driver runs on the libc it was made for.
//
// The rules are about the program. Test files may import what they need.
package house

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// module is the path that go.mod declares.
const module = "github.com/isnad/isnad"

// arrows says, for each part of the program (the first element of a package's
// path), which parts it may import. A part may always import itself.
var arrows = map[string][]string{
	"cmd":      {"handlers", "views", "db", "static", "internal"},
	"handlers": {"views", "db", "static", "internal"},
	"views":    {"static", "internal"},
	"db":       {"internal"},
	"static":   {},
	"internal": {},
}

// reserved names the libraries that only some parts may import themselves.
var reserved = []struct {
	library string // an import path; those below it count too
	parts   []string
}{
	{"net/http", []string{"cmd", "handlers", "static"}},
	{"github.com/labstack", []string{"handlers"}},
	{"github.com/gorilla", []string{"handlers"}},
	{"github.com/a-h/templ", []string{"handlers", "views"}},
	{"database/sql", []string{"db"}},
	{"modernc.org", []string{"db"}},
	{"github.com/chromedp", nil},
}

// unreachable names what a part must not pull in by any detour: a library that
// a parser happens to use would tie the domain to it as firmly as our own import.
var unreachable = map[string][]string{
	"internal": {"net/http", "database/sql", "modernc.org", "github.com/labstack", "github.com/a-h/templ"},
	"db":       {"net/http", "github.com/labstack", "github.com/a-h/templ"},
}

// chance lists the sources of randomness that the domain is handed, never takes.
var chance = []string{"crypto/rand", "math/rand"}

// clock lists the functions of package time that read or wait for the clock.
var clock = []string{"Now", "Since", "Until", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Sleep"}

// exceptions is the one place where a rule is lifted, and says why.
var exceptions = []struct{ pkg, what, why string }{
	{"internal/password", "crypto/rand", "a salt must come from nowhere else, and no rule of the domain depends on it"},
}

// pkg is a package as `go list -json` describes it, of which the rules need this.
type pkg struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
	Deps       []string
}

// name is the package's path inside the module, such as "internal/text".
func (p pkg) name() string { return inside(p.ImportPath) }

// testHelper reports whether p exists for tests alone, by Go's habit of naming
// such packages: httptest, iotest, browsertest.
func (p pkg) testHelper() bool { return strings.HasSuffix(path.Base(p.ImportPath), "test") }

// inside cuts the module off an import path; it is empty for foreign ones.
func inside(importPath string) string {
	rest, ours := strings.CutPrefix(importPath, module+"/")
	if !ours {
		return ""
	}
	return rest
}

// part is the first element of a path inside the module.
func part(name string) string {
	first, _, _ := strings.Cut(name, "/")
	return first
}

// within reports whether importPath is library or lies below it.
func within(importPath, library string) bool {
	return importPath == library || strings.HasPrefix(importPath, library+"/")
}

func excepted(name, what string) bool {
	for _, e := range exceptions {
		if e.pkg == name && within(what, e.what) {
			return true
		}
	}
	return false
}

// importFaults returns a sentence for each import of p that breaks a rule.
func importFaults(p pkg) []string {
	if p.testHelper() {
		return nil
	}
	var faults []string
	name, from := p.name(), part(p.name())
	report := func(what, why string) {
		if !excepted(name, what) {
			faults = append(faults, fmt.Sprintf("%s imports %s: %s", name, what, why))
		}
	}
	for _, imported := range p.Imports {
		if to := inside(imported); to != "" {
			switch {
			case part(to) != from && !slices.Contains(arrows[from], part(to)):
				report(to, "the arrows point the other way (cmd → handlers → views, db → internal)")
			case pkg{ImportPath: imported}.testHelper():
				report(to, "it is there for tests only")
			}
		}
		for _, r := range reserved {
			if within(imported, r.library) && !slices.Contains(r.parts, from) {
				report(imported, fmt.Sprintf("reserved for %v", r.parts))
			}
		}
		if from == "internal" {
			for _, source := range chance {
				if within(imported, source) {
					report(imported, "randomness is handed in")
				}
			}
		}
	}
	for _, dep := range p.Deps {
		for _, library := range unreachable[from] {
			if within(dep, library) && !slices.Contains(p.Imports, dep) {
				report(dep, "not even through another package")
			}
		}
	}
	return faults
}
