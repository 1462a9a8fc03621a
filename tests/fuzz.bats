# SPDX-License-Identifier: ISC
# Each fuzz target takes its seeds, under sanitizers; `make fuzz` does more.
load lib

@test "every fuzz target has seeds, and no law breaks on them" {
	need clang
	for source in "$root"/tests/fuzz/*.c; do
		name=$(basename "$source" .c)
		[ -n "$(ls "$root/tests/fuzz/seeds/$name")" ] ||
			fail "no seeds for $name"
	done
	"$root/tests/fuzz/run" -r >log 2>&1 || fail "$(tail -n 50 log)"
}
