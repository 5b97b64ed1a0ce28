package house

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// root is the top of the tree, as seen from this package.
const root = "../.."

func TestImports(t *testing.T) {
	for _, p := range packages(t) {
		for _, fault := range importFaults(p) {
			t.Error(fault)
		}
	}
}

// TestImportRules shows each rule a package that breaks it, so that a rule that
// has gone blind is noticed, and some that may look wrong but are not.
func TestImportRules(t *testing.T) {
	ours := func(name string) string { return module + "/" + name }
	tests := []struct {
		name    string
		from    string
		imports []string
		deps    []string
		faults  int
	}{
		{"program wires all", "cmd/isnad", []string{ours("handlers"), ours("db"), ours("internal/ingest"), "net/http"}, nil, 0},
		{"handler uses echo, views and db", "handlers", []string{ours("views"), ours("db"), "github.com/labstack/echo/v4", "github.com/a-h/templ"}, nil, 0},
		{"handler of a subpackage", "handlers/api", []string{ours("handlers")}, nil, 0},
		{"views reaches into db", "views", []string{ours("db")}, nil, 1},
		{"views knows HTTP", "views", []string{"net/http"}, nil, 1},
		{"db knows views", "db", []string{ours("views")}, nil, 1},
		{"db knows HTTP through another", "db", nil, []string{"net/http"}, 1},
		{"db knows HTTP itself, said once", "db", []string{"net/http"}, []string{"net/http"}, 1},
		{"handler knows SQL", "handlers", []string{"database/sql/driver"}, nil, 1},
		{"handler knows the driver", "handlers", []string{"modernc.org/sqlite"}, nil, 1},
		{"domain builds on domain", "internal/anchor", []string{ours("internal/text")}, nil, 0},
		{"domain knows db", "internal/annotation", []string{ours("db")}, nil, 1},
		{"domain knows echo", "internal/export", []string{"github.com/labstack/echo/v4"}, nil, 1},
		{"domain knows SQL through another", "internal/export", nil, []string{"database/sql"}, 1},
		{"domain rolls dice", "internal/annotation", []string{"math/rand/v2"}, nil, 1},
		{"salts are excepted", "internal/password", []string{"crypto/rand"}, nil, 0},
		{"only rand is excepted", "internal/password", []string{"math/rand"}, nil, 1},
		{"test helper does what it must", "internal/browsertest", []string{"net/http", ours("handlers"), "github.com/chromedp/chromedp"}, nil, 0},
		{"program uses a test helper", "handlers", []string{ours("internal/browsertest")}, nil, 1},
		{"program drives a browser", "cmd/isnad", []string{"github.com/chromedp/chromedp"}, nil, 1},
		{"a name that only begins alike", "internal/text", []string{"net/httpx", "database/sqlite"}, nil, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := pkg{ImportPath: ours(test.from), Imports: test.imports, Deps: test.deps}
			if faults := importFaults(p); len(faults) != test.faults {
				t.Errorf("got %d faults, want %d: %q", len(faults), test.faults, faults)
			}
		})
	}
}

// TestExceptions holds the list of exceptions to what is still needed.
func TestExceptions(t *testing.T) {
	all := packages(t)
	for _, e := range exceptions {
		used := slices.ContainsFunc(all, func(p pkg) bool {
			return p.name() == e.pkg && slices.ContainsFunc(p.Imports, func(imported string) bool {
				return within(imported, e.what)
			})
		})
		if !used {
			t.Errorf("%s does not import %s any more: remove the exception", e.pkg, e.what)
		}
	}
}

// TestClock looks for domain code that reads the clock: the time is handed in,
// so that the same input gives the same answer, and tests need no patience.
func TestClock(t *testing.T) {
	for _, p := range packages(t) {
		if part(p.name()) != "internal" || p.testHelper() {
			continue
		}
		for _, file := range p.GoFiles {
			src, err := os.ReadFile(filepath.Join(p.Dir, file))
			if err != nil {
				t.Fatal(err)
			}
			uses, err := clockUses(p.name()+"/"+file, src)
			if err != nil {
				t.Fatal(err)
			}
			for _, use := range uses {
				t.Errorf("%s: the clock is handed in", use)
			}
		}
	}
}

func TestClockUses(t *testing.T) {
	tests := []struct {
		name, src string
		uses      int
	}{
		{"called", `package p; import "time"; var at = time.Now()`, 1},
		{"passed on", `package p; import "time"; var now = time.Now`, 1},
		{"under another name", `package p; import clock "time"; var at = clock.Now()`, 1},
		{"waited for", `package p; import "time"; func f() { time.Sleep(1) }`, 1},
		{"dotted", `package p; import . "time"; var at = Now()`, 1},
		{"only its types", `package p; import "time"; func f(now time.Time) { _ = now.Add(time.Hour) }`, 0},
		{"something else of that name", `package p; import time "example.org/fake"; var at = time.Now()`, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			uses, err := clockUses("p.go", []byte(test.src))
			if err != nil {
				t.Fatal(err)
			}
			if len(uses) != test.uses {
				t.Errorf("got %q, want %d", uses, test.uses)
			}
		})
	}
}

// TestTopFolders keeps the top of the tree short enough to know by heart.
func TestTopFolders(t *testing.T) {
	allowed := []string{".ci", "cmd", "db", "docs", "examples", "handlers", "internal", "static", "views"}
	if _, err := os.Stat(filepath.Join(root, ".git")); errors.Is(err, fs.ErrNotExist) {
		t.Skip("not a checkout: which folders are the project's own is not known")
	}
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip(err)
	}
	// With -z because git quotes names beyond ASCII otherwise.
	for _, file := range strings.Split(command(t, "git", "ls-files", "-z"), "\x00") {
		if folder, _, in := strings.Cut(file, "/"); in && !slices.Contains(allowed, folder) {
			t.Errorf("%s: no folder %q is meant to stand at the top; %v are", file, folder, allowed)
		}
	}
}

// TestLibc compares the versions of modernc.org/libc that we select and that
// the driver's own go.mod names. The driver is C translated for exactly that
// libc, and misbehaves in rare, silent ways on another.
func TestLibc(t *testing.T) {
	const libc, sqlite = "modernc.org/libc", "modernc.org/sqlite"
	got := strings.TrimSpace(command(t, "go", "list", "-m", "-f", "{{.Version}}", libc))
	gomod := strings.TrimSpace(command(t, "go", "list", "-m", "-f", "{{.GoMod}}", sqlite))
	var driver struct {
		Require []struct{ Path, Version string }
	}
	if err := json.Unmarshal([]byte(command(t, "go", "mod", "edit", "-json", gomod)), &driver); err != nil {
		t.Fatal(err)
	}
	for _, r := range driver.Require {
		if r.Path == libc {
			if r.Version != got {
				t.Errorf("go.mod selects %s %s; %s is made for %s", libc, got, sqlite, r.Version)
			}
			return
		}
	}
	t.Errorf("%s names no %s: this test needs a new way to learn the right version", sqlite, libc)
}

// packages lists the module's packages with their imports.
func packages(t *testing.T) []pkg {
	t.Helper()
	watch(t)
	// With -e a package that doesn't compile yet is listed all the same: what
	// this test has to say does not wait for that.
	out := command(t, "go", "list", "-e", "-json=ImportPath,Dir,GoFiles,Imports,Deps", "./...")
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(out)); ; {
		var p pkg
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 5 {
		t.Fatalf("go list found only %d packages", len(all))
	}
	return all
}

// watch reads every folder of sources. `go test` repeats a cached result while
// the files and folders that a test opened are as they were; what `go list`
// opens for us it can't know, and a new import would go unnoticed.
func watch(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && strings.HasPrefix(d.Name(), ".") {
			return fs.SkipDir
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// command runs a program at the top of the tree and returns what it prints.
func command(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, &stderr)
	}
	return string(out)
}

// clockUses returns the places where src reads or waits for the clock, called
// or passed on, whatever name it imports package time by.
func clockUses(name string, src []byte) ([]string, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	local := ""
	for _, spec := range file.Imports {
		if imported, _ := strconv.Unquote(spec.Path.Value); imported != "time" {
			continue
		}
		local = "time"
		if spec.Name != nil {
			local = spec.Name.Name
		}
	}
	var uses []string
	if local == "." {
		return []string{name + ": imports time with a dot"}, nil
	}
	ast.Inspect(file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok || local == "" {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == local && slices.Contains(clock, sel.Sel.Name) {
			uses = append(uses, fmt.Sprintf("%s: time.%s", fset.Position(sel.Pos()), sel.Sel.Name))
		}
		return true
	})
	return uses, nil
}
