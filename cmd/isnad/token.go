package main

import (
	"context"
	"fmt"
	"time"

	"github.com/isnad/isnad/internal/annotation"
)

type tokenCmd struct {
	Add    tokenAddCmd    `cmd:"" help:"Make a token and print it, this once."`
	List   tokenListCmd   `cmd:"" help:"List all tokens: id, person, label, made, last used."`
	Revoke tokenRevokeCmd `cmd:"" help:"End a token."`
}

type tokenAddCmd struct {
	User string `required:"" placeholder:"NAME" help:"The person the program acts as."`
	Name string `placeholder:"LABEL" help:"What the token is for."`
}

func (c tokenAddCmd) Run(ctx context.Context, p *program) (err error) {
	data, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer closing(data, &err)
	_, secret, err := data.CreateToken(ctx, annotation.CommandLine, c.User, c.Name)
	if err != nil {
		return err
	}
	fmt.Fprintln(p.out, secret)
	return nil
}

type tokenListCmd struct{}

func (tokenListCmd) Run(ctx context.Context, p *program) (err error) {
	data, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer closing(data, &err)
	tokens, err := data.Tokens(ctx, "")
	if err != nil {
		return err
	}
	for _, t := range tokens {
		used := "never"
		if !t.LastUsed.IsZero() {
			used = t.LastUsed.Format(time.RFC3339)
		}
		fmt.Fprintf(p.out, "%s\t%s\t%s\t%s\t%s\n", t.ID, t.User, t.Label, t.CreatedAt.Format(time.RFC3339), used)
	}
	return nil
}

type tokenRevokeCmd struct {
	ID string `arg:"" name:"id" help:"The token's id, as list shows it."`
}

func (c tokenRevokeCmd) Run(ctx context.Context, p *program) (err error) {
	data, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer closing(data, &err)
	return data.RevokeToken(ctx, annotation.CommandLine, c.ID)
}
