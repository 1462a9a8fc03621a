# SPDX-License-Identifier: ISC
# The scripted peer itself: a server that lies must lie as it was told.
load lib

# says BYTES: what a client that sends these bytes and no more hears.
says() {
	printf "$1" | sh -c "$tunnel"
}

setup() {
	peer </dev/null
}

@test "a script that is kept" {
	peer <<-'EOF'
	# a comment

	S: 220 peer
	C: EHLO x
	S: 250-peer
	S: 250 OK
	C* MAIL FROM:
	C?
	S: 221 bye
	EOF
	says 'EHLO x\r\nMAIL FROM:<a@b>\r\nwhatever\n' >out
	printf '220 peer\r\n250-peer\r\n250 OK\r\n221 bye\r\n' | cmp - out
	peer_ok
	client_sent >sent
	printf 'EHLO x\nMAIL FROM:<a@b>\nwhatever\\x0A\n' | cmp - sent
}

@test "escapes, and bytes without a line end" {
	peer <<-'EOF'
	S: a\r\n\t\0\\\xff
	s: b\xC3\xa9
	EOF
	says '' >out
	printf 'a\r\n\t\0\\\377\r\nb\303\251' | cmp - out
	peer_ok
}

@test "another line than the expected one" {
	echo 'C: EHLO x' | peer
	expect_status 1 says 'EHLO y\r\n'
	peer_failed 'not what was expected: EHLO x'
	[ "$(client_sent)" = 'EHLO y' ]
}

@test "a line that ends in a bare LF is not the expected one" {
	echo 'C: EHLO x' | peer
	expect_status 1 says 'EHLO x\n'
	peer_failed 'not what was expected'
}

@test "a longer and a shorter line, and one that begins otherwise" {
	echo 'C: QUIT' | peer
	expect_status 1 says 'QUIT now\r\n'
	peer_failed
	echo 'C: QUIT' | peer
	expect_status 1 says 'QUI\r\n'
	peer_failed
	echo 'C* QUIT' | peer
	expect_status 1 says 'QUI\r\n'
	peer_failed 'does not begin'
}

@test "the client goes too early, or in the middle of a line" {
	echo 'C: QUIT' | peer
	expect_status 1 says ''
	peer_failed 'went away'
	echo 'C: QUIT' | peer
	expect_status 1 says 'QUIT'
	peer_failed 'not what was expected'
}

@test "the client sends more than the script knows" {
	printf 'C: QUIT\nS: bye\n' | peer
	expect_status 1 says 'QUIT\r\nNOOP\r\n'
	peer_failed 'sends more'
	printf 'C: QUIT\neof\nS: bye\n' | peer
	expect_status 1 says 'QUIT\r\nNOOP\r\n'
	peer_failed 'sends more'
}

@test "an unknown step, an unknown escape" {
	echo 'X: y' | peer
	expect_status 1 says ''
	peer_failed 'no such step: X:'
	echo 'S: \q' | peer
	expect_status 1 says ''
	peer_failed 'unknown escape'
}

@test "a message is kept as it came, up to the dot and no further" {
	printf 'C: DATA\nS: 354\nC.\nS: 250\nC: QUIT\n' | peer
	says 'DATA\r\na\r\n..\r\n.\nb\n.\r\nc\r\n.\r\nQUIT\r\n' >out
	printf 'a\r\n..\r\n.\nb\n.\r\nc\r\n.\r\n' | cmp - "$PEER_OUT"
	peer_ok
}

@test "a message that is only its dot" {
	printf 'C.\n' | peer
	says '.\r\n'
	printf '.\r\n' | cmp - "$PEER_OUT"
	peer_ok
}

@test "a message without its dot" {
	printf 'C.\n' | peer
	expect_status 1 says 'a\r\nb\r\n'
	peer_failed 'went away'
	printf 'a\r\nb\r\n' | cmp - "$PEER_OUT"
}

@test "counted bytes" {
	printf 'C= 5\nS: +\nC: x\n' | peer
	says 'a\0\r\nbx\r\n' >out
	printf 'a\0\r\nb' | cmp - "$PEER_OUT"
	peer_ok
}

@test "a client that does not wait for the reply" {
	printf 'C: a\nidle\nS: 1\nC: b\n' | peer
	expect_status 1 says 'a\r\nb\r\n'
	peer_failed 'did not wait'
}

@test "the bytes of a file, and a cut after any number of bytes" {
	seq 5000 >big
	for n in 0 1 4095 20000; do
		printf 'cut %d\nsend big\nC: x\nS: y\n' "$n" | peer
		says '' >out
		head -c "$n" big | cmp - out
		peer_ok
	done
}

@test "one byte at a time: the same bytes, each in its own write" {
	need_plain_build
	need strace
	printf 'slow\nS: abc\nC: x\nfast\nS: abc\n' | peer
	says 'x\r\n' >out
	printf 'abc\r\nabc\r\n' | cmp - out
	printf 'x\r\n' | strace -e trace=write -e write=none -o trace \
	    "$root/tests/build/peer" peer.script >out
	[ "$(grep -c '^write(1, .*, 1) *= 1' trace)" -eq 5 ]
	[ "$(grep -c '^write(1, .*, 5) *= 5' trace)" -eq 1 ]
}

@test "close ends at once; silent waits for the client" {
	printf 'S: 1\nclose\nC: x\n' | peer
	[ "$(says 'y\r\n' | tr -d '\r')" = 1 ]
	peer_ok
	printf 'S: 1\nsilent\nclose\n' | peer
	says 'y\r\n' >out
	peer_ok
}

@test "a flood lasts till the client has enough" {
	echo 'flood: 250-more' | peer
	says '' | head -n 30000 >out
	[ "$(wc -l <out)" -eq 30000 ]
	peer_ok
}
