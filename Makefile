# Thin targets over the go command; `make` lists them. What each does in full
# is in CONTRIBUTING.md.
.DEFAULT_GOAL := help
.PHONY: help run generate check test bench ci

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## serve the desk with the example articles
	go run ./cmd/isnad serve --seed examples/articles

generate: ## write the Go code of the templ components
	go tool templ generate

# -short leaves the browser out, and the test cache repeats the results of all
# packages that neither changed nor import one that did.
check: ## fast: format, vet, build, short tests of what changed
	@files=$$(gofmt -l .); test -z "$$files" || { echo "not formatted:" $$files; exit 1; }
	go vet ./...
	go build ./...
	go test -short ./...

test: ## all tests, the browser's too where there is one
	go test ./...

bench: ## the benchmarks, five times each
	go test -run '^$$' -bench . -benchmem -count 5 ./...

ci: ## everything that must hold before a merge
	bash .ci/run
