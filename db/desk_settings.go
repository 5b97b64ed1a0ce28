package db

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/isnad/isnad/internal/annotation"
)

// What the history calls changes of the settings; the object is deskSettings.
//
//	settings.changed  Before and After, all settings with their version
//	scale.chosen      Before and After {"scale": name and version}; from before the
//	                  scale was one of the settings, whose changes did not say it then
const (
	settingsChanged = "settings.changed"
	scaleChosen     = "scale.chosen"
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
// PreconditionRequired, with a past one Stale. Verdicts that were given stay under the
// scale that they were given under.
func (db *DB) ChangeSettings(ctx context.Context, actor annotation.Actor, version int, p annotation.SettingsPatch) (after annotation.Settings, err error) {
	if err := actor.Require(p.Right()); err != nil {
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
		scales, err := db.scalesIn(t.ctx, t)
		if err != nil {
			return err
		}
		if after, err = before.Apply(p, actor, scales); err != nil || after.Version == before.Version {
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

// settings holds the desk's settings to the history: to the newest change of them,
// laid over the choice of a scale from when that was an event of its own. What isnad
// did not know yet is as isnad comes.
func (c *checker) settings() error {
	is, err := readSettings(c.ctx, c.q)
	if err != nil {
		return c.unreadable("desk_settings", err)
	}
	chosen, err := c.newestOfDesk(scaleChosen)
	if err != nil {
		return err
	}
	changed, err := c.newestOfDesk(settingsChanged)
	if err != nil {
		return err
	}
	left, n := annotation.DefaultSettings(), changed
	if chosen.seq.Valid {
		left.Version = 2 // 0012_scale_setting.sql counts it as a change
		if !chosen.layOver(&left) {
			left.Scale = is.Scale
		}
		if !changed.seq.Valid {
			n = chosen
		}
	}
	if changed.seq.Valid && !changed.layOver(&left) || !n.seq.Valid && is == left {
		return nil
	}
	return holdTo(c, deskSettings, n, &left, is)
}

func (c *checker) newestOfDesk(action string) (n newest, err error) {
	err = c.q.QueryRowContext(c.ctx, `SELECT `+newestColumns+` FROM (SELECT ? AS id) AS desk`+newestEvent(`desk.id`, `= '`+action+`'`), deskSettings).Scan(n.fields()...)
	return n, err
}

// layOver lays what the event says of after over the settings, unless its payload was
// erased.
func (n newest) layOver(s *annotation.Settings) bool {
	p := struct{ After *annotation.Settings }{s}
	return n.body.Valid && json.Unmarshal([]byte(n.body.String), &p) == nil && p.After != nil
}
