package handlers

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// speakerPage shows a speaker and what is attributed to them; that of one who was
// merged is whoever they are a name of. ?verdict= and ?wording= keep the statements
// found so, ?merge= looks for the speaker to merge this one into.
func (s *Server) speakerPage(c echo.Context) error {
	ctx := c.Request().Context()
	speaker, err := s.db.Speaker(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	if speaker.MergedInto != "" {
		heir, err := s.db.Heir(ctx, speaker.ID)
		if err != nil {
			return err
		}
		return seeOther(c, "/speakers/"+heir.ID+"#name-"+speaker.ID)
	}
	page := views.Speaker{Form: speakerForm(speaker)}
	if query := strings.TrimSpace(c.QueryParam("merge")); query != "" && actorOf(c).Role.Can(annotation.MergeSpeakers) {
		page.Merge.Query, page.Merge.Open = query, true
	}
	if page.Done, err = s.speakerDone(c); err != nil {
		return err
	}
	return s.speakerWith(c, http.StatusOK, speaker, page)
}

func speakerForm(speaker annotation.Speaker) views.SpeakerForm {
	return views.SpeakerForm{ID: speaker.ID, Name: speaker.Name, Kind: speaker.Kind, Aliases: strings.Join(speaker.Aliases, "\n"), Version: speaker.Version}
}

// speakerWith shows a speaker's page, of which the forms are given as far as they are
// not as at first.
func (s *Server) speakerWith(c echo.Context, code int, speaker annotation.Speaker, page views.Speaker) error {
	ctx, role := c.Request().Context(), actorOf(c).Role
	filter := statementFilter(c)
	found, err := s.db.Statements(ctx, speaker.ID, filter)
	if err != nil {
		return err
	}
	names, err := s.db.MergedSpeakers(ctx, speaker.ID)
	if err != nil {
		return err
	}
	if page.Form.ID == "" {
		page.Form = speakerForm(speaker)
	}
	page.Speaker, page.CanMark, page.CanMerge = speaker, role.Can(annotation.Mark), role.Can(annotation.MergeSpeakers)
	page.Total, page.Verdicts, page.Wordings = found.Total, found.Verdicts, found.Wordings
	page.Verdict, page.Wording, page.Cursor = filter.Verdict, filter.Wording, filter.Cursor
	page.Next = found.Next
	for _, st := range found.Items {
		shown := statementOf(st)
		shown.Picked = slices.Contains(page.Give.Picked, st.ID)
		page.Statements = append(page.Statements, shown)
	}
	for _, one := range names {
		name := views.MergedName{Speaker: one.Speaker}
		if one.Under != nil {
			name.Under = one.Under.Name
		}
		page.Names = append(page.Names, name)
	}
	page.Merge.Query = cmp.Or(page.Merge.Query, speaker.Name)
	if page.Merge.Open {
		if page.Merge.Found, err = s.mergeable(ctx, speaker, page.Merge.Query); err != nil {
			return err
		}
	}
	return s.render(c, code, views.SpeakerPage(page))
}

// mergeable are the speakers that a name could mean, but for the one to be merged.
func (s *Server) mergeable(ctx context.Context, speaker annotation.Speaker, query string) (found []views.SpeakerItem, err error) {
	if err := annotation.CheckQuery(query); err != nil {
		return nil, err
	}
	items, _, err := s.db.Speakers(ctx, query, "", foundSize+1)
	for _, item := range items {
		if item.ID != speaker.ID {
			found = append(found, views.SpeakerItem{Speaker: item.Speaker, Statements: item.Statements})
		}
	}
	return found[:min(len(found), foundSize)], err
}

// mergeSpeaker makes a speaker a name of another one.
func (s *Server) mergeSpeaker(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	version, err := f.number("version")
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	if f.get("into") == "" {
		err = annotation.RefuseField(annotation.Invalid, "into", "error.merge_into_whom")
	} else {
		var merged, heir annotation.Speaker
		if merged, heir, err = s.db.MergeSpeaker(ctx, actorOf(c), id, version, f.get("into")); err == nil {
			return seeOther(c, "/speakers/"+heir.ID+"?merged="+merged.ID)
		}
	}
	refusal := refusalOf(err)
	if !inForm(refusal) {
		return err
	}
	current, readErr := s.db.Speaker(ctx, id)
	if readErr != nil {
		return readErr
	}
	if current.MergedInto != "" {
		return s.mergedMeanwhile(c, status[refusal.Code], current, speakerForm(current))
	}
	said := sentence(c, err)
	if refusal.Code == annotation.Stale {
		said = printerOf(c).T("error.speaker_changed", "name", current.Name)
	}
	return s.speakerWith(c, status[refusal.Code], current, views.Speaker{
		Merge: views.MergeForm{Query: f.get("merge"), Open: true, Into: f.get("into"), Problem: said},
	})
}

// splitOffSpeaker takes a merge back.
func (s *Server) splitOffSpeaker(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	version, err := f.number("version")
	if err != nil {
		return err
	}
	alone, _, err := s.db.SplitOffSpeaker(c.Request().Context(), actorOf(c), c.Param("id"), version)
	if err != nil {
		return err
	}
	return seeOther(c, "/speakers/"+alone.ID)
}

// giveStatements attributes the statements that were picked ("id:version", repeated)
// to another speaker.
func (s *Server) giveStatements(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	picked, err := f.picked()
	if err != nil {
		return err
	}
	ctx, choice := c.Request().Context(), f.speaker()
	given, err := s.db.GiveStatements(ctx, actorOf(c), picked, choice)
	if err != nil {
		return s.refusedGiving(c, f, picked, err)
	}
	page := speakerURL(c)
	query := page.Query()
	if given.First > 0 {
		query.Set("to", given.Speaker.ID)
		query.Set("given", fmt.Sprintf("%d-%d", given.First, given.Last))
		query.Set("rechecked", strconv.Itoa(rechecked(given.Changes)))
	}
	page.RawQuery = query.Encode()
	return seeOther(c, page.String())
}

// rechecked counts what was checked and has to be checked again.
func rechecked(changes []db.Change) (n int) {
	for _, c := range changes {
		if c.Before.State != c.After.State && c.After.State == annotation.Checking {
			n++
		}
	}
	return n
}

func (s *Server) refusedGiving(c echo.Context, f formValues, picked []db.Picked, refused error) error {
	refusal := refusalOf(refused)
	if !inForm(refusal) {
		return refused
	}
	speaker, err := s.db.Heir(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	give := views.GiveForm{Name: f.get("speaker"), Problem: sentence(c, refused)}
	give.Near, _ = refusal.Current.([]annotation.Speaker)
	for _, one := range picked {
		give.Picked = append(give.Picked, one.ID)
	}
	return s.speakerWith(c, status[refusal.Code], speaker, views.Speaker{Give: give})
}

// picked reads the statements that a form names as they were seen.
func (f formValues) picked() ([]db.Picked, error) {
	var picked []db.Picked
	for _, value := range f.all("statement") {
		id, number, _ := strings.Cut(value, ":")
		version, err := strconv.Atoi(number)
		if err != nil || annotation.CheckID(id) != nil {
			return nil, annotation.RefuseField(annotation.Invalid, "statement", "error.not_a_number", "field", "statements", "value", value)
		}
		picked = append(picked, db.Picked{ID: id, Version: version})
	}
	return picked, nil
}

// takeStatementsBack undoes giving statements away.
func (s *Server) takeStatementsBack(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	first, err1 := f.number("first")
	last, err2 := f.number("last")
	if err := cmp.Or(err1, err2); err != nil {
		return err
	}
	if _, err := s.db.TakeBack(c.Request().Context(), actorOf(c), int64(first), int64(last)); err != nil {
		return err
	}
	page := speakerURL(c)
	return seeOther(c, page.String())
}

// speakerURL is the page of the speaker that a form is about, with the statements that
// were listed there.
func speakerURL(c echo.Context) *url.URL {
	query := url.Values{}
	for _, name := range []string{"verdict", "wording", "cursor"} {
		if value := c.QueryParam(name); value != "" {
			query.Set(name, value)
		}
	}
	return &url.URL{Path: "/speakers/" + c.Param("id"), RawQuery: query.Encode()}
}

// speakerDone reads what the page was led to from: ?merged= a speaker that was merged
// into this one, ?given= the events that gave statements ?to= another one.
func (s *Server) speakerDone(c echo.Context) (done views.SpeakerDone, err error) {
	done.Merged = c.QueryParam("merged")
	first, last, found := strings.Cut(c.QueryParam("given"), "-")
	from, err1 := strconv.ParseInt(first, 10, 64)
	to, err2 := strconv.ParseInt(last, 10, 64)
	if !found || err1 != nil || err2 != nil || from < 1 || to < from || to-from >= annotation.MaxGiven {
		return done, nil
	}
	other, err := s.db.Heir(c.Request().Context(), c.QueryParam("to"))
	if annotation.CodeOf(err) == annotation.NotFound {
		return done, nil
	}
	done.First, done.Last, done.Given, done.To = from, to, int(to-from+1), other
	done.Rechecked, _ = strconv.Atoi(c.QueryParam("rechecked"))
	return done, err
}
