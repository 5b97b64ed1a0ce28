package views

import (
	"context"
	"strconv"
	"time"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/message"
)

// Settings is the page of the desk's settings: as they are, or as they were typed
// over the version that now stands.
type Settings struct {
	annotation.Settings
	Now            time.Time
	Done           bool // just saved
	Problem, Field string
	Conflict       []Difference
}

// zones are offered as somebody types; any other of the IANA database will do.
var zones = []string{
	"Africa/Algiers", "Africa/Cairo", "Africa/Casablanca", "Africa/Khartoum", "Africa/Mogadishu", "Africa/Nouakchott", "Africa/Tripoli", "Africa/Tunis",
	"America/New_York", "Asia/Aden", "Asia/Amman", "Asia/Baghdad", "Asia/Bahrain", "Asia/Beirut", "Asia/Damascus", "Asia/Dubai", "Asia/Gaza", "Asia/Hebron",
	"Asia/Jerusalem", "Asia/Kuwait", "Asia/Muscat", "Asia/Qatar", "Asia/Riyadh", "Europe/Berlin", "Europe/Istanbul", "Europe/London", "Europe/Paris", "UTC",
}

// scaleChoice is a scale to choose by its name.
type scaleChoice struct {
	Ref   annotation.ScaleRef
	Title string
}

// scaleChoices are the scales that the desk knows, and the one that was asked for or
// is in use: it may not be there.
func scaleChoices(ctx context.Context, chosen annotation.ScaleRef) (choices []scaleChoice) {
	all := scalesOf(ctx)
	for _, s := range all.List() {
		choices = append(choices, scaleChoice{s.Ref(), t(ctx, "settings.scale_choice", "title", s.Title.In(lang(ctx)), "scale", string(s.Ref()))})
	}
	if all.Scale(chosen) == nil {
		choices = append(choices, scaleChoice{chosen, string(chosen)})
	}
	return choices
}

// SettingsDifferences lists the settings in which what stands now and what was sent
// differ.
func SettingsDifferences(p *message.Printer, now, sent annotation.Settings) []Difference {
	var list []Difference
	for _, d := range []Difference{
		{"settings.time_zone", now.TimeZone, sent.TimeZone},
		{"settings.digits", p.T("digits." + string(now.Digits)), p.T("digits." + string(sent.Digits))},
		{"settings.one_person", p.T("one_person." + strconv.FormatBool(now.OnePerson)), p.T("one_person." + strconv.FormatBool(sent.OnePerson))},
		{"settings.months", p.T("months." + string(now.Months)), p.T("months." + string(sent.Months))},
		{"settings.scale", string(now.Scale), string(sent.Scale)},
	} {
		if d.Theirs != d.Yours {
			list = append(list, d)
		}
	}
	return list
}
