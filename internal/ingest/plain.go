package ingest

// plain reads .txt files: the text is the file.
type plain struct{}

func (plain) Extensions() []string { return []string{".txt"} }

func (plain) Read(raw []byte) (Document, error) {
	s, encoding, err := decode(raw)
	if err != nil {
		return Document{}, err
	}
	doc := Document{Text: s, Encoding: encoding}
	doc.Title, doc.Byline, doc.Dateline = Head(s)
	return doc, nil
}
