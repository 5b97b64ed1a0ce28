package export

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/isnad/isnad/internal/annotation"
)

func TestHeirsFirst(t *testing.T) {
	all := []annotation.Speaker{{ID: "a", MergedInto: "b"}, {ID: "b", MergedInto: "c"}, {ID: "c"}, {ID: "d", MergedInto: "elsewhere"}, {ID: "e", MergedInto: "b"}, {Name: "no id"}}
	if got, want := HeirsFirst(all), []int{2, 5, 1, 3, 0, 4}; !slices.Equal(got, want) {
		t.Errorf("HeirsFirst = %v, want %v", got, want)
	}
	long := make([]annotation.Speaker, 100_000) // followed one by one, this would never end
	for i := range long {
		long[i] = annotation.Speaker{ID: fmt.Sprint(i), MergedInto: fmt.Sprint(i + 1)}
	}
	if got := HeirsFirst(long); got[0] != len(long)-1 || circular(long) != -1 {
		t.Errorf("first %d", got[0])
	}
}

func TestReadRefusesMerges(t *testing.T) {
	for file, want := range map[string]string{
		`[{"id":"a","name":"A","merged_into":"a"}]`:                                            "speakers[a].merged_into",
		`[{"id":"a","name":"A","merged_into":"b"},{"id":"b","name":"B","merged_into":"a"}]`:    "speakers[a].merged_into",
		`[{"name":"A","merged_into":"b"}]`:                                                     "speakers[0].id",
		`[{"id":"a","name":"A","merged_into":"b/c"}]`:                                          "speakers[a].merged_into",
		`[{"id":"a","name":"A","given":["x"]}]`:                                                "speakers[a].merged_into",
		`[{"id":"a","name":"A","merged_into":"b","given":["x\ny"]},{"id":"b","name":"B"}]`:     "",
		`[{"id":"a","name":"A","merged_into":"b","given":["x\u0000y"]},{"id":"b","name":"B"}]`: "speakers[a].given",
	} {
		_, err := Read(strings.NewReader(`{"speakers":`+file+`,"articles":[]}`), http.DetectContentType)
		if want == "" {
			if err != nil {
				t.Errorf("%s: %v", file, err)
			}
			continue
		}
		e, ok := err.(*annotation.Error)
		if !ok || e.Field != want {
			t.Errorf("%s: %v, want it at %s", file, err, want)
		}
	}
}
