package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/internal/annotation"
)

type userCmd struct {
	Add      userAddCmd      `cmd:"" help:"Add a person."`
	List     userListCmd     `cmd:"" help:"List everybody: name, role, enabled or disabled."`
	Role     userRoleCmd     `cmd:"" help:"Change what a person may do."`
	Password userPasswordCmd `cmd:"" help:"Give a person another password; ends their sessions."`
	Enable   userEnableCmd   `cmd:"" help:"Let a person in again."`
	Disable  userDisableCmd  `cmd:"" help:"Let a person in no more; ends their sessions and tokens."`
}

// person is the argument that most of these commands take.
type person struct {
	Name string `arg:"" help:"The person's name."`
}

// secret is where a password comes from.
type secret struct {
	PasswordStdin bool `help:"Read the password from standard input instead of asking for it."`
}

type userAddCmd struct {
	person
	secret
	Role annotation.Role `default:"reviewer" enum:"viewer,reviewer,editor,admin" help:"What the person may do: ${enum} (${default})."`
}

func (c userAddCmd) Run(ctx context.Context, p *program) error {
	if err := annotation.CheckUserName(c.Name); err != nil { // before the password is asked for
		return err
	}
	password, err := c.read(ctx, p)
	if err != nil {
		return err
	}
	return p.withPeople(ctx, func(data *db.DB) error {
		_, err := data.CreateUser(ctx, annotation.CommandLine, c.Name, password, c.Role)
		return err
	})
}

type userListCmd struct{}

func (userListCmd) Run(ctx context.Context, p *program) error {
	return p.withPeople(ctx, func(data *db.DB) error {
		users, err := data.Users(ctx)
		if err != nil {
			return err
		}
		for _, u := range users {
			state := "enabled"
			if u.Disabled {
				state = "disabled"
			}
			fmt.Fprintf(p.out, "%s\t%s\t%s\n", u.Name, u.Role, state)
		}
		return nil
	})
}

type userRoleCmd struct {
	person
	Role annotation.Role `required:"" enum:"viewer,reviewer,editor,admin" help:"What the person may do: ${enum}."`
}

func (c userRoleCmd) Run(ctx context.Context, p *program) error {
	return p.changeUser(ctx, c.Name, &c.Role, nil)
}

type userPasswordCmd struct {
	person
	secret
}

func (c userPasswordCmd) Run(ctx context.Context, p *program) error {
	password, err := c.read(ctx, p)
	if err != nil {
		return err
	}
	return p.withPeople(ctx, func(data *db.DB) error {
		return data.ResetPassword(ctx, annotation.CommandLine, c.Name, password)
	})
}

type userEnableCmd struct{ person }

func (c userEnableCmd) Run(ctx context.Context, p *program) error {
	disabled := false
	return p.changeUser(ctx, c.Name, nil, &disabled)
}

type userDisableCmd struct{ person }

func (c userDisableCmd) Run(ctx context.Context, p *program) error {
	disabled := true
	return p.changeUser(ctx, c.Name, nil, &disabled)
}

func (p *program) changeUser(ctx context.Context, name string, role *annotation.Role, disabled *bool) error {
	return p.withPeople(ctx, func(data *db.DB) error {
		_, err := data.ChangeUser(ctx, annotation.CommandLine, name, 0, role, disabled)
		return err
	})
}

// withPeople does something with the data file, made if there is none: adding
// people can be the first thing that is done.
func (p *program) withPeople(ctx context.Context, do func(*db.DB) error) (err error) {
	data, err := p.create(ctx)
	if err != nil {
		return err
	}
	defer closing(data, &err)
	return do(data)
}

// read is the password: the first line of standard input, or what somebody types
// twice, unseen, on a terminal.
func (s secret) read(ctx context.Context, p *program) (string, error) {
	if s.PasswordStdin {
		line, err := bufio.NewReader(io.LimitReader(p.in, annotation.MaxPassword+2)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("read the password: %w", err)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	if !isTerminal(p.in) {
		return "", errors.New("there is no terminal to ask for the password on: use --password-stdin")
	}
	first, err := p.ask(ctx, "Password: ")
	if err != nil {
		return "", err
	}
	again, err := p.ask(ctx, "Again: ")
	if err != nil {
		return "", err
	}
	if first != again {
		return "", errors.New("the two passwords differ")
	}
	return first, nil
}

// ask asks for something that must not be seen on the terminal, until ctx ends.
func (p *program) ask(ctx context.Context, prompt string) (string, error) {
	fd := int(p.in.(*os.File).Fd())
	seen, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	fmt.Fprint(p.err, prompt)
	defer fmt.Fprintln(p.err)
	type answer struct {
		typed []byte
		err   error
	}
	answered := make(chan answer, 1)
	go func() {
		typed, err := term.ReadPassword(fd)
		answered <- answer{typed, err}
	}()
	select {
	case a := <-answered:
		if a.err != nil {
			return "", fmt.Errorf("read the password: %w", a.err)
		}
		return string(a.typed), nil
	case <-ctx.Done(): // Ctrl+C: what is typed next must be seen again
		return "", errors.Join(ctx.Err(), term.Restore(fd, seen))
	}
}
