package db

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/isnad/isnad/internal/annotation"
)

// What the history calls the changes of scales. The object of the first two is the
// scale's name and version, that of the third is deskObject.
//
//	scale.loaded    Before null, After the scale
//	scale.imported  Before null, After the scale
//	scale.chosen    Before and After {"scale": name and version}
const (
	scaleLoaded   = "scale.loaded"
	scaleImported = "scale.imported"
	scaleChosen   = "scale.chosen"

	deskObject = "desk"
)

// scaleSetting is the name of the setting that holds the desk's scale, a chosenScale
// as JSON; no row means that nobody has chosen one.
const scaleSetting = "scale"

type chosenScale struct {
	Scale annotation.ScaleRef `json:"scale"`
}

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
const scalesQuery = `SELECT (SELECT count(*) FROM scales), (SELECT CAST(value AS TEXT) ->> 'scale' FROM settings WHERE name = '` + scaleSetting + `')`

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

// UseScale has the desk judge by a scale that it knows, from now on: the version
// given, or the highest there is for 0. It returns that scale's name, and whether it
// is another than before; verdicts that were given stay as they are. A scale that is
// not known is NotFound.
func (db *DB) UseScale(ctx context.Context, actor annotation.Actor, id string, version int) (ref annotation.ScaleRef, changed bool, err error) {
	if err := actor.Require(annotation.ManageScales); err != nil {
		return "", false, err
	}
	err = db.write(ctx, func(t *tx) error {
		all, err := db.scalesIn(t.ctx, t)
		if err != nil {
			return err
		}
		wanted := &annotation.Scale{ID: id, Version: version}
		if version == 0 {
			wanted = all.Newest(id)
		} else {
			wanted = all.Scale(wanted.Ref())
		}
		if wanted == nil {
			return notFound("scale", scaleName(id, version))
		}
		ref = wanted.Ref()
		before := chosenScale{all.Current().Ref()}
		if changed = before.Scale != ref; !changed {
			return nil
		}
		after := chosenScale{ref}
		value, err := json.Marshal(after)
		if err != nil {
			return err
		}
		if _, err := t.exec(`INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
			scaleSetting, value); err != nil {
			return err
		}
		return record(t, actor, scaleChosen, deskObject, before, after)
	})
	if err != nil {
		return "", false, err
	}
	return ref, changed, nil
}

func scaleName(id string, version int) string {
	if version == 0 {
		return id
	}
	s := annotation.Scale{ID: id, Version: version}
	return string(s.Ref())
}

// checkScales holds the scales, and the desk's choice among them, to the history,
// and each verdict to the scale that it was given under.
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
	if err := c.chosenScale(all); err != nil {
		return err
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

// chosenScale holds the desk's choice to the newest event that says so; where there
// is none, nobody has chosen.
func (c *checker) chosenScale(all annotation.Scales) error {
	var (
		value   sql.NullString
		n       newest
		chosen  *chosenScale
		history *chosenScale
	)
	err := c.q.QueryRowContext(c.ctx, `SELECT CAST((SELECT value FROM settings WHERE name = ?) AS TEXT), `+newestColumns+`
		FROM (SELECT '`+deskObject+`' AS object) AS desk`+newestEvent(`desk.object`, `= '`+scaleChosen+`'`), scaleSetting).Scan(append([]any{&value}, n.fields()...)...)
	if err != nil {
		return err
	}
	if value.Valid {
		chosen = &chosenScale{}
		if err := json.Unmarshal([]byte(value.String), chosen); err != nil || all.Scale(chosen.Scale) == nil {
			c.report(foundRecord, scaleSetting, "the desk judges by a scale that is not there: %s", value.String)
			return nil
		}
	}
	if _, history = sides[chosenScale](n.body); n.seq.Valid && history == nil {
		return nil // erased: nobody can tell
	}
	if (chosen == nil) != (history == nil) || chosen != nil && *chosen != *history {
		c.report(foundRecord, scaleSetting, "the desk judges by another scale than the history says: %s", value.String)
	}
	return nil
}
