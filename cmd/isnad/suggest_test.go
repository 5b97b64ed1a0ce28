package main

import (
	"bufio"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// TestReadLine: a line that is too long is passed over to its end, and those behind it
// are read.
func TestReadLine(t *testing.T) {
	for in, want := range map[string][]string{
		"":                                       {""},
		"a\nb":                                   {"a\n", "b"},
		"12345\n\n1234567":                       {"12345\n", "\n", "1234567"},
		"a\n" + strings.Repeat("x", 8) + "\nb\n": {"a\n", "long", "b\n", ""},
		"a\n" + strings.Repeat("x", 99) + "\nb\n": {"a\n", "long", "b\n", ""},
		strings.Repeat("x", 99):                   {"long", ""},
	} {
		lines := bufio.NewReaderSize(strings.NewReader(in), 16) // the least there is
		var got []string
		for {
			line, err := readLine(lines, 8)
			if errors.Is(err, errLongLine) {
				got = append(got, "long")
				continue
			}
			got = append(got, string(line))
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q is read as %q, want %q", in, got, want)
		}
	}
}
