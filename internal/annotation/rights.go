package annotation

// Role is what a person may do on this desk; each one includes those before it.
type Role string

const (
	Viewer   Role = "viewer"
	Reviewer Role = "reviewer"
	Editor   Role = "editor"
	Admin    Role = "admin"
)

// Roles lists every Role from the least right to the most.
var Roles = []Role{Viewer, Reviewer, Editor, Admin}

// Right is one row of the table of rights (docs/ARCHITECTURE.md, "Rights").
type Right int

const (
	// Read articles, annotations and history; export.
	Read Right = iota
	// Mark, edit and delete annotations, attribute, check, comment; add and edit speakers.
	Mark
	// Decide: approve and return.
	Decide
	// MergeSpeakers: say that two speakers are one, and take that back.
	MergeSpeakers
	// ManageArticles: add, archive and edit articles; import.
	ManageArticles
	// SeeConfidential: see and add confidential evidence; one's own needs only Mark.
	SeeConfidential
	// ManageScales: load verdict scales, and choose the desk's.
	ManageScales
	// ManagePeople: people, and the tokens of others.
	ManagePeople
	// ManageSettings: how the desk works and writes.
	ManageSettings
)

var needs = map[Right]Role{
	Read:            Viewer,
	Mark:            Reviewer,
	Decide:          Editor,
	MergeSpeakers:   Editor,
	ManageArticles:  Editor,
	ManageScales:    Editor,
	SeeConfidential: Editor,
	ManagePeople:    Admin,
	ManageSettings:  Admin,
}

// Can says whether the role holds the right. An unknown role holds none.
func (r Role) Can(right Right) bool { return r.rank() >= needs[right].rank() }

func (r Role) rank() int {
	for i, role := range Roles {
		if r == role {
			return i
		}
	}
	return -1
}

// Actor is whoever does something: a signed-in person, or the command line.
type Actor struct {
	Name string
	Role Role
}

// CommandLine is the actor of seed, import and user commands: whoever can write
// the data file may do anything to it. No person can have this name.
var CommandLine = Actor{Name: "isnad", Role: Admin}

// Require refuses an actor who does not hold the right: Unauthenticated when
// nobody is signed in, Forbidden otherwise.
func (a Actor) Require(right Right) error {
	switch {
	case a.Name == "":
		return Refuse(Unauthenticated, "error.sign_in_required")
	case !a.Role.Can(right):
		return Refuse(Forbidden, "error.forbidden", "role", string(needs[right]))
	}
	return nil
}
