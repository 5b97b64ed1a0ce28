package handlers

import (
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
)

const (
	speakerField = "[data-card] [role=combobox]"
	firstOption  = "[data-card] [role=option]:first-child"
	lastOption   = "[data-card] [role=option]:last-child"
)

// speaker puts somebody on the list of speakers.
func (s *site) speaker(name string, aliases ...string) annotation.Speaker {
	s.t.Helper()
	draft := annotation.SpeakerDraft{Name: name, Aliases: aliases}
	speaker, _, err := s.db.CreateSpeaker(s.t.Context(), dbtest.Reviewer, draft)
	if err != nil {
		s.t.Fatal(err)
	}
	return speaker
}

func (s *site) speakers() int {
	s.t.Helper()
	items, _, err := s.db.Speakers(s.t.Context(), "", "", 0)
	if err != nil {
		s.t.Fatal(err)
	}
	return len(items)
}

// looksFor presses s and types letters, and waits for the list to offer the words.
func (v *visitor) looksFor(letters, words string) {
	v.t.Helper()
	v.presses("s")
	v.waits(`document.activeElement === document.querySelector("` + speakerField + `")`)
	v.types(letters)
	v.reads("[data-card] [role=option]", words)
}

func TestBrowserAttributes(t *testing.T) {
	for _, c := range []struct {
		language
		known, alias   string
		letters, fresh string // a spelling that finds known, and somebody new
	}{
		{languages[0], "عبد الله النجار", "أبو سامر", "د. عبدالله", "ريم الحلاق"},
		{languages[1], "Nadia Hale", "The Director", "nadia ha", "Tom Brandt"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t)
			article := s.article(c.draft)
			known := s.speaker(c.known, c.alias)
			v := s.atDesk(dbtest.Reviewer, article, browsertest.Language(c.name))

			v.quote(article, c.quoted)
			v.looksFor(c.letters, c.known)
			a := v.saves(func() { v.presses("ArrowDown", "Enter") })
			if wants(t, a, "speaker="+c.known); a.Speaker.ID != known.ID {
				t.Errorf("attributed to %v, want %s", a.Speaker, known.ID)
			}

			// The same as before; by alias, with the mouse; somebody new.
			v.quote(article, c.opening)
			wants(t, v.saves(func() { v.presses("S") }), "speaker="+c.known)
			v.claim(article, c.inner)
			v.looksFor(c.alias[:len(c.alias)-1], c.known)
			wants(t, v.saves(func() { v.clicks(firstOption) }), "speaker="+c.known)
			v.claim(article, c.further)
			v.looksFor(c.fresh, c.fresh)
			wants(t, v.saves(func() { v.presses("ArrowUp", "Enter") }), "speaker="+c.fresh)
			v.quote(article, c.claim)
			wants(t, v.saves(func() { v.presses("S") }), "speaker="+c.fresh)

			// The name alone is enough, in any spelling of it.
			v.claim(article, c.overlapping)
			v.presses("s")
			v.types(c.alias)
			wants(t, v.saves(func() { v.presses("Enter") }), "speaker="+c.known)
			if n := s.speakers(); n != 2 {
				t.Errorf("%d speakers, want 2", n)
			}

			// Their page shows what they said, and leads back to it.
			v.opens("/speakers/" + known.ID)
			v.reads(".statement", c.content)
			v.clicks(`.statement a[href*="` + a.ID + `"]`)
			v.leavesFor("/articles/" + article.ID + "?open=" + a.ID)
			v.sees("#card-" + a.ID)
		})
	}
}

func TestBrowserShowsNearSpeakers(t *testing.T) {
	s := newSite(t)
	article := s.article(arabic)
	known := s.speaker("عبد الله النجار")
	v := s.visit(dbtest.Reviewer)

	// A second one of the same name is only made knowingly.
	v.opens("/speakers")
	v.clicks("details summary")
	v.clicks("details [name=name]")
	v.types("عبدالله النجار")
	v.presses("Enter")
	v.reads(".near", known.Name)
	if n := s.speakers(); n != 1 {
		t.Fatalf("%d speakers before anybody said that another one is meant", n)
	}
	v.clicks(".near [name=distinct]")
	s.eventually("two speakers", func() bool { return s.speakers() == 2 })
	v.leavesFor("/speakers/")

	// A name that may be either is asked about, and nothing else that was typed is lost.
	v.opens("/articles/" + article.ID)
	quote := v.quote(article, languages[0].quoted)
	v.unfolds("role")
	v.clicks("[data-card] [name=role]")
	v.types("مدير")
	v.presses("Escape", "s")
	v.types("الدكتور عبدالله النجار")
	v.presses("Enter")
	v.reads(".near button", known.Name)
	wants(t, s.annotation(quote.ID), "speaker=", "role=")
	if got := v.value("[data-card] [name=role]"); got != "مدير" {
		t.Errorf("the role is %q after the speaker was asked about", got)
	}
	v.waits(`document.activeElement.matches(".near button")`)
	a := v.saves(func() { v.presses("Enter") })
	if wants(t, a, "role=مدير"); a.Speaker == nil || a.Speaker.ID != known.ID {
		t.Errorf("attributed to %v, want %s", a.Speaker, known.ID)
	}
	if n := s.speakers(); n != 2 {
		t.Errorf("%d speakers, want 2", n)
	}
}
