package db

import (
	"bytes"
	"path/filepath"
	"sync"
	"testing"
)

func TestCookieKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "isnad.db")
	open := func() *DB {
		t.Helper()
		db, err := Create(t.Context(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return db
	}

	first := open()
	var (
		drawing sync.WaitGroup
		keys    [8][]byte
	)
	for i := range keys {
		drawing.Go(func() {
			var err error
			if keys[i], err = first.CookieKey(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	drawing.Wait()
	for _, key := range keys {
		if len(key) != 32 || !bytes.Equal(key, keys[0]) {
			t.Errorf("got the key %x; want that of the others, %x, of 32 bytes", key, keys[0])
		}
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}

	second := open()
	if key, err := second.CookieKey(t.Context()); err != nil || !bytes.Equal(key, keys[0]) {
		t.Errorf("after a restart: %x, %v; want %x", key, err, keys[0])
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}

	other, _ := newPeopleDB(t)
	if key, err := other.CookieKey(t.Context()); err != nil || bytes.Equal(key, keys[0]) {
		t.Errorf("another file has the key %x, %v; want one of its own", key, err)
	}
}
