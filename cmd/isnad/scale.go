package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

type scaleCmd struct {
	Load scaleLoadCmd `cmd:"" help:"Make a verdict scale known to the desk."`
	List scaleListCmd `cmd:"" help:"List the scales: name, current or available, title."`
	Use  scaleUseCmd  `cmd:"" help:"Judge by a scale from now on."`
}

type scaleLoadCmd struct {
	File string `arg:"" name:"file" help:"A scale (docs/SCALES.md has the form)."`
}

// Help is shown below the flags.
func (scaleLoadCmd) Help() string {
	return "A published version of a scale never changes: the same file again is unchanged, " +
		"another one of the same id and version is refused. Loading a scale does not choose it."
}

func (c scaleLoadCmd) Run(ctx context.Context, p *program) error {
	s, err := readScale(c.File)
	if err != nil {
		return p.at(c.File, err)
	}
	return p.with(ctx, func(data *db.DB) error {
		added, err := data.LoadScale(ctx, annotation.CommandLine, s)
		if err != nil {
			return p.at(c.File, err)
		}
		fmt.Fprintf(p.out, "%s\t%s\n", status(added, "added"), s.Ref())
		return nil
	})
}

func readScale(name string) (annotation.Scale, error) {
	in, err := os.Open(name)
	if err != nil {
		return annotation.Scale{}, err
	}
	defer in.Close()
	return export.ReadScale(in)
}

type scaleListCmd struct{}

func (scaleListCmd) Run(ctx context.Context, p *program) error {
	return p.with(ctx, func(data *db.DB) error {
		all, err := data.Scales(ctx)
		if err != nil {
			return err
		}
		for _, s := range all.List() {
			use := "available"
			if s.Ref() == all.Current().Ref() {
				use = "current"
			}
			fmt.Fprintf(p.out, "%s\t%s\t%s\n", s.Ref(), use, s.Title.En)
		}
		return nil
	})
}

type scaleUseCmd struct {
	Scale string `arg:"" name:"id[@version]" help:"Which scale; its highest version if none is named."`
}

// Help is shown below the flags.
func (scaleUseCmd) Help() string {
	return "Verdicts that were given stay as they are, under the scale that they were given under."
}

// Validate is called by kong: a name that no scale can have is misuse.
func (c scaleUseCmd) Validate() error {
	if _, _, err := annotation.ParseScaleRef("", c.Scale); err != nil {
		return fmt.Errorf("%q names no scale: write it like name or name@2", c.Scale)
	}
	return nil
}

func (c scaleUseCmd) Run(ctx context.Context, p *program) error {
	return p.with(ctx, func(data *db.DB) error {
		before, err := data.Settings(ctx)
		if err != nil {
			return err
		}
		after, err := data.ChangeSettings(ctx, annotation.CommandLine, before.Version, annotation.SettingsPatch{Scale: annotation.To(annotation.ScaleRef(c.Scale))})
		if refused, ok := errors.AsType[*annotation.Error](err); ok && refused.Key == "error.not_found" {
			return fmt.Errorf("there is no scale %s here; isnad scale list says which there are", c.Scale)
		}
		if err == nil {
			fmt.Fprintf(p.out, "%s\t%s\n", status(after.Scale != before.Scale, "used"), after.Scale)
		}
		return err
	})
}

// status is the word for what was done, or that nothing was to do.
func status(done bool, word string) string {
	if done {
		return word
	}
	return "unchanged"
}

// with does something with the data file, which must be there.
func (p *program) with(ctx context.Context, do func(*db.DB) error) (err error) {
	data, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer closing(data, &err)
	return do(data)
}
