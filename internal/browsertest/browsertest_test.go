package browsertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/isnad/isnad/internal/browsertest"
)

func TestOptionsReachThePage(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><p id=lang>%s</p><p id=script></p>
			<script>document.getElementById("script").textContent = "ran"</script>`, r.Header.Get("Accept-Language"))
	}))
	t.Cleanup(server.Close)

	type page struct {
		Lang   string `json:"lang"`
		Script string `json:"script"`
		Dark   bool   `json:"dark"`
		Width  int    `json:"width"`
		Height int    `json:"height"`
	}
	for name, c := range map[string]struct {
		options []browsertest.Option
		want    page
	}{
		"defaults": {nil, page{"ar", "ran", false, 1440, 900}},
		"all": {
			[]browsertest.Option{browsertest.Language("en"), browsertest.Dark(), browsertest.Viewport(390, 800), browsertest.WithoutScripts()},
			page{"en", "", true, 390, 800},
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := browsertest.New(t, c.options...)
			if err := chromedp.Do(ctx, chromedp.Navigate(server.URL)); err != nil {
				t.Fatal(err)
			}
			got, err := chromedp.Run(ctx, chromedp.Evaluate[page](`({
				lang: document.getElementById("lang").textContent,
				script: document.getElementById("script").textContent,
				dark: matchMedia("(prefers-color-scheme: dark)").matches,
				width: innerWidth, height: innerHeight,
			})`))
			if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}
