package views

import (
	"context"

	"github.com/isnad/isnad/internal/annotation"
)

type scalesKey struct{}

// WithScales makes the desk's verdict scales known to the components rendered with
// ctx. Every word and colour of a verdict comes from there.
func WithScales(ctx context.Context, all annotation.Scales) context.Context {
	return context.WithValue(ctx, scalesKey{}, all)
}

func scalesOf(ctx context.Context) annotation.Scales {
	all, _ := ctx.Value(scalesKey{}).(annotation.Scales)
	return all
}

// judged is what a verdict is called in the reader's language by the scale that it
// was given under, and its colour.
func judged(ctx context.Context, scale annotation.ScaleRef, v annotation.Verdict) (word, tone string) {
	l := scalesOf(ctx).Label(scale, v)
	return l.In(lang(ctx)), string(l.Colour)
}

func verdictWord(ctx context.Context, scale annotation.ScaleRef, v annotation.Verdict) string {
	word, _ := judged(ctx, scale, v)
	return word
}

func verdictTone(ctx context.Context, scale annotation.ScaleRef, v annotation.Verdict) string {
	_, tone := judged(ctx, scale, v)
	return tone
}

// listedScales are all scales, the one that the desk judges by first.
func listedScales(ctx context.Context) []*annotation.Scale {
	all := scalesOf(ctx)
	list := []*annotation.Scale{all.Current()}
	for _, s := range all.List() {
		if s.Ref() != all.Current().Ref() {
			list = append(list, s)
		}
	}
	return list
}

func scalePath(ref annotation.ScaleRef) string { return "/scales#" + string(ref) }
