package main

import "context"

type backupCmd struct {
	File string `arg:"" name:"file" help:"Where the copy goes; a file that is there already is never replaced."`
}

func (c backupCmd) Run(ctx context.Context, p *program) (err error) {
	data, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer closing(data, &err)
	return data.Backup(ctx, c.File)
}
