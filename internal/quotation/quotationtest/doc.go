// Package quotationtest reads articles of our own writing with their quotes
// marked by hand, the gold that suggested quotes are held to (../testdata/gold).
//
// All positions are code points from the start of an article's text, and all
// spans are half-open.
package quotationtest
