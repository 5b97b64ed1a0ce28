package message

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"
)

// Each area of the interface has a file for each language, so that a sentence is
// found, and added, where it belongs.
//
//go:embed catalogue/*.json
var files embed.FS

// entry is one sentence, or its plural forms by CLDR category.
type entry struct {
	text  string
	forms map[string]string
}

var catalogue = load()

// load merges the files; they are part of the program, so a fault in one is a
// programming error.
func load() map[Lang]map[string]entry {
	all := map[Lang]map[string]entry{}
	for _, lang := range Langs() {
		all[lang] = map[string]entry{}
	}
	names, err := files.ReadDir("catalogue")
	if err != nil {
		panic(err)
	}
	for _, file := range names {
		body, err := files.ReadFile(path.Join("catalogue", file.Name()))
		if err != nil {
			panic(err)
		}
		_, lang, _ := strings.Cut(strings.TrimSuffix(file.Name(), ".json"), ".")
		into, ok := all[Lang(lang)]
		if !ok {
			panic(fmt.Sprintf("message: %s is in no language of the interface", file.Name()))
		}
		if err := read(body, into); err != nil {
			panic(fmt.Sprintf("message: %s: %v", file.Name(), err))
		}
	}
	return all
}

func read(body []byte, into map[string]entry) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(body, &raw); err != nil {
		return err
	}
	for key, value := range raw {
		if _, twice := into[key]; twice {
			return fmt.Errorf("%s is there twice", key)
		}
		var e entry
		if json.Unmarshal(value, &e.text) != nil {
			if err := json.Unmarshal(value, &e.forms); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
		}
		into[key] = e
	}
	return nil
}
