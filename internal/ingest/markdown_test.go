package ingest

import "testing"

func TestMarkdown(t *testing.T) {
	for _, c := range []struct {
		name, text                        string
		title, byline, dateline, language string
	}{
		{"heading", "# افتتاح الجسر\n\n" + arabicBody, "افتتاح الجسر", "", "", "ar"},
		{"heading with closing marks and emphasis", "# Bridge **opens** at [last](https://bridge.example/) #\n\n" + englishBody, "Bridge opens at last", "", "", "en"},
		{"underlined heading", "Bridge opens\n============\n\n" + englishBody, "Bridge opens", "", "", "en"},
		{"heading after a line", "_Draft_\n\n# Bridge opens\n\nBy Salma Khatib\n\n" + englishBody, "Bridge opens", "Salma Khatib", "", "en"},
		{"byline and dateline in emphasis", "# افتتاح الجسر\n\n**بقلم سلمى الخطيب**\n\n*بغداد – النهر*\n\n" + arabicBody, "افتتاح الجسر", "سلمى الخطيب", "بغداد – النهر", "ar"},
		{"dateline in the first paragraph", "# افتتاح الجسر\n\n**القاهرة - رويترز:** قال مسؤول إن الجسر سيفتح غدًا.", "افتتاح الجسر", "", "القاهرة - رويترز", "ar"},
		{"only lower headings", "## Bridge opens\n\n" + englishBody, "Bridge opens", "", "", "en"},
		{"a heading in code is none", "```\n# comment\n```\n\n# Bridge opens\n\n" + englishBody, "Bridge opens", "", "", "en"},
		{"no heading", "افتتاح الجسر\n\n" + arabicBody, "افتتاح الجسر", "", "", "ar"},
		{"nothing but marks", "# \n\n***\n", "#", "", "", ""},
		{"front matter", "---\ntitle: \"افتتاح: الجسر\"\nauthor: سلمى الخطيب\ndateline: 'بغداد – النهر' \nlang: ar-IQ\n---\n\n" + englishBody, "افتتاح: الجسر", "سلمى الخطيب", "بغداد – النهر", "ar"},
		{"front matter goes before the heading", "---\ntitle: Bridge opens # draft\nbyline: Salma Khatib\nauthor: Desk\nlanguage: en\n...\n# Another\n\n" + englishBody, "Bridge opens", "Salma Khatib", "", "en"},
		{"front matter without a title", "---\ntags: [news, bridge]\nauthor:\n  - Salma\n\n# a comment\n---\n# Bridge opens\n\n" + englishBody, "Bridge opens", "", "", "en"},
		{"front matter alone", "---\nlang: ar\ndate: 2024-03-03\n---\n", "---", "", "", "ar"},
		{"values that are no text", "---\ntitle: [a, b]\nauthor: |\n  Salma\nlang: Arabic language\n---\n# Bridge opens\n\n" + englishBody, "Bridge opens", "", "", "en"},
		{"prose between rules", "---\nThe bridge is open\n---\n\n" + englishBody, "The bridge is open", "", "", "en"},
		{"front matter never closed", "---\ntitle: Bridge\n\n" + englishBody, "title: Bridge", "", "", "en"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Read("story.md", []byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if doc.Text != c.text {
				t.Errorf("text is %q, want the file", doc.Text)
			}
			if doc.Title != c.title || doc.Byline != c.byline || doc.Dateline != c.dateline || doc.Language != c.language {
				t.Errorf("got  %q, %q, %q, %q\nwant %q, %q, %q, %q",
					doc.Title, doc.Byline, doc.Dateline, doc.Language, c.title, c.byline, c.dateline, c.language)
			}
		})
	}
}
