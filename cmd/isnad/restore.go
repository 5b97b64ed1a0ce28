package main

import (
	"context"

	"github.com/isnad/isnad/db"
)

type restoreCmd struct {
	File  string `arg:"" name:"file" help:"A backup."`
	Force bool   `help:"Replace the data file that is there. One in use is never replaced."`
}

func (c restoreCmd) Run(ctx context.Context, p *program) error {
	return db.Restore(ctx, c.File, p.file, c.Force)
}
