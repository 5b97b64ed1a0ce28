package views

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/static"
)

// The help page lists the keys that the scripts bind, and no other.
func TestAllKeysAreBound(t *testing.T) {
	var listed []string
	for _, key := range AllKeys {
		for _, name := range key.each() {
			listed = append(listed, strings.NewReplacer("←", "ArrowLeft", "→", "ArrowRight").Replace(name))
		}
	}
	var bound []string
	binds := regexp.MustCompile(`\bbind\(\s*"([^"]+)"`)
	assets := static.New()
	for _, name := range []string{"js/desk.js", "js/keys.js"} {
		file, ok := assets.Find(assets.Prefix() + name)
		if !ok {
			t.Fatalf("%s is not served", name)
		}
		for _, match := range binds.FindAllSubmatch(file.Body, -1) {
			bound = append(bound, string(match[1]))
		}
	}
	slices.Sort(listed)
	slices.Sort(bound)
	if diff := cmp.Diff(bound, listed); diff != "" {
		t.Errorf("keys (-bound +listed):\n%s", diff)
	}
}
