package ingest

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/internal/annotation"
)

// tree makes files, folders (names that end in a slash) and links (name -> target).
func tree(t *testing.T, names ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, name := range names {
		name, target, link := strings.Cut(name, " -> ")
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		switch {
		case link:
			err = os.Symlink(filepath.FromSlash(target), path)
		case strings.HasSuffix(name, "/"):
			err = os.MkdirAll(path, 0o755)
		default:
			err = os.WriteFile(path, []byte("سوق المدينة"), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// walked are the paths below root in the order of the walk, each failure's key behind it.
func walked(t *testing.T, root string, paths ...string) []string {
	t.Helper()
	for i := range paths {
		paths[i] = filepath.Join(root, paths[i])
	}
	var seen []string
	for path, err := range Walk(paths) {
		name, relErr := filepath.Rel(root, path)
		if relErr != nil {
			t.Fatal(relErr)
		}
		name = filepath.ToSlash(name)
		if err != nil {
			e, ok := err.(*annotation.Error)
			if !ok {
				t.Fatalf("%s: an error of another kind: %v", path, err)
			}
			name += " " + e.Key
		}
		seen = append(seen, name)
	}
	return seen
}

func TestWalk(t *testing.T) {
	root := tree(t,
		"desk/b.txt", "desk/a.MD", "desk/notes.pdf", "desk/.hidden.txt", "desk/.git/x.txt", "desk/c/d.txt", "desk/c.txt/e.txt", "desk/empty/",
		"desk/loop -> ../desk", "desk/z.txt -> ../one.txt", "desk/gone.txt -> nowhere.txt", "desk/gone -> nowhere", "desk/more -> ../other",
		"other/f.txt", "one.txt", "two.pdf", ".three.txt")
	for _, c := range []struct {
		name  string
		paths []string
		want  []string
	}{
		{"a folder", []string{"desk"}, []string{"desk/a.MD", "desk/b.txt", "desk/c/d.txt", "desk/c.txt/e.txt", "desk/gone.txt error.file_not_found", "desk/more/f.txt", "desk/z.txt"}},
		{"a folder by a link", []string{"desk/more"}, []string{"desk/more/f.txt"}},
		{"a folder twice", []string{"other", "desk/more", "other"}, []string{"other/f.txt"}},
		{"files in the order given", []string{"one.txt", ".three.txt", "desk/b.txt"}, []string{"one.txt", ".three.txt", "desk/b.txt"}},
		{"a file of an unknown format", []string{"two.pdf", "one.txt"}, []string{"two.pdf error.unknown_format", "one.txt"}},
		{"a file that is not there", []string{"none.txt", "one.txt"}, []string{"none.txt error.file_not_found", "one.txt"}},
		{"nothing", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, walked(t, root, c.paths...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWalkStops(t *testing.T) {
	root := tree(t, "desk/a.txt", "desk/b/c.txt", "desk/d.txt", "e.txt")
	for stop := 1; stop <= 4; stop++ {
		n := 0
		for range Walk([]string{filepath.Join(root, "desk"), filepath.Join(root, "e.txt")}) {
			if n++; n == stop {
				break
			}
		}
		if n != stop {
			t.Errorf("yielded %d, stopped at %d", n, stop)
		}
	}
}

func TestWhatMayNotBeReadIsOneFailure(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	root := tree(t, "desk/a.txt", "desk/shut/b.txt", "desk/z.txt")
	shut := filepath.Join(root, "desk", "shut")
	if err := os.Chmod(shut, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(shut, 0o755) }) // so that the folder can be removed
	want := []string{"desk/a.txt", "desk/shut error.file_not_permitted", "desk/z.txt"}
	if diff := cmp.Diff(want, walked(t, root, "desk")); diff != "" {
		t.Error(diff)
	}
	file := filepath.Join(root, "desk", "a.txt")
	if err := os.Chmod(file, 0); err != nil {
		t.Fatal(err)
	}
	_, err := ReadFile(file)
	wantKey(t, err, "error.file_not_permitted")
}

func TestUnreadableSaysWhy(t *testing.T) {
	for cause, key := range map[error]string{
		os.ErrNotExist:   "error.file_not_found",
		os.ErrPermission: "error.file_not_permitted",
		syscall.EIO:      "error.file_unreadable",
	} {
		wantKey(t, unreadable(&os.PathError{Op: "open", Path: "a.txt", Err: cause}), key)
	}
}

func TestReadFile(t *testing.T) {
	root := tree(t, "one.txt", "folder.txt/", "two.pdf")
	doc, err := ReadFile(filepath.Join(root, "one.txt"))
	if err != nil || doc.Text != "سوق المدينة" {
		t.Errorf("got %q, %v", doc.Text, err)
	}

	huge := filepath.Join(root, "huge.txt")
	if err := os.WriteFile(huge, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(huge, 1<<40); err != nil { // sparse: reading it would never end
		t.Skip(err)
	}
	pipe := filepath.Join(root, "pipe.txt")
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]string{
		"huge.txt":   "error.enormous_file",
		"pipe.txt":   "error.not_regular_file",
		"folder.txt": "error.not_regular_file",
		"two.pdf":    "error.unknown_format",
		"none.txt":   "error.file_not_found",
	} {
		_, err := ReadFile(filepath.Join(root, name))
		wantKey(t, err, key)
	}
}
