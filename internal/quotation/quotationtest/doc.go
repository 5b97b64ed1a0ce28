// Package quotationtest holds suggested quotes to gold: articles of our own
// writing with their quotes marked by hand (../testdata/gold), and the scores
// that say how near suggestions come to them.
//
// All positions are code points from the start of an article's text, and all
// spans are half-open.
package quotationtest
