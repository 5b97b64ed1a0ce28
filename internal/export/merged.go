package export

import (
	"cmp"
	"slices"

	"github.com/isnad/isnad/internal/annotation"
)

// HeirsFirst are the numbers of all speakers, in an order in which each comes after
// the one it is merged into, where that one is among them.
func HeirsFirst(all []annotation.Speaker) []int {
	order, depth := make([]int, len(all)), depths(all)
	for i := range all {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(depth[all[a].ID], depth[all[b].ID]) })
	return order
}

// circular is the number of a speaker that comes round to itself by merges, or -1.
func circular(all []annotation.Speaker) int {
	depth := depths(all)
	return slices.IndexFunc(all, func(s annotation.Speaker) bool { return depth[s.ID] == endless })
}

// endless is the depth of whoever is merged into no last one.
const endless = -1

// depths says, by ids, how many merges lie between each merged speaker and the last
// that it is a name of, as far as they are among all. Each merge is followed once.
func depths(all []annotation.Speaker) map[string]int {
	into := map[string]string{}
	for _, s := range all {
		if s.MergedInto != "" {
			into[s.ID] = s.MergedInto
		}
	}
	depth := make(map[string]int, len(into))
	for id := range into {
		var way []string
		for ; into[id] != ""; id = into[id] {
			if _, known := depth[id]; known {
				break
			}
			depth[id] = endless // until the way comes to an end
			way = append(way, id)
		}
		at := depth[id] // 0 for one that is not merged
		for _, id := range slices.Backward(way) {
			if at == endless {
				break
			}
			at++
			depth[id] = at
		}
	}
	return depth
}
