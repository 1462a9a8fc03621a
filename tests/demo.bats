# SPDX-License-Identifier: ISC
# make demo does what it shows, and leaves nothing behind.
load lib

@test "the demonstration comes to its end, and cleans up" {
	make -s -C "$root" ${CFLAGS:+CFLAGS="$CFLAGS"} demo >out 2>err || fail "$(cat out err)"
	[ ! -s err ] || fail "$(cat err)"
	[ "$(tail -n 1 out)" = 'the same' ]
	grep -q '^Subject: 中文主题：报告$' out
	grep -q '^你好，报告在附件里。$' out
	port=$(sed -n 's|.*MAILPIPE_POP3=.*:||p' out)
	! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || false
	[ "$(ls)" = $'err\nout' ]
}
