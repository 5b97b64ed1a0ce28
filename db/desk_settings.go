package db

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/isnad/isnad/internal/annotation"
)

// settingsChanged has Before and After, all settings with their version; its object
// is deskSettings.
const (
	settingsChanged = "settings.changed"
	deskSettings    = "desk"
)

// Settings are those of the desk as they are now.
func (db *DB) Settings(ctx context.Context) (annotation.Settings, error) {
	s := annotation.DefaultSettings()
	err := db.read(ctx, func(q querier) (err error) {
		s, err = readSettings(ctx, q)
		return err
	})
	return s, err
}

// ChangeSettings changes the settings that the patch sets. Without a version it is
// PreconditionRequired, with a past one Stale.
func (db *DB) ChangeSettings(ctx context.Context, actor annotation.Actor, version int, p annotation.SettingsPatch) (after annotation.Settings, err error) {
	if err := actor.Require(annotation.ManageSettings); err != nil {
		return after, err
	}
	err = db.write(ctx, func(t *tx) error {
		before, err := readSettings(t.ctx, t)
		if err != nil {
			return err
		}
		if err := checkVersion(version, before.Version, before, p); err != nil {
			return err
		}
		if after, err = before.Apply(p, actor); err != nil || after.Version == before.Version {
			return err
		}
		if err := writeSettings(t, actor, before, after); err != nil {
			return err
		}
		return record(t, actor, settingsChanged, deskSettings, before, after)
	})
	return after, err
}

// readSettings lays the rows over the defaults.
func readSettings(ctx context.Context, q querier) (annotation.Settings, error) {
	s := annotation.DefaultSettings()
	return s, each(ctx, q, func(row scanner) error {
		var (
			key     string
			value   string
			version int
		)
		if err := row.Scan(&key, &value, &version); err != nil {
			return err
		}
		s.Version = max(s.Version, version)
		field, err := json.Marshal(map[string]json.RawMessage{key: json.RawMessage(value)})
		if err == nil {
			err = json.Unmarshal(field, &s)
		}
		if err != nil {
			return fmt.Errorf("the setting %s: %w", key, err)
		}
		return nil
	}, `SELECT key, value, version FROM desk_settings`)
}

// writeSettings keeps the settings that differ, each by its JSON name.
func writeSettings(t *tx, actor annotation.Actor, before, after annotation.Settings) error {
	was, err := json.Marshal(before)
	if err != nil {
		return err
	}
	is, err := json.Marshal(after)
	if err != nil {
		return err
	}
	changes, err := annotation.Differences(was, is)
	if err != nil {
		return err
	}
	var values map[string]json.RawMessage // a change has none for an empty value
	if err := json.Unmarshal(is, &values); err != nil {
		return err
	}
	for _, change := range changes {
		if change.Field == "version" {
			continue
		}
		if _, err := t.exec(`INSERT INTO desk_settings (key, value, version, updated_at, updated_by) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = excluded.version, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
			change.Field, string(values[change.Field]), after.Version, timeText(t.now), actor.Name); err != nil {
			return err
		}
	}
	return nil
}

// settings holds the desk's settings to the history.
func (c *checker) settings() error {
	is, err := readSettings(c.ctx, c.q)
	if err != nil {
		return c.unreadable("desk_settings", err)
	}
	return each(c.ctx, c.q, func(row scanner) error {
		var n newest
		if err := row.Scan(n.fields()...); err != nil {
			return c.unreadable("desk_settings", err)
		}
		if !n.seq.Valid && is == annotation.DefaultSettings() {
			return nil
		}
		// What that isnad did not know yet is as isnad comes.
		left := annotation.DefaultSettings()
		p := struct{ After *annotation.Settings }{&left}
		if !n.body.Valid || json.Unmarshal([]byte(n.body.String), &p) != nil {
			p.After = nil
		}
		return holdTo(c, deskSettings, n, p.After, is)
	}, `SELECT `+newestColumns+` FROM (SELECT '`+deskSettings+`' AS id) AS desk`+newestEvent(`desk.id`, `= '`+settingsChanged+`'`))
}
