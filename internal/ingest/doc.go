// Package ingest reads articles out of files and pasted text: it finds the
// encoding, takes the text as it stands, and reads the title, byline and dateline
// from its first lines.
//
// The text of a .txt or .md file is the whole file: decoded to UTF-8, a leading
// byte-order mark dropped, line ends written "\n", and nothing else touched, so
// that positions in the text are positions in the file. Headings, front matter and
// datelines are read from the text and never cut out of it.
//
// Stray control characters are part of a file too (wire copy frames its stories
// with them, old systems end pages with form feeds) and are kept, as long as they
// are few: a file with a NUL, or with more than one control character in twenty
// bytes, is taken for binary. Text that somebody pastes has no such excuse, and
// control characters in it are refused.
//
// Everything refused is an *annotation.Error, so that a page can say why in its
// reader's language.
package ingest
