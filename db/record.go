package db

import (
	"encoding/json"

	"github.com/isnad/isnad/internal/annotation"
)

// What the history calls the changes of speakers, of people and of their tokens.
// No payload holds a secret, or a hash of one.
//
//	speaker.created      Before null, After the speaker as it is exported
//	speaker.changed      Before and After
//	speaker.merged       Before and After, which says into whom; what they gave that one is a speaker.changed
//	speaker.split_off    Before and After: the merge that it undoes, taken back
//	user.created         Before null, After name, role and whether disabled
//	user.changed         Before and After
//	user.password_reset  Before null, After whose it was; by the person or by an admin
//	token.created        Before null, After user and label
//	token.revoked        Before, After null
const (
	speakerCreated    = "speaker.created"
	speakerChanged    = "speaker.changed"
	speakerMerged     = "speaker.merged"
	speakerSplitOff   = "speaker.split_off"
	userCreated       = "user.created"
	userChanged       = "user.changed"
	userPasswordReset = "user.password_reset"
	tokenCreated      = "token.created"
	tokenRevoked      = "token.revoked"
)

// record appends what happened to a thing that belongs to no article. A nil side
// is left out.
func record(t *tx, actor annotation.Actor, action, object string, before, after any) error {
	return recordIn(t, actor, action, "", object, before, after)
}

// recordIn is record for a thing of an article.
func recordIn(t *tx, actor annotation.Actor, action, article, object string, before, after any) error {
	_, err := recordSides(t, annotation.Event{Actor: actor.Name, Action: action, Article: article, Object: object}, before, after)
	return err
}

// recordUndoing is record of what takes back the event undoes, or none for 0.
func recordUndoing(t *tx, actor annotation.Actor, action, object string, before, after any, undoes int64) error {
	_, err := recordSides(t, annotation.Event{Actor: actor.Name, Action: action, Object: object, Undoes: undoes}, before, after)
	return err
}

// recordSides appends an event with what its thing was before and after, as JSON; a
// nil side is left out.
func recordSides(t *tx, e annotation.Event, before, after any) (int64, error) {
	for _, side := range []struct {
		to   *json.RawMessage
		from any
	}{{&e.Before, before}, {&e.After, after}} {
		if side.from == nil {
			continue
		}
		body, err := json.Marshal(side.from)
		if err != nil {
			return 0, err
		}
		*side.to = body
	}
	return t.record(e)
}
