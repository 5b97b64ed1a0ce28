package annotation

// QueueWhose says whose work a queue shows.
type QueueWhose string

const (
	// Mine is what its reader can go on with: what they were given, unless it waits for
	// a second person, and what waits for their approval.
	Mine QueueWhose = "mine"
	// Desks is all of it.
	Desks QueueWhose = "desk"
	// Nobodys is what nobody was given.
	Nobodys QueueWhose = "nobody"
)

// QueueWhoses lists every QueueWhose in the order in which it is shown.
var QueueWhoses = []QueueWhose{Mine, Desks, Nobodys}

// QueueDue says when work is due, seen from today.
type QueueDue string

const (
	Overdue  QueueDue = "overdue"
	DueToday QueueDue = "today"
	DueLater QueueDue = "later"
	NoDue    QueueDue = "none"
)

// QueueDues lists every QueueDue in the order in which it is shown.
var QueueDues = []QueueDue{Overdue, DueToday, DueLater, NoDue}

// QueueStates are those of unfinished work.
var QueueStates = []State{Open, Checking, Checked, Returned}

// QueuePriority is a Priority to look for; the usual one has a name here.
type QueuePriority string

// QueuePriorities lists every QueuePriority in the order of the work.
var QueuePriorities = []QueuePriority{QueuePriority(Urgent), QueuePriority(High), QueuePriority(normalPriority), QueuePriority(Low)}

// Kept is the priority as annotations have it.
func (p QueuePriority) Kept() Priority { return usual(Priority(p)) }

// QueueFilter says which work is asked for, by whom and on which day. Empty fields
// ask for all; Whose must be given.
type QueueFilter struct {
	Whose    QueueWhose
	State    State
	Kind     Kind
	Priority QueuePriority
	Due      QueueDue
	Assignee string // the name of a person
	Article  string // its id

	Reader    Actor
	OnePerson bool   // Settings.OnePerson
	Today     string // YYYY-MM-DD, in the desk's time zone
}

// Check refuses a filter with a value that there is not.
func (f QueueFilter) Check() error {
	if err := f.Reader.Require(Read); err != nil {
		return err
	}
	return firstError(
		chosen("whose", f.Whose, QueueWhoses),
		known("state", f.State, QueueStates),
		known("kind", f.Kind, Kinds),
		known("priority", f.Priority, QueuePriorities),
		known("due", f.Due, QueueDues),
		checkLine("assignee", f.Assignee, MaxName),
		checkLine("article", f.Article, MaxName))
}

// QueueGroup is work that no filter tells apart.
type QueueGroup struct {
	State    State
	Kind     Kind
	Priority Priority
	Assignee string
	Due      QueueDue
	Mine     bool
}

// QueueCounts says how much each value of a filter would show, the other filters
// staying as they are; Shown is what they show together.
type QueueCounts struct {
	Shown      int
	Whose      map[QueueWhose]int
	States     map[State]int
	Kinds      map[Kind]int
	Priorities map[QueuePriority]int
	Dues       map[QueueDue]int
	Assignees  map[string]int // by name
	Anybodys   int            // whoever has it, or nobody
}

// The filters of a queue.
const (
	byWhose = iota
	byState
	byKind
	byPriority
	byDue
	byAssignee
)

// Add counts n annotations of a group, all of the filter's article.
func (c *QueueCounts) Add(f QueueFilter, g QueueGroup, n int) {
	if c.Whose == nil {
		*c = QueueCounts{Whose: map[QueueWhose]int{}, States: map[State]int{}, Kinds: map[Kind]int{},
			Priorities: map[QueuePriority]int{}, Dues: map[QueueDue]int{}, Assignees: map[string]int{}}
	}
	priority := QueuePriority(g.Priority)
	if priority == "" {
		priority = QueuePriority(normalPriority)
	}
	whose := map[QueueWhose]bool{Mine: g.Mine, Desks: true, Nobodys: g.Assignee == ""}
	fits := [...]bool{
		byWhose:    whose[f.Whose],
		byState:    f.State == "" || f.State == g.State,
		byKind:     f.Kind == "" || f.Kind == g.Kind,
		byPriority: f.Priority == "" || f.Priority == priority,
		byDue:      f.Due == "" || f.Due == g.Due,
		byAssignee: f.Assignee == "" || f.Assignee == g.Assignee,
	}
	missed := 0
	for _, fit := range fits {
		if !fit {
			missed++
		}
	}
	// A value of a filter shows the group if no other filter leaves it out.
	counts := func(filter int) bool { return missed == 0 || missed == 1 && !fits[filter] }
	if missed == 0 {
		c.Shown += n
	}
	if counts(byWhose) {
		for value, is := range whose {
			if is {
				c.Whose[value] += n
			}
		}
	}
	if counts(byState) {
		c.States[g.State] += n
	}
	if counts(byKind) {
		c.Kinds[g.Kind] += n
	}
	if counts(byPriority) {
		c.Priorities[priority] += n
	}
	if counts(byDue) {
		c.Dues[g.Due] += n
	}
	if counts(byAssignee) {
		c.Anybodys += n
		if g.Assignee != "" {
			c.Assignees[g.Assignee] += n
		}
	}
}
