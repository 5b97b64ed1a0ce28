package db

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/isnad/isnad/internal/annotation"
)

// What the history calls the changes of scales: Before null, After the scale. The
// object is its name and version.
const (
	scaleLoaded   = "scale.loaded"
	scaleImported = "scale.imported"
)

// knownScales are the loaded scales as they were last read. None is ever changed or
// taken away, so that their number says whether there are more by now.
type knownScales struct {
	number  int
	current annotation.ScaleRef
	all     annotation.Scales
}

// Scales are the scales that the desk knows, and the one it judges by.
func (db *DB) Scales(ctx context.Context) (annotation.Scales, error) {
	// No snapshot: what came between the two looks is found by the next one.
	return db.scalesIn(ctx, db.readers)
}

// scalesQuery says with one look at two small tables whether what is kept of them
// still holds, whichever process wrote to them.
const scalesQuery = `SELECT (SELECT count(*) FROM scales), (SELECT value ->> '$' FROM desk_settings WHERE key = 'scale')`

func (db *DB) scalesIn(ctx context.Context, q querier) (annotation.Scales, error) {
	var (
		number int
		chosen sql.NullString
	)
	if err := q.QueryRowContext(ctx, scalesQuery).Scan(&number, &chosen); err != nil {
		return annotation.Scales{}, err
	}
	current := annotation.ScaleRef(chosen.String)
	if kept := db.scales.Load(); kept != nil && kept.number == number && kept.current == current {
		return kept.all, nil
	}
	loaded, err := collect(ctx, q, scanScale, `SELECT body FROM scales ORDER BY ref`)
	if err != nil {
		return annotation.Scales{}, err
	}
	all := annotation.NewScales(current, loaded)
	if _, writing := q.(*tx); !writing { // what a transaction sees may yet be taken back
		db.scales.Store(&knownScales{number, current, all})
	}
	return all, nil
}

func scanScale(row scanner) (s annotation.Scale, err error) {
	err = row.Scan(scanJSON{&s})
	return s, err
}

// LoadScale makes a scale known to the desk, and says whether it was not before.
// Refusals are those of annotation.Scales.Add.
func (db *DB) LoadScale(ctx context.Context, actor annotation.Actor, s annotation.Scale) (added bool, err error) {
	if err := actor.Require(annotation.ManageScales); err != nil {
		return false, err
	}
	err = db.write(ctx, func(t *tx) error {
		added, err = db.addScale(t, actor, scaleLoaded, s)
		return err
	})
	return added && err == nil, err
}

func (db *DB) addScale(t *tx, actor annotation.Actor, action string, s annotation.Scale) (added bool, err error) {
	all, err := db.scalesIn(t.ctx, t)
	if err != nil {
		return false, err
	}
	if added, err = all.Add(&s); err != nil || !added {
		return false, err
	}
	body, err := json.Marshal(s)
	if err != nil {
		return false, err
	}
	if _, err := t.exec(`INSERT INTO scales (ref, body) VALUES (?, ?)`, string(s.Ref()), string(body)); err != nil {
		return false, err
	}
	return true, record(t, actor, action, string(s.Ref()), nil, s)
}

// checkScales holds the scales to the history, the desk's choice to them, and each
// verdict to the scale that it was given under.
func (c *checker) checkScales() error {
	var loaded []annotation.Scale
	err := each(c.ctx, c.q, func(row scanner) error {
		var (
			ref string
			s   annotation.Scale
			n   newest
		)
		if err := row.Scan(append([]any{&ref, scanJSON{&s}}, n.fields()...)...); err != nil {
			return c.unreadable(ref, err)
		}
		if err := s.Check(); err != nil || string(s.Ref()) != ref || s.IsBuiltIn() {
			c.report(foundRecord, ref, "it is no scale that could be loaded under this name: %v", err)
		}
		loaded = append(loaded, s)
		_, after := sides[annotation.Scale](n.body)
		return holdTo(c, ref, n, after, s)
	}, `SELECT ref, scales.body, `+newestColumns+` FROM scales`+newestEvent(`scales.ref`, `IN ('`+scaleLoaded+`', '`+scaleImported+`')`)+`ORDER BY ref`)
	if err != nil {
		return err
	}
	all := annotation.NewScales("", loaded)
	if s, err := readSettings(c.ctx, c.q); err == nil && all.Scale(s.Scale) == nil { // unreadable ones are for settings to find
		c.report(foundRecord, deskSettings, "it judges by a scale that is not there: %s", s.Scale)
	}
	return each(c.ctx, c.q, func(row scanner) error {
		var a annotation.Annotation
		if err := row.Scan(&a.ID, &a.Scale, &a.Verdict); err != nil {
			return err
		}
		if err := all.CheckGiven(&a); err != nil {
			c.report(foundRecord, a.ID, "no scale here has its verdict: %v", err)
		}
		return nil
	}, `SELECT min(id), scale, verdict FROM annotations WHERE scale <> '' GROUP BY scale, verdict`)
}
