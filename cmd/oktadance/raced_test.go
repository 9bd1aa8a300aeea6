//go:build race

package main

// raced says that the race detector watches. It makes scrypt ten times slower and
// every start of the program five times: what has no goroutines of its own is
// then left to the plain run.
const raced = true
