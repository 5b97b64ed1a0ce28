package db

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/internal/annotation"
)

func TestSettings(t *testing.T) {
	db := tempDB(t)
	admin := annotation.Actor{Name: "admin1", Role: annotation.Admin}
	settings := func() annotation.Settings {
		t.Helper()
		s, err := db.Settings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if got := settings(); got != annotation.DefaultSettings() {
		t.Errorf("a new desk has %+v", got)
	}
	noFindings(t, db)

	patch := annotation.SettingsPatch{TimeZone: annotation.To("Asia/Beirut")}
	for code, try := range map[annotation.Code]struct {
		actor   annotation.Actor
		version int
		patch   annotation.SettingsPatch
	}{
		annotation.Forbidden:            {annotation.Actor{Name: "e", Role: annotation.Editor}, 1, patch},
		annotation.PreconditionRequired: {admin, 0, patch},
		annotation.Stale:                {admin, 2, patch},
		annotation.Invalid:              {admin, 1, annotation.SettingsPatch{TimeZone: annotation.To("x")}},
	} {
		if _, err := db.ChangeSettings(t.Context(), try.actor, try.version, try.patch); annotation.CodeOf(err) != code {
			t.Errorf("%v, want %s", err, code)
		}
	}
	if got := settings(); got != annotation.DefaultSettings() {
		t.Errorf("refused, and the desk has %+v", got)
	}

	if _, err := db.ChangeSettings(t.Context(), admin, 1, patch); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ChangeSettings(t.Context(), admin, 2, patch); err != nil { // the same again
		t.Fatal(err)
	}
	after, err := db.ChangeSettings(t.Context(), admin, 2, annotation.SettingsPatch{Digits: annotation.To(annotation.LatinDigits)})
	if err != nil {
		t.Fatal(err)
	}
	want := annotation.Settings{TimeZone: "Asia/Beirut", Digits: annotation.LatinDigits, Months: annotation.LevantMonths, Scale: annotation.FirstScale, Version: 3}
	if diff := cmp.Diff(want, settings()); diff != "" || after != want {
		t.Errorf("answered %+v; read again (-want +got):\n%s", after, diff)
	}
	events, err := db.Events(t.Context(), "", 0, 10)
	if err != nil || len(events) != 2 || events[1].Action != "settings.changed" || events[1].Actor != "admin1" || events[1].Before == nil {
		t.Errorf("the history has %+v, %v", events, err)
	}
	noFindings(t, db)
}

func TestForgedSettingsAreFound(t *testing.T) {
	for name, query := range map[string]string{
		"changed": `UPDATE desk_settings SET value = '"Asia/Amman"'`,
		"gone":    `DELETE FROM desk_settings`,
		"added":   `INSERT INTO desk_settings VALUES ('digits', '"latin"', 2, '2026-01-02T03:04:05Z', 'x')`,
		"damaged": `UPDATE desk_settings SET value = '3'`,
	} {
		for _, known := range []bool{true, false} {
			if !known && name != "added" {
				continue
			}
			db := tempDB(t)
			what, where := foundRecord, "desk"
			if known {
				admin := annotation.Actor{Name: "admin1", Role: annotation.Admin}
				if _, err := db.ChangeSettings(t.Context(), admin, 1, annotation.SettingsPatch{TimeZone: annotation.To("Asia/Beirut")}); err != nil {
					t.Fatal(err)
				}
			}
			if name == "damaged" {
				what, where = foundDamage, "desk_settings"
			}
			tamper(t, db, query)
			t.Run(name, func(t *testing.T) { found(t, db, what, where) })
		}
	}
}
