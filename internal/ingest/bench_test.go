package ingest

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// BenchmarkRead reads the largest file that may be, all of it one line or many.
func BenchmarkRead(b *testing.B) {
	many := strings.Repeat(arabicStory, MaxBytes/len(arabicStory))
	oneLine := strings.ReplaceAll(many, "\n", " ")
	page := encode(b, charmap.Windows1256, many[:len(many)/2/len(arabicStory)*len(arabicStory)])
	for _, c := range []struct {
		name string
		raw  []byte
	}{{"lines", []byte(many)}, {"one line", []byte(oneLine)}, {"windows-1256", page}} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.raw)))
			for b.Loop() {
				if _, err := Read("story.txt", c.raw); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
