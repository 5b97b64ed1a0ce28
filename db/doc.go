// Package db keeps everything isnad knows in one SQLite file: articles and their
// revisions, annotations and where they are anchored, speakers, people, and the
// history of every change.
//
// Package annotation holds the rules. A method here loads what a rule needs, asks
// the domain, saves what it answers and appends the event to the history, all in
// one transaction. Exported methods own that transaction; unexported functions
// take a *tx or a querier and compose. Refusals are [annotation.Error]; any other
// error is a fault of isnad or of the machine.
//
// # Reading
//
// The file is in WAL mode: a pool of connections that cannot write reads, each
// method in one consistent snapshot, and never waits for a writer.
//
// # Writing
//
// One goroutine per process writes (writer.go). It takes all waiting writes into
// one transaction, each in a savepoint of its own, commits with synchronous=FULL
// and only then answers any of them: an acknowledged write survives the loss of
// power, a refused or panicking one harms no neighbour, and eight people who save
// at the same moment share one sync of the disk. Other processes may write the
// same file; each waits up to busyTimeout for the other.
//
// # History
//
// Every change appends to the table events, one hash chain for the file
// (events.go). What was before and after lies apart from the chain, which covers
// only its salted digest: a confidential payload can be erased, and the chain
// still proves the rest.
//
// # Schema
//
// migrations/NNNN_name.sql are run in order by [Create] (migrate.go). A migration
// that has been released never changes; the next one amends it.
package db
