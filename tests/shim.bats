# SPDX-License-Identifier: ISC
# One system call or allocation fails, each in turn, or there is a limit:
# nothing crashes, nobody says 0 without having done it, and no mail is lost.
# `make inject` has all of them; these are some.
load lib

setup() {
	need "${CC:-cc}"
	need_plain_build
	getconf GNU_LIBC_VERSION >/dev/null 2>&1 || skip 'for glibc'
}

some() {
	"$root/tests/inject" -s "$@" >out 2>&1 || fail "$(cat out)"
	sed 's/^/# /' out >&3
}

@test "sending: 0 means that it was delivered" {
	some $((RANDOM % 10 + 15)) smtpsend mbox serve mailsend
}

@test "over TLS: so it is, whichever of the two processes fails" {
	need python3 openssl tlspipe
	some $((RANDOM % 10 + 15)) tls
	some $((RANDOM % 50 + 150)) tlspipe
}

@test "the queue: no entry is lost, and none is sent twice unseen" {
	some $((RANDOM % 10 + 15)) queue smtpq lmtp
}

@test "filters: 0 means all of it, and there is no half file" {
	some $((RANDOM % 10 + 15)) b64 unb64 mimebuild mimeparse
}
