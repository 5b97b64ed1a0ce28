package export_test

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

// TestReadLooksIntoFiles: a file is of the type that its bytes are of, so that no page
// is ever shown as a picture.
func TestReadLooksIntoFiles(t *testing.T) {
	for _, c := range []struct{ said, content, found string }{
		{"image/png", "\x89PNG\r\n\x1a\n0000", ""},
		{"text/plain", "محضر", ""},
		{"application/pdf", "%PDF-1.7\n", ""},
		{"image/png", "<html><script>alert(1)</script>", "text/html"},
		{"image/png", "\xff\xd8\xff", "image/jpeg"},
		{"image/svg+xml", "محضر", "text/plain"},
		{"text/plain; charset=utf-8", "محضر", "text/plain"},
		{"", "محضر", "text/plain"},
	} {
		t.Run(c.said+" "+c.found, func(t *testing.T) {
			sum := fmt.Sprintf("%x", sha256.Sum256([]byte(c.content)))
			about := fmt.Sprintf(`"media_type":%q,"size":%d,"sha256":%q`, c.said, len(c.content), sum)
			_, err := export.Read(strings.NewReader(`{"articles":[],"pieces":[{"id":"p1","kind":"document","title":"x","file":{"name":"f",`+about+`}}],
				"files":[{`+about+`,"data":"`+base64.StdEncoding.EncodeToString([]byte(c.content))+`"}]}`), http.DetectContentType)
			if c.found == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			e, ok := errors.AsType[*annotation.Error](err)
			if !ok || e.Key != "error.file_not_as_said" || e.Field != "files["+sum+"].media_type" || !strings.Contains(fmt.Sprint(e.Args), c.said) || !strings.Contains(fmt.Sprint(e.Args), c.found) {
				t.Errorf("refused by %v", err)
			}
		})
	}
}
