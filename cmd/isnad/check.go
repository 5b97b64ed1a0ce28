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
	switch n := len(findings); n {
	case 0:
		fmt.Fprintln(p.out, "ok")
		return nil
	case 1:
		return fmt.Errorf("%s is damaged: 1 finding", p.file)
	default:
		return fmt.Errorf("%s is damaged: %d findings", p.file, n)
	}
}
