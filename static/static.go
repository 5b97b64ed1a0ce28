// Package static embeds what browsers load beside the pages: style sheets, ES
// modules and icons. All are served under a prefix that holds a hash of every
// file's content, so that modules import each other by plain relative names and a
// browser may cache every one of them for good.
package static

import (
	"crypto/sha256"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed css js icons
var files embed.FS

// File is one embedded file.
type File struct {
	Type string // the media type
	Body []byte
}

// Assets finds the embedded files by the path they are served at.
type Assets struct {
	prefix string
	byPath map[string]File
}

// types are the media types of what is embedded; a file of another kind is a
// mistake that New reports.
var types = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
}

// New reads the embedded files.
func New() *Assets {
	a := &Assets{byPath: map[string]File{}}
	sum := sha256.New()
	found := map[string]File{}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		kind, ok := types[path.Ext(name)]
		if !ok {
			return fmt.Errorf("%s: no media type for %q", name, path.Ext(name))
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(body))
		sum.Write(body)
		found[name] = File{Type: kind, Body: body}
		return nil
	})
	if err != nil {
		panic("static: " + err.Error()) // the files are part of the program
	}
	a.prefix = fmt.Sprintf("/static/%x/", sum.Sum(nil)[:6])
	for name, file := range found {
		a.byPath[a.prefix+name] = file
	}
	return a
}

// Prefix is the path that all files are served under, "/static/<hash>/".
func (a *Assets) Prefix() string { return a.prefix }

// Text is an embedded file by its name, such as "css/report.css", to be put into what
// leaves the site.
func (a *Assets) Text(name string) string { return string(a.byPath[a.prefix+name].Body) }

// Find looks a file up by the path of a request.
func (a *Assets) Find(requested string) (File, bool) {
	file, ok := a.byPath[strings.TrimSuffix(requested, "/")]
	return file, ok
}
