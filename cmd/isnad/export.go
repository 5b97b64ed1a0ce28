package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/isnad/isnad/internal/export"
)

type exportCmd struct {
	Format  string   `default:"json" enum:"json" help:"The form of the export: ${enum}."`
	Article []string `placeholder:"ID" sep:"none" help:"This article only; can be repeated."`
	Out     string   `placeholder:"FILE" help:"Write there instead of on standard output."`
}

func (c exportCmd) Run(ctx context.Context, p *program) (err error) {
	data, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer closing(data, &err)
	file, err := data.Export(ctx, c.Article)
	if err != nil {
		return err
	}
	if c.Out == "" {
		return export.Write(p.out, file)
	}
	if sameFile(c.Out, p.file) {
		return fmt.Errorf("%s is the data file itself; write the export elsewhere", c.Out)
	}
	return writeFile(c.Out, func(w io.Writer) error { return export.Write(w, file) })
}

// sameFile says that two names are of one file.
func sameFile(a, b string) bool {
	x, err1 := os.Stat(a)
	y, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(x, y)
}

// writeFile writes a file whole or not at all: beside its name first.
func writeFile(name string, write func(io.Writer) error) (err error) {
	folder := filepath.Dir(name)
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a folder; name a file in it", name)
	}
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s cannot be written: there is no folder %s", name, folder)
	}
	file, err := os.CreateTemp(folder, filepath.Base(name)+".*")
	if err != nil { // without the name of the file beside it, which nobody asked for
		if failed, ok := errors.AsType[*fs.PathError](err); ok {
			err = failed.Err
		}
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer func() {
		if err != nil {
			os.Remove(file.Name())
			err = fmt.Errorf("write %s: %w", name, err)
		}
	}()
	err = write(file)
	if err == nil {
		err = file.Chmod(0o644) // as any new file; CreateTemp's is for its owner alone
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(file.Name(), name)
}
