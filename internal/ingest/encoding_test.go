package ingest

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/isnad/isnad/internal/annotation"
)

const (
	arabicStory = "مجلس المدينة يقر خطة لترميم السوق القديم\n\nوادي الزيتون – وكالة النهر\n" +
		"قال رئيس المجلس سامر الحلواني إن الترميم يبدأ في مطلع الربيع، مضيفًا: «لن يُغلق السوق يومًا واحدًا».\n" +
		"ويضم السوق 214 محلًّا، بحسب سجل البلدية؛ فهل يكفي المبلغ المرصود؟\n"
	englishStory = "Council votes to restore the old market\n\n" +
		"The council’s chair said work would begin in spring — “not a single stall will close,” she told the café’s owner.\n"
)

func encode(t testing.TB, e encoding.Encoding, s string) []byte {
	t.Helper()
	raw, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatalf("the sample cannot be written in this encoding: %v", err)
	}
	return raw
}

func TestEncodingsAreToldApart(t *testing.T) {
	utf16le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16be := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	utf16leMarked := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	utf16beMarked := unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	for _, c := range []struct {
		name     string
		encoding encoding.Encoding
		text     string
		want     string
	}{
		{"UTF-8", unicode.UTF8, arabicStory, utf8Name},
		{"UTF-8 with a mark", unicode.UTF8BOM, arabicStory, utf8Name},
		{"ASCII", unicode.UTF8, "Nothing but plain letters.\n", utf8Name},
		{"one Arabic word in UTF-8", unicode.UTF8, "سوق", utf8Name},
		{"UTF-16LE with a mark", utf16leMarked, arabicStory, utf16leName},
		{"UTF-16BE with a mark", utf16beMarked, arabicStory, utf16beName},
		{"UTF-16 beyond the basic plane", utf16leMarked, "سوق 🏺 قديم 𝔄", utf16leName},
		{"UTF-16LE", utf16le, arabicStory, utf16leName},
		{"UTF-16BE", utf16be, arabicStory, utf16beName},
		{"UTF-16LE English", utf16le, englishStory, utf16leName},
		{"UTF-16BE English", utf16be, englishStory, utf16beName},
		{"one Arabic word in UTF-16LE", utf16le, "مدينة", utf16leName},
		{"one Arabic word in UTF-16BE", utf16be, "مدينة", utf16beName},
		{"Windows-1256", charmap.Windows1256, arabicStory, windows1256Name},
		{"Windows-1256, one line", charmap.Windows1256, "افتتاح الجسر الجديد", windows1256Name},
		{"Windows-1256, one word", charmap.Windows1256, "مدينة", windows1256Name},
		{"Windows-1256, two letters", charmap.Windows1256, "لا", windows1256Name},
		{"Windows-1256, vocalised", charmap.Windows1256, "قَالَ المُدِيرُ إنَّ العَمَلَ مُستَمِرٌّ", windows1256Name},
		{"Windows-1256 among English and French", charmap.Windows1256, "The word “سوق” means market, and the café called «Métro» is near مدينة الزيتون.", windows1256Name},
		{"Windows-1252 punctuation", charmap.Windows1252, englishStory, windows1252Name},
		{"Windows-1252, one accent", charmap.Windows1252, "café", windows1252Name},
		{"Windows-1252 French", charmap.Windows1252, "L’été dernier, la mairie a décidé de rénover le marché où travaillent déjà cent élèves.", windows1252Name},
		{"Windows-1252 German", charmap.Windows1252, "Die Brücke über den Fluß bleibt für Fußgänger geöffnet, sagte Bürgermeisterin Jäger.", windows1252Name},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Read("story.txt", encode(t, c.encoding, c.text))
			if err != nil {
				t.Fatal(err)
			}
			if doc.Text != c.text {
				t.Errorf("text is %q, want %q", doc.Text, c.text)
			}
			if doc.Encoding != c.want {
				t.Errorf("encoding is %q, want %q", doc.Encoding, c.want)
			}
		})
	}
}

func TestEveryPrefixOfAnArabicFileKeepsItsEncoding(t *testing.T) {
	runes := []rune(arabicStory)
	for n := 4; n <= len(runes); n++ {
		part := string(runes[:n])
		raw := encode(t, charmap.Windows1256, part)
		s, name, err := decode(raw)
		if err != nil || name != windows1256Name || s != part {
			t.Fatalf("the first %d characters were read as %q in %q, %v", n, s, name, err)
		}
	}
}

func TestForeignEncodingsAreRefused(t *testing.T) {
	russian := "Городской совет утвердил план восстановления старого рынка, сообщил председатель."
	for _, c := range []struct {
		name     string
		encoding encoding.Encoding
		text     string
	}{
		{"ISO 8859-6", charmap.ISO8859_6, strings.NewReplacer("–", "-", "«", "", "»", "").Replace(arabicStory)},
		{"KOI8-R", charmap.KOI8R, russian},
		{"Windows-1251", charmap.Windows1251, russian},
		{"ISO 8859-7", charmap.ISO8859_7, "Το δημοτικό συμβούλιο ενέκρινε το σχέδιο για την παλιά αγορά της πόλης."},
		{"Windows-1255", charmap.Windows1255, "מועצת העיר אישרה את תוכנית שיקום השוק הישן, כך אמר היושב ראש."},
		{"GBK", simplifiedchinese.GBK, "市议会批准了修复老市场的计划，主席说工程将于春天开始。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Read("story.txt", encode(t, c.encoding, c.text))
			wantKey(t, err, "error.unknown_encoding")
			if err == nil {
				t.Logf("read as %s: %q", doc.Encoding, doc.Text)
			}
		})
	}
}

func TestDamagedTextIsRefusedNotReplaced(t *testing.T) {
	for _, c := range []struct {
		name     string
		raw      string
		encoding string
		offset   int
	}{
		{"UTF-8 cut in a letter", arabicStory[:len(arabicStory)-2], utf8Name, len(arabicStory) - 3},
		{"a stray byte in UTF-8", "سوق المدينة\xE9 القديم", utf8Name, len("سوق المدينة")},
		{"a surrogate in UTF-8", "سوق المدينة \xED\xA0\x80 القديم", utf8Name, len("سوق المدينة ")},
		{"broken after a UTF-8 mark", "\uFEFFcaf\xE9", utf8Name, 6},
		{"half a surrogate pair", "\xFF\xFEa\x00\x3D\xD8b\x00", utf16leName, 4},
		{"a pair the wrong way round", "\xFE\xFF\x00a\xDC\x00\xD8\x3D", utf16beName, 4},
		{"a pair cut off", "\xFE\xFF\x00a\xD8\x3D", utf16beName, 4},
		{"half a code unit", "\xFF\xFEa\x00b", utf16leName, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read("story.txt", []byte(c.raw))
			e := wantKey(t, err, "error.damaged_encoding")
			if got, want := e.Args, []any{"encoding", c.encoding, "offset", c.offset}; !equalArgs(got, want) {
				t.Errorf("args are %v, want %v", got, want)
			}
		})
	}
}

func TestBinaryIsRefused(t *testing.T) {
	for _, c := range []struct{ name, raw, key string }{
		{"PDF", "%PDF-1.7\n1 0 obj\n", "error.binary_file_of_kind"},
		{"ZIP", "PK\x03\x04\x14\x00", "error.binary_file_of_kind"},
		{"PNG", "\x89PNG\r\n\x1A\n\x00\x00\x00\rIHDR", "error.binary_file_of_kind"},
		{"JPEG", "\xFF\xD8\xFF\xE0\x00\x10JFIF", "error.binary_file_of_kind"},
		{"RTF", "{\\rtf1\\ansi Text}", "error.binary_file_of_kind"},
		{"a NUL in text", "قال المدير\x00 إن العمل مستمر", "error.binary_file"},
		{"NULs only", strings.Repeat("\x00", 64), "error.binary_file"},
		{"a NUL in marked UTF-16", "\xFF\xFEa\x00\x00\x00b\x00", "error.binary_file"},
		{"UTF-32", "\xFF\xFE\x00\x00a\x00\x00\x00b\x00\x00\x00", "error.binary_file"},
		{"many controls", "abc\x01\x02\x03\x04def", "error.binary_file"},
		{"program", "\x7FELF\x02\x01\x01\x00\x00\x00\x00", "error.binary_file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read("story.txt", []byte(c.raw))
			wantKey(t, err, c.key)
		})
	}
}

func wantKey(t testing.TB, err error, key string) *annotation.Error {
	t.Helper()
	e, ok := err.(*annotation.Error)
	if !ok {
		t.Fatalf("got %v, want the failure %s", err, key)
	}
	if e.Key != key {
		t.Fatalf("got %v, want the failure %s", e, key)
	}
	return e
}

func equalArgs(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
