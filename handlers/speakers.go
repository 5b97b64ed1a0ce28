package handlers

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// foundSize is how many speakers the picker offers at once.
const foundSize = 8

// speakersPage lists the speakers, found by folded name and alias.
func (s *Server) speakersPage(c echo.Context) error {
	return s.speakersList(c, http.StatusOK, views.SpeakerForm{})
}

func (s *Server) speakersList(c echo.Context, code int, f views.SpeakerForm) error {
	query := c.QueryParam("q")
	if err := annotation.CheckQuery(query); err != nil {
		return err
	}
	items, next, err := s.db.Speakers(c.Request().Context(), query, c.QueryParam("cursor"), pageSize)
	if err != nil {
		return err
	}
	page := views.Speakers{Query: query, First: c.QueryParam("cursor") == "", Next: nextPage(c.Request().URL, next), New: f, CanMark: actorOf(c).Role.Can(annotation.Mark)}
	for _, item := range items {
		page.Items = append(page.Items, views.SpeakerItem{Speaker: item.Speaker, Statements: item.Statements})
	}
	if page.New.ID == "" {
		page.New.ID = s.db.NewID()
	}
	return s.render(c, code, views.SpeakersPage(page))
}

// findSpeakers is the picker's list: the known speakers that the letters typed
// could mean and, unless one is exactly that, the offer of a new one.
func (s *Server) findSpeakers(c echo.Context) error {
	query := strings.TrimSpace(c.QueryParam("q"))
	if err := annotation.CheckQuery(query); err != nil {
		return err
	}
	items, _, err := s.db.Speakers(c.Request().Context(), query, "", foundSize)
	if err != nil {
		return err
	}
	found := views.Found{Query: query}
	for _, item := range items {
		found.Items = append(found.Items, views.SpeakerItem{Speaker: item.Speaker, Statements: item.Statements})
		found.Known = found.Known || item.Name == query || slices.Contains(item.Aliases, query)
	}
	return s.fragments(c, http.StatusOK, []fragment{{"found", views.FoundSpeakers(found)}})
}

// createSpeaker makes a speaker; near-duplicates are shown before a second one is
// made.
func (s *Server) createSpeaker(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	draft := annotation.SpeakerDraft{
		ID: f.get("id"), Name: f.get("name"), Kind: annotation.SpeakerKind(f.get("kind")), Aliases: lines(f.get("aliases")), Distinct: f.get("distinct") != "",
	}
	speaker, _, err := s.db.CreateSpeaker(c.Request().Context(), actorOf(c), draft)
	if err != nil {
		refusal := refusalOf(err)
		if refusal.Code != annotation.Invalid && refusal.Code != annotation.Conflict {
			return err
		}
		return s.speakersList(c, status[refusal.Code], typedSpeaker(c, f, err))
	}
	return seeOther(c, "/speakers/"+speaker.ID)
}

// changeSpeaker saves a speaker's form.
func (s *Server) changeSpeaker(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	version, err := f.number("version")
	if err != nil {
		return err
	}
	patch := annotation.SpeakerPatch{Name: opt[string](f, "name"), Kind: opt[annotation.SpeakerKind](f, "kind")}
	if f.has("aliases") {
		patch.Aliases = annotation.To(lines(f.get("aliases")))
	}
	ctx, id := c.Request().Context(), c.Param("id")
	speaker, err := s.db.ChangeSpeaker(ctx, actorOf(c), id, version, patch)
	if err == nil {
		return seeOther(c, "/speakers/"+speaker.ID)
	}
	refusal := refusalOf(err)
	if !inForm(refusal) {
		return err
	}
	current, readErr := s.db.Speaker(ctx, id)
	if readErr != nil {
		return readErr
	}
	typed := typedSpeaker(c, f, err)
	if current.MergedInto != "" {
		return s.mergedMeanwhile(c, status[refusal.Code], current, typed)
	}
	if refusal.Code == annotation.Stale {
		now := speakerForm(current)
		typed.Conflict = speakerDifferences(printerOf(c), now, typed)
		typed.Version = current.Version
	}
	return s.speakerWith(c, status[refusal.Code], current, views.Speaker{Form: typed})
}

// typedSpeaker is the form as it was sent, with what is wrong.
func typedSpeaker(c echo.Context, f formValues, refused error) views.SpeakerForm {
	refusal := refusalOf(refused)
	version, _ := f.number("version") // refused earlier when it is no number
	typed := views.SpeakerForm{
		ID: f.get("id"), Name: f.get("name"), Kind: annotation.SpeakerKind(f.get("kind")), Aliases: f.get("aliases"), Version: version,
		Problem: sentence(c, refused), Field: refusal.Field,
	}
	if near, ok := refusal.Current.([]annotation.Speaker); ok {
		typed.Near = near
	}
	return typed
}

// mergedMeanwhile shows what was typed about a speaker who has become a name of
// another one since, and where that one is.
func (s *Server) mergedMeanwhile(c echo.Context, code int, now annotation.Speaker, typed views.SpeakerForm) error {
	p := printerOf(c)
	return s.render(c, code, views.ErrorPage(views.Problem{
		Status: code, Detail: p.T("error.merged", "name", now.Name),
		Typed: speakerDifferences(p, speakerForm(now), typed), Back: "/speakers/" + now.ID,
	}))
}

// lines splits a field that holds one item a line.
func lines(s string) []string {
	var list []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}
