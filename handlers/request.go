package handlers

import (
	"errors"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
)

// fragmentsType is what the desk's scripts ask for: of an answer to a form, only
// the pieces of the page that changed (fragments.go).
const fragmentsType = "text/vnd.isnad.fragments+html"

func wantsFragments(c echo.Context) bool {
	return strings.Contains(c.Request().Header.Get(echo.HeaderAccept), fragmentsType)
}

// isAPI says that the answer, errors included, is JSON.
func isAPI(c echo.Context) bool {
	return strings.HasPrefix(c.Request().URL.Path, "/api/")
}

// form is the parsed body of a form, refused with a sentence when it cannot be
// read or is not a form. Only the body counts: a query never stands in for it.
func form(c echo.Context) (formValues, error) {
	r := c.Request()
	kind, _, _ := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	var err error
	switch kind {
	case echo.MIMEApplicationForm:
		err = r.ParseForm()
	case echo.MIMEMultipartForm:
		// All of it in memory, which is bounded: a temporary file of what is confidential
		// would outlive it on the disk.
		err = r.ParseMultipartForm(bodyLimit(c))
	default:
		return formValues{}, annotation.Refuse(annotation.Unsupported, "error.content_type", "got", kind, "want", echo.MIMEApplicationForm)
	}
	if err != nil {
		return formValues{}, bodyError(err)
	}
	if err := checkFiles(r.MultipartForm); err != nil {
		return formValues{}, err
	}
	return checked(formValues{r.PostForm})
}

// checked refuses values that are no text.
func checked(f formValues) (formValues, error) {
	for field, values := range f.values {
		for _, v := range values {
			if err := annotation.CheckEncoding(field, v); err != nil {
				return f, err
			}
		}
	}
	return f, nil
}

// filePart is the one part of a form that a file is read from.
const filePart = "file"

// checkFiles refuses files that would be passed over: under another name, a second one,
// or one without a file name, which is no file to a reader of forms (RFC 7578 §4.2). A
// browser sends an empty one where none was chosen.
func checkFiles(parts *multipart.Form) error {
	if parts == nil {
		return nil
	}
	for _, part := range slices.Sorted(maps.Keys(parts.File)) {
		switch {
		case part != filePart:
			return annotation.RefuseField(annotation.Invalid, part, "error.part_no_file", "part", part, "file_part", filePart)
		case len(parts.File[part]) > 1:
			return annotation.RefuseField(annotation.Invalid, part, "error.part_twice", "part", part)
		}
	}
	if strings.Join(parts.Value[filePart], "") != "" {
		return annotation.RefuseField(annotation.Invalid, filePart, "error.part_unnamed", "part", filePart)
	}
	return nil
}

// bodyError is why a body could not be read: too large, or broken.
func bodyError(err error) error {
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return annotation.Refuse(annotation.TooLarge, "error.body_too_large", "max", tooLarge.Limit)
	}
	return annotation.Refuse(annotation.Malformed, "error.form_unreadable").Because(err)
}

// formValues reads typed values out of a form. Browsers send line ends as CRLF
// (HTML, "constructing the form data set"); isnad keeps "\n".
type formValues struct{ values map[string][]string }

func (f formValues) has(field string) bool { return len(f.values[field]) > 0 }

func (f formValues) get(field string) string {
	if !f.has(field) {
		return ""
	}
	return strings.ReplaceAll(f.values[field][0], "\r\n", "\n")
}

func (f formValues) all(field string) []string { return f.values[field] }

// number reads a whole number; an absent or empty field is 0.
func (f formValues) number(field string) (int, error) {
	s := f.get(field)
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, annotation.RefuseField(annotation.Invalid, field, "error.not_a_number", "field", field, "value", s)
	}
	return n, nil
}

// count is a number that counts something.
func (f formValues) count(field string) (int, error) {
	n, err := f.number(field)
	if err == nil && n < 0 {
		err = annotation.RefuseField(annotation.Invalid, field, "error.not_a_number", "field", field, "value", f.get(field))
	}
	return n, err
}

// opt is a field as a patch has it: set when the form sent it at all.
func opt[T ~string](f formValues, field string) annotation.Opt[T] {
	if !f.has(field) {
		return annotation.Opt[T]{}
	}
	return annotation.To(T(f.get(field)))
}

// seeOther answers a form the plain way: with the page to look at next.
func seeOther(c echo.Context, path string) error {
	return c.Redirect(http.StatusSeeOther, path)
}
