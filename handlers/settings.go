package handlers

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/message"
	"github.com/isnad/isnad/views"
)

// printer writes as the desk does: in its time zone, with its digits and months.
// Every page and every sentence goes through it; the API's values do not.
func (s *Server) printer(language message.Lang, desk annotation.Settings) *message.Printer {
	options := []message.Option{message.In(s.zoneOf(desk))}
	if desk.Digits == annotation.LatinDigits {
		options = append(options, message.LatinDigits())
	}
	if desk.Months == annotation.GregorianMonths {
		options = append(options, message.GregorianMonths())
	}
	return message.New(language, options...)
}

// zoneOf is the desk's time zone. One that this machine does not know, as in a file
// from another, locks nobody out: times are those of UTC, and the log says why.
func (s *Server) zoneOf(desk annotation.Settings) *time.Location {
	if zone := s.zone.Load(); zone != nil && zone.String() == desk.TimeZone {
		return zone
	}
	zone, err := time.LoadLocation(desk.TimeZone)
	if err != nil {
		s.log.Error("the desk's time zone is not known here", "zone", desk.TimeZone, "error", err)
		return time.UTC
	}
	s.zone.Store(zone)
	return zone
}

func (s *Server) settingsPage(c echo.Context) error {
	return s.showSettings(c, http.StatusOK, views.Settings{Settings: identityOf(c).settings, Done: c.QueryParam("done") != ""})
}

func (s *Server) showSettings(c echo.Context, code int, page views.Settings) error {
	page.Now = s.now()
	return s.render(c, code, views.SettingsPage(page))
}

// changeSettings saves the form; what is refused comes back as it was typed, with
// both sides where somebody else was faster.
func (s *Server) changeSettings(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	version, err := f.number("version")
	if err != nil {
		return err
	}
	patch := annotation.SettingsPatch{
		TimeZone: opt[string](f, "time_zone"), Digits: opt[annotation.Digits](f, "digits"), Months: opt[annotation.Months](f, "months"),
		OnePerson: f.checked("one_person"), Scale: opt[annotation.ScaleRef](f, "scale"),
	}
	_, err = s.db.ChangeSettings(c.Request().Context(), actorOf(c), version, patch)
	if err == nil {
		return seeOther(c, "/settings?done=1")
	}
	refusal := refusalOf(err)
	if status[refusal.Code] >= http.StatusInternalServerError {
		return err
	}
	now := identityOf(c).settings
	if others, ok := refusal.Current.(annotation.Settings); ok {
		now = others
	}
	page := views.Settings{Settings: now, Problem: sentence(c, err), Field: refusal.Field}
	for field, to := range map[string]*string{"time_zone": &page.TimeZone, "digits": (*string)(&page.Digits), "months": (*string)(&page.Months), "scale": (*string)(&page.Scale)} {
		if f.has(field) {
			*to = f.get(field)
		}
	}
	if one := f.checked("one_person"); one.Set {
		page.OnePerson = one.Value
	}
	if refusal.Code == annotation.Stale {
		page.Conflict = views.SettingsDifferences(printerOf(c), now, page.Settings)
	}
	return s.showSettings(c, status[refusal.Code], page)
}

func (s *Server) apiSettings(c echo.Context) error {
	settings := identityOf(c).settings
	return showVersioned(c, http.StatusOK, settings.Version, settings)
}

func (s *Server) apiChangeSettings(c echo.Context) error {
	var patch annotation.SettingsPatch
	if err := decode(c, &patch, patchType, jsonType); err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	settings, err := s.db.ChangeSettings(c.Request().Context(), actorOf(c), version, patch)
	if err != nil {
		return err
	}
	return showVersioned(c, http.StatusOK, settings.Version, settings)
}
