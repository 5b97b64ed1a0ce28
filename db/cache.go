package db

import (
	"container/list"
	"sync"
)

// lru keeps the most recently used values.
type lru[K comparable, V any] struct {
	mu      sync.Mutex
	max     int
	order   *list.List // of lruEntry; the most recently used in front
	entries map[K]*list.Element
}

type lruEntry[K comparable, V any] struct {
	key   K
	value V
}

func newLRU[K comparable, V any](max int) *lru[K, V] {
	return &lru[K, V]{max: max, order: list.New(), entries: make(map[K]*list.Element)}
}

func (c *lru[K, V]) Get(key K) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[key]
	if !ok {
		return value, false
	}
	c.order.MoveToFront(e)
	return e.Value.(lruEntry[K, V]).value, true
}

func (c *lru[K, V]) Put(key K, value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.entries[key]; ok {
		e.Value = lruEntry[K, V]{key, value}
		c.order.MoveToFront(e)
		return
	}
	c.entries[key] = c.order.PushFront(lruEntry[K, V]{key, value})
	if c.order.Len() > c.max {
		last := c.order.Remove(c.order.Back()).(lruEntry[K, V])
		delete(c.entries, last.key)
	}
}
