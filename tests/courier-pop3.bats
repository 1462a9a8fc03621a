# SPDX-License-Identifier: ISC
# The POP3 programs at a second real server, Courier's.
load lib
load pop3
brand=courier protocol=pop3
load brand

export SOURCE_DATE_EPOCH=1700000000

# give USER FILE...: into the user's mailbox, in this order.
give() {
	local file user=$1 box=$SERVER/mail/$1/Maildir
	shift
	for file; do
		given=$((${given:-0} + 1))
		cp "$file" "$box/new/170000$(printf %04d $given).M$given.test"
	done
	chown -R 8:8 "$box"
}

@test "what is offered" {
	pop3list -S -A pop3+plain://pop.example -o tunnel="$SERVER/pop3" >out
	grep -q '^IMPLEMENTATION	Courier' out
	grep -q '^PIPELINING	$' out
}

@test "each login, one by one and in flights; and a wrong password" {
	printf 'Subject: a\n\nb\n' >one
	give c1 one one
	for auth in user plain login cram-md5; do
		for pipelining in yes no; do
			at c1 pop3list -o auth=$auth -o pipelining=$pipelining >out
			[ "$(cut -f 1,2 out)" = $'1\t17\n2\t17' ]
		done
	done
	[ "$(at c1 pop3list -t)" = $'2\t34' ]
	at c1 pop3list u:"$(sed -n '2s/.*\t//p' out)" | cmp - <(tail -n 1 out)
	MAILPIPE_PASSWORD=wrong expect_error 77 'login refused' at c1 pop3list
}

# Courier takes mail with LF alone, and sends CRLF for each.
@test "what it has is what comes" {
	printf 'Subject: \351\n\n.\n..\n.a\n\n\377\200\001\n>From x\nFrom y\n\n' >odd
	give c2 odd
	for pipelining in yes no; do
		at c2 pop3retr -o pipelining=$pipelining 1 | cmp odd -
		at c2 pop3retr -o pipelining=$pipelining all | sed 1d |
			cmp - <(sed -E 's/^>*From />&/' odd; echo)
	done
	at c2 pop3retr -l 1 1 | cmp - <(printf 'Subject: \351\n\n.\n')
	expect_error 1 'message 7' at c2 pop3retr 7
}

@test "NUL, 8-bit bytes, dots, long lines, no newline at the end" {
	printf 'A: b\n\n.\n..\na\0b\0\n\377\200\001\n.last' >odd
	{ printf 'A: b\n\n.'; head -c 300000 /dev/zero | tr '\0' y; } >long
	give c7 odd long
	at c7 pop3retr 1 | cmp - <(cat odd; echo)
	at c7 pop3retr 2 | cmp - <(cat long; echo)
}

@test "10,000 messages" {
	for ((n = 1; n <= 10000; n++)); do
		printf 'A: %d\n\n' $n >"$SERVER/mail/c8/Maildir/new/1700000000.M$n.test"
	done
	chown -R 8:8 "$SERVER/mail/c8"
	at c8 pop3list >out
	cut -f 1 out | cmp - <(seq 10000)
	[ "$(cut -f 3 out | sort -u | wc -l)" -eq 10000 ]
}

@test "1,000 messages: listed, retrieved, half of them deleted" {
	for ((n = 1; n <= 1000; n++)); do
		printf 'Subject: %d\n\nbody\n' $n \
			>"$SERVER/mail/c3/Maildir/new/1700000000.M$n.test"
	done
	chown -R 8:8 "$SERVER/mail/c3"
	at c3 pop3list >rows
	[ "$(wc -l <rows)" -eq 1000 ]
	at c3 pop3retr all | grep '^Subject: ' | sort -u >got
	[ "$(wc -l <got)" -eq 1000 ]
	sed 1~2d rows | at c3 pop3dele -
	at c3 pop3list | cut -f 3 >left
	sed -n '1~2s/.*\t//p' rows | cmp - left
}

@test "deleted after retrieval, and only what was written" {
	for n in 1 2 3; do printf 'Subject: %s\n\nbody\n' $n >m$n; done
	give c4 m1 m2 m3
	expect_error 74 stdout at c4 pop3retr -d all >/dev/full
	at c4 pop3retr -d 2 >out
	cmp m2 out
	at c4 pop3retr -d -o pipelining=no all >rest
	[ "$(grep -c '^Subject' rest)" -eq 2 ]
	at c4 pop3list | cmp - /dev/null
	expect_error 1 'no such message' at c4 pop3dele u:gone
	expect_error 1 'message 1' at c4 pop3dele -N 1
}

@test "a session by hand" {
	printf 'Subject: a\n\n.\nb\n' >one
	give c5 one one
	printf '%s\n' stat list uidl 'LIST 2' 'top 1 0' 'retr 2 > got' 'dele 2' \
		'-dele 2' noop capa quit | at c5 pop3sh >out 2>err
	cmp one got
	grep -q '^+OK 2 ' out
	grep -q 'dele 2: Invalid' err
	[ "$(at c5 pop3list | wc -l)" -eq 1 ]
	printf 'dele 1\n' | expect_error 1 'nothing was deleted' at c5 pop3sh
	[ "$(at c5 pop3list | wc -l)" -eq 1 ]
}

@test "header fields as columns" {
	printf 'From: a@example.org\nSubject: =?utf-8?q?=C3=A9?=\n\n.\n' >one
	give c6 one one
	at c6 pop3list -f from,subject | cut -f 4- >out
	printf 'a@example.org\té\na@example.org\té\n' | cmp - out
	export XDG_STATE_HOME=$PWD/state
	at c6 pop3list -k 1 >out
	[ "$(at c6 pop3list -f taken | cut -f 4)" = yes ]
	[ "$(at c6 pop3list new | cut -f 1)" = 2 ]
}
