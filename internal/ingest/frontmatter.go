package ingest

import (
	"regexp"
	"strings"
)

var (
	metaField = regexp.MustCompile(`^([A-Za-z][\w-]*)\s*:(?:\s+(.*))?$`)
	metaOther = regexp.MustCompile(`^(?:\s.*|-(?:\s.*)?|#.*)?$`) // nested, a list's item, a comment, blank
	subtag    = regexp.MustCompile(`^([A-Za-z]{2,3})(?:[-_].*)?$`)
)

// frontMatter reads the plain values of a YAML block at the head of a file, by
// lower-case key, and returns what follows the block. Lists, nested values and the
// rest of YAML are passed over. A block with a line that is no YAML is prose between
// two rules, and all of it is body.
func frontMatter(s string) (meta map[string]string, body string) {
	rest, ok := strings.CutPrefix(s, "---\n")
	if !ok {
		return nil, s
	}
	meta = map[string]string{}
	for rest != "" {
		var l string
		l, rest, _ = strings.Cut(rest, "\n")
		l = strings.TrimRight(l, " \t")
		if l == "---" || l == "..." {
			return meta, rest
		}
		if m := metaField.FindStringSubmatch(l); m != nil {
			meta[strings.ToLower(m[1])] = scalar(m[2])
		} else if !metaOther.MatchString(l) {
			return nil, s
		}
	}
	return nil, s // never closed
}

// scalar is a plain or quoted YAML value; anything else counts as none.
func scalar(value string) string {
	value = strings.TrimSpace(value)
	if value == "" {
		return ""
	}
	switch quote := value[0]; quote {
	case '"', '\'':
		inner, closed := strings.CutSuffix(value[1:], string(quote))
		if !closed {
			return ""
		}
		if quote == '"' {
			inner = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(inner)
		} else {
			inner = strings.ReplaceAll(inner, "''", "'")
		}
		return trim(inner)
	case '[', '{', '|', '>', '&', '*', '!', '%', '@', '`':
		return ""
	}
	if i := strings.Index(value, " #"); i >= 0 {
		value = value[:i]
	}
	return trim(value)
}

// primarySubtag is the language of a BCP 47 tag ("ar-EG" is "ar"), or empty.
func primarySubtag(tag string) string {
	m := subtag.FindStringSubmatch(tag)
	if m == nil {
		return ""
	}
	return strings.ToLower(m[1])
}
