package export

import (
	"io"

	"github.com/isnad/isnad/internal/annotation"
)

// maxScale is the most that ReadScale takes, in bytes: ten times the longest scale.
const maxScale = 1 << 20

// ReadScale reads a verdict scale from a file of its own. What is wrong is refused
// with an *annotation.Error whose Field names the place: "labels[2].meaning.ar".
func ReadScale(r io.Reader) (annotation.Scale, error) {
	var s annotation.Scale
	if err := read(r, maxScale, &s); err != nil {
		return annotation.Scale{}, err
	}
	if err := s.Check(); err != nil {
		return annotation.Scale{}, err
	}
	return s, nil
}
