package main

import (
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress is a bar on the terminal, or nothing where there is none.
type progress struct{ bar *progressbar.ProgressBar }

// progress begins the progress of n things, on standard error when that is a
// terminal.
func (p *program) progress(n int) progress {
	if !isTerminal(p.err) || n < 2 {
		return progress{}
	}
	return progress{progressbar.NewOptions(n,
		progressbar.OptionSetWriter(p.err),
		progressbar.OptionShowCount(),
		progressbar.OptionClearOnFinish(),
	)}
}

// print prints the line of one thing that is finished.
func (g progress) print(out io.Writer, line string) {
	if g.bar != nil {
		g.bar.Clear() // the line may go to the same terminal
	}
	fmt.Fprintln(out, line)
	if g.bar != nil {
		g.bar.Add(1)
	}
}

func (g progress) done() {
	if g.bar != nil {
		g.bar.Finish()
	}
}

// isTerminal says that a stream is a person's terminal.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
