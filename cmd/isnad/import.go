package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

type importCmd struct {
	File string `arg:"" name:"file" help:"An export."`
}

// Help is shown below the flags.
func (importCmd) Help() string {
	return "What the data file knows already, by its id, stays as it is when the export says the same; " +
		"when it says anything else the whole export is refused."
}

func (c importCmd) Run(ctx context.Context, p *program) (err error) {
	file, err := readExport(c.File)
	if err != nil {
		return p.at(c.File, err)
	}
	data, err := p.create(ctx)
	if err != nil {
		return err
	}
	defer closing(data, &err)
	sum, err := data.Import(ctx, annotation.CommandLine, file)
	if err != nil {
		return p.at(c.File, err)
	}
	for _, row := range []struct {
		things string
		count  export.Count
	}{{"articles", sum.Articles}, {"annotations", sum.Annotations}, {"speakers", sum.Speakers}, {"pieces", sum.Pieces}, {"scales", sum.Scales}} {
		if (row.things == "pieces" || row.things == "scales") && row.count == (export.Count{}) {
			continue // of evidence and of verdicts, which not every export has
		}
		fmt.Fprintf(p.out, "%s\tadded %d\tunchanged %d\n", row.things, row.count.Added, row.count.Unchanged)
	}
	return nil
}

func readExport(name string) (export.File, error) {
	in, err := os.Open(name)
	if err != nil {
		return export.File{}, err
	}
	defer in.Close()
	return export.Read(bufio.NewReader(in), http.DetectContentType)
}

// at says in which file, and where in it, a refusal arose.
func (p *program) at(file string, err error) error {
	refused, ok := errors.AsType[*annotation.Error](err)
	if !ok {
		return err
	}
	where := file
	if refused.Field != "" {
		where += ": " + refused.Field
	}
	return fmt.Errorf("%s: %s", where, p.sentence(err))
}
