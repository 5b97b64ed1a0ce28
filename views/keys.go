package views

import "strings"

// AllKeys lists every key of the desk; static/js/desk.js and keys.js bind the same ones, and
// a test holds the two lists to each other.
var AllKeys = []Key{
	{"j k", "keys.sentence"},
	{"Shift+← Shift+→", "keys.extend"},
	{"Alt+Shift+← Alt+Shift+→", "keys.extend_start"},
	{"q", "keys.quote"},
	{"c", "keys.claim"},
	{"s", "keys.speaker"},
	{"S", "keys.same_speaker"},
	{"w", "keys.wording"},
	{"v", "keys.verdict"},
	{"e", "keys.evidence"},
	{".", "keys.step"},
	{"r", "keys.replace"},
	{"+", "keys.add"},
	{"u", "keys.cue"},
	{"m", "keys.mention"},
	{"a", "keys.accept"},
	{"x", "keys.reject"},
	{"Enter", "keys.edit"},
	{"n p", "keys.next"},
	{"b", "keys.before"},
	{"l", "keys.link"},
	{"d", "keys.delete"},
	{"z", "keys.undo"},
	{"/", "keys.search"},
	{"Escape", "keys.close"},
	{"?", "keys.all"},
}

// barKeys are those always in sight.
func barKeys(canMark, suggests bool) []Key {
	want := "keys.next keys.search keys.all"
	if canMark {
		want = "keys.sentence keys.quote keys.claim keys.speaker keys.verdict keys.undo keys.next keys.all"
	}
	if canMark && suggests {
		want += " keys.accept keys.reject"
	}
	var bar []Key
	for _, key := range AllKeys {
		for label := range strings.FieldsSeq(want) {
			if key.Label == label {
				bar = append(bar, key)
			}
		}
	}
	return bar
}

func (k Key) each() []string { return strings.Fields(k.Keys) }
