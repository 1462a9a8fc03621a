# SPDX-License-Identifier: ISC
# What fills the queue and what runs it is killed at some of its system calls:
# `make kill` has all of them.
load lib

@test "no message is lost, none comes twice unseen, and the next run goes on" {
	need_plain_build
	"$root/tests/kill-queue" -s $((RANDOM % 10 + 15)) >out 2>&1 ||
		fail "$(cat out)"
	sed 's/^/# /' out >&3
}
