package quotation

type english struct{}

func newEnglish(d *document, known []Speaker) *english { return &english{} }
func (e *english) quotes() []found                     { return nil }
