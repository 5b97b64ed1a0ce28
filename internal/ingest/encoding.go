package ingest

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/saintfish/chardet"
	"golang.org/x/text/encoding/charmap"
)

// The encodings that are told apart, by their WHATWG names.
const (
	utf8Name        = "utf-8"
	utf16leName     = "utf-16le"
	utf16beName     = "utf-16be"
	windows1256Name = "windows-1256"
	windows1252Name = "windows-1252"
)

// decode is the text of a text file and the encoding it was in. What is certain is
// tried first: a byte-order mark, UTF-16 without one, well-formed UTF-8. Only then
// are the bytes read as one of the two Windows code pages that Arabic and English
// desks have left behind, and a file that fits neither is refused: a wrong guess
// would put words into an article that nobody wrote.
func decode(raw []byte) (s, encoding string, err error) {
	if kind := binaryKind(raw); kind != "" {
		return "", "", binary(kind)
	}
	s, encoding, err = decodeBytes(raw)
	return tidy(s), encoding, err
}

func decodeBytes(raw []byte) (s, encoding string, err error) {
	if name, bom := utf16Mark(raw); name != "" {
		s, bad := decodeUTF16(raw[bom:], name)
		if bad >= 0 {
			return "", "", damaged(name, bom+bad)
		}
		if looksBinary([]byte(s)) {
			return "", "", binary("")
		}
		return s, name, nil
	}
	if s, name := guessUTF16(raw); name != "" {
		return s, name, nil
	}
	if looksBinary(raw) {
		return "", "", binary("")
	}
	if utf8.Valid(raw) {
		return string(raw), utf8Name, nil
	}
	if offset, ok := brokenUTF8(raw); ok {
		return "", "", damaged(utf8Name, offset)
	}
	page := guessCodePage(raw)
	if page == nil {
		return "", "", unknownEncoding()
	}
	decoded, err := page.NewDecoder().Bytes(raw)
	if err != nil {
		return "", "", unknownEncoding()
	}
	return string(decoded), codePageNames[page], nil
}

// brokenUTF8 says whether the bytes are UTF-8 with some damage (a file cut in the
// middle of a letter, a stray byte pasted in) rather than another encoding, and
// where the damage begins. In a code page well-formed sequences are accidents, so
// that the broken ones outnumber them.
func brokenUTF8(raw []byte) (offset int, ok bool) {
	offset = -1
	whole, broken := 0, 0
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			if offset < 0 {
				offset = i
			}
			broken++
		case size > 1:
			whole++
		}
		i += size
	}
	return offset, bytes.HasPrefix(raw, []byte("\xEF\xBB\xBF")) || whole >= 4*broken
}

var codePageNames = map[*charmap.Charmap]string{
	charmap.Windows1256: windows1256Name,
	charmap.Windows1252: windows1252Name,
}

// guessCodePage is the code page that the bytes are surely in, or nil.
func guessCodePage(raw []byte) *charmap.Charmap {
	switch {
	case looksArabic(raw):
		return charmap.Windows1256
	case looksWestern(raw):
		return charmap.Windows1252
	}
	return detectCodePage(raw)
}

// looksArabic says whether the bytes, read as Windows-1256, make Arabic words. The
// page keeps French letters between the Arabic ones, so that any other language
// read by it mixes both scripts within words; and in Arabic some letters are always
// frequent, which tells it from the encodings (KOI8-R) that use the same bytes.
func looksArabic(raw []byte) bool {
	var arabic, common, mixed int
	for word := range words(raw, charmap.Windows1256) {
		var a, latin, marks, frequent int
		for _, r := range word {
			switch {
			case unicode.IsMark(r):
				marks++
			case unicode.Is(unicode.Latin, r):
				latin++
			default:
				a++
				switch r {
				case 'ا', 'ل', 'ي', 'م', 'ن', 'و':
					frequent++
				}
			}
		}
		switch {
		case latin > 0 && a+marks > 0:
			mixed += len(word)
		case a > 0 && len(word) > 1:
			arabic += a
			common += frequent
		}
	}
	return arabic > 1 && mixed*10 <= arabic && common*5 >= arabic
}

// looksWestern says whether the bytes, read as Windows-1252, are words of plain
// Latin letters with the odd accent, or plain letters with curly quotes and dashes.
func looksWestern(raw []byte) bool {
	for _, b := range raw {
		if charmap.Windows1252.DecodeByte(b) == utf8.RuneError { // a byte without a character
			return false
		}
	}
	var ascii, accented int
	for word := range words(raw, charmap.Windows1252) {
		run := 0
		for _, r := range word {
			if r < utf8.RuneSelf {
				ascii++
				run = 0
				continue
			}
			accented++
			if run++; run > 2 {
				return false
			}
		}
	}
	return ascii > 0 && ascii >= 3*accented
}

// words yields the runs of letters and marks in bytes of a code page.
func words(raw []byte, page *charmap.Charmap) func(yield func([]rune) bool) {
	return func(yield func([]rune) bool) {
		var word []rune
		for _, b := range raw {
			r := page.DecodeByte(b)
			if unicode.IsLetter(r) || unicode.IsMark(r) {
				word = append(word, r)
				continue
			}
			if len(word) > 0 && !yield(word) {
				return
			}
			word = word[:0]
		}
		if len(word) > 0 {
			yield(word)
		}
	}
}

// sampleBytes is as much of a file as chardet is shown; its statistics want no more.
const sampleBytes = 64 << 10

// sureEnough is the confidence (of 100) below which chardet's best is a guess.
const sureEnough = 50

// detectCodePage asks chardet's letter statistics, and takes their word only for
// the code pages read here and only when no other comes as near.
func detectCodePage(raw []byte) *charmap.Charmap {
	results, err := chardet.NewTextDetector().DetectAll(raw[:min(len(raw), sampleBytes)])
	if err != nil {
		return nil
	}
	best, second := results[0], 0
	if len(results) > 1 {
		second = results[1].Confidence
	}
	if best.Confidence < sureEnough || best.Confidence == second {
		return nil
	}
	switch best.Charset {
	case "windows-1256":
		return charmap.Windows1256
	case "windows-1252", "ISO-8859-1":
		return charmap.Windows1252
	}
	return nil
}
