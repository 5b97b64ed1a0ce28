package main

import (
	"context"
	"fmt"
)

type checkCmd struct{}

// Help is shown below the flags.
func (checkCmd) Help() string {
	return "Prints a line for each finding: what, where and the details, apart by tabs."
}

func (checkCmd) Run(ctx context.Context, p *program) (err error) {
	data, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer closing(data, &err)
	findings, err := data.Check(ctx)
	if err != nil {
		return err
	}
	for _, f := range findings {
		fmt.Fprintf(p.out, "%s\t%s\t%s\n", f.What, f.Where, oneLine(f.Detail))
	}
	if n := len(findings); n > 0 {
		return fmt.Errorf("%s is damaged: %d findings", p.file, n)
	}
	fmt.Fprintln(p.out, "ok")
	return nil
}
