package db

import (
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"github.com/isnad/isnad/internal/annotation"
)

// oldDesk is a data file in which the chosen scale was not one of the settings yet,
// after some changes of both. Each is the settings, without a scale, or a scale.
func oldDesk(t *testing.T, changes ...any) string {
	t.Helper()
	type oldSettings struct {
		TimeZone  string `json:"time_zone"`
		Digits    string `json:"digits"`
		Months    string `json:"months"`
		OnePerson bool   `json:"one_person"`
		Version   int    `json:"version"`
	}
	type chosen struct {
		Scale annotation.ScaleRef `json:"scale"`
	}
	path := filepath.Join(t.TempDir(), "isnad.db")
	if err := makeFile(path); err != nil {
		t.Fatal(err)
	}
	if err := migrate(t.Context(), path, migrations()[:11], time.Now); err != nil {
		t.Fatal(err)
	}
	db, err := open(t.Context(), path, quiet.withDefaults())
	if err != nil {
		t.Fatal(err)
	}
	own := *annotation.DefaultScale()
	own.ID = "own"
	body, err := json.Marshal(own)
	if err != nil {
		t.Fatal(err)
	}
	set, judges := oldSettings{"UTC", "arabic_indic", "levant", false, 1}, chosen{"default@1"}
	err = db.write(t.Context(), func(t *tx) error {
		if _, err := t.exec(`INSERT INTO scales (ref, body) VALUES ('own@1', ?)`, string(body)); err != nil {
			return err
		}
		if err := record(t, editor, scaleLoaded, "own@1", nil, own); err != nil {
			return err
		}
		for _, change := range changes {
			switch to := change.(type) {
			case string: // a time zone
				after := set
				after.TimeZone, after.Version = to, set.Version+1
				if _, err := t.exec(`INSERT INTO desk_settings VALUES ('time_zone', json_quote(?), ?, '2026-01-02T03:04:05Z', 'admin1')
					ON CONFLICT DO UPDATE SET value = excluded.value, version = excluded.version`, to, after.Version); err != nil {
					return err
				}
				if err := record(t, annotation.Actor{Name: "admin1"}, settingsChanged, deskSettings, set, after); err != nil {
					return err
				}
				set = after
			case annotation.ScaleRef:
				if _, err := t.exec(`INSERT INTO settings (name, value) VALUES ('scale', CAST(json_object('scale', ?) AS BLOB))
					ON CONFLICT DO UPDATE SET value = excluded.value`, string(to)); err != nil {
					return err
				}
				if err := record(t, editor, scaleChosen, deskSettings, judges, chosen{to}); err != nil {
					return err
				}
				judges.Scale = to
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestFileFromBeforeTheScaleWasASetting: what the desk judged by it still judges by,
// in a file whose events still tell of two things, and which is changed as one since.
func TestFileFromBeforeTheScaleWasASetting(t *testing.T) {
	const own = annotation.ScaleRef("own@1")
	for name, c := range map[string]struct {
		changes []any
		zone    string
		scale   annotation.ScaleRef
		version int
	}{
		"neither":                  {nil, "UTC", annotation.FirstScale, 1},
		"a zone alone":             {[]any{"Asia/Beirut"}, "Asia/Beirut", annotation.FirstScale, 2},
		"a scale alone":            {[]any{own}, "UTC", own, 2},
		"a scale and back":         {[]any{own, annotation.FirstScale}, "UTC", annotation.FirstScale, 2},
		"a scale, then zones":      {[]any{own, "Asia/Beirut", "Asia/Amman"}, "Asia/Amman", own, 3},
		"zones around a scale":     {[]any{"Asia/Beirut", own, "Asia/Amman"}, "Asia/Amman", own, 3},
		"a zone, then two choices": {[]any{"Asia/Beirut", annotation.FirstScale, own}, "Asia/Beirut", own, 2},
	} {
		t.Run(name, func(t *testing.T) {
			db := mustCreate(t, oldDesk(t, c.changes...))
			noFindings(t, db)
			want := annotation.DefaultSettings()
			want.TimeZone, want.Scale, want.Version = c.zone, c.scale, c.version
			got, err := db.Settings(t.Context())
			if err != nil || got != want {
				t.Errorf("the desk has %+v, %v; want %+v", got, err, want)
			}
			if all, err := db.Scales(t.Context()); err != nil || all.Current().Ref() != c.scale {
				t.Errorf("it judges by %s, %v", all.Current().Ref(), err)
			}
			for i, to := range []annotation.ScaleRef{"default", "own", "default"} {
				next, err := db.ChangeSettings(t.Context(), editor, got.Version, annotation.SettingsPatch{Scale: annotation.To(to)})
				if err != nil || i > 0 && next.Version != got.Version+1 {
					t.Fatalf("%s: %+v, %v", to, next, err)
				}
				got = next
				noFindings(t, db)
			}
		})
	}
}

// What was carried over is held to the events of its time.
func TestCheckFindsAnotherCarriedScale(t *testing.T) {
	for name, query := range map[string]string{
		"another":   `UPDATE desk_settings SET value = '"default@1"' WHERE key = 'scale'`,
		"taken out": `DELETE FROM desk_settings WHERE key = 'scale'`,
		"not there": `UPDATE desk_settings SET value = '"gone@1"' WHERE key = 'scale'`,
		"a version": `UPDATE desk_settings SET version = 7`,
	} {
		for kind, changes := range map[string][]any{
			"alone":  {annotation.ScaleRef("own@1")},
			"before": {annotation.ScaleRef("own@1"), "Asia/Beirut"},
			"after":  {"Asia/Beirut", annotation.ScaleRef("own@1")},
		} {
			t.Run(name+" "+kind, func(t *testing.T) {
				db := mustCreate(t, oldDesk(t, changes...))
				tamper(t, db, query)
				found(t, db, foundRecord, deskSettings)
			})
		}
	}
	t.Run("nobody chose", func(t *testing.T) {
		path := oldDesk(t)
		pool, err := migrated(t, path, migrations()[:11])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := pool.Exec(`INSERT INTO settings (name, value) VALUES ('scale', CAST('{"scale":"own@1"}' AS BLOB))`); err != nil {
			t.Fatal(err)
		}
		found(t, mustCreate(t, path), foundRecord, deskSettings)
	})
}
