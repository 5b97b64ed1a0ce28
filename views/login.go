package views

// Login is the form that asks who somebody is.
type Login struct {
	Name, Next  string // Next is a path of this site to go on to
	Problem     string
	SetupNeeded bool // nobody can sign in as an admin yet
}

// Setup is the form that makes the first admin.
type Setup struct {
	Token, Name    string
	Problem, Field string
}
