# SPDX-License-Identifier: ISC
# One system call or allocation fails, each in turn: nothing crashes, nobody
# says 0 without a delivery, and no entry of the queue is lost.
load lib

calls='malloc read write pread pwrite open close fsync fstat lseek rename
unlink mkdir lock socketpair pipe fork'

setup() {
	need "${CC:-cc}"
	need_plain_build
	getconf GNU_LIBC_VERSION >/dev/null 2>&1 || skip 'for glibc'
	"${CC:-cc}" -std=c99 -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 -O1 -Wall \
	    -shared -fPIC -o shim.so "$root/tests/shim.c"
	printf '%s\n' 'From: Me <me@a.example>' 'To: x@y.example' \
	    'Message-ID: <1@a.example>' 'Subject: hi' '' 'hello' >msg
	queue=$HOME/.local/state/mailpipe/queue
	export SINK=$PWD/sink SHIM_MARK=$PWD/mark
	# Writes down what it takes before it says so.
	cat >server <<-'END'
	r() { IFS= read -r line || exit; line=${line%$'\r'}; }
	s() { printf '%s\r\n' "$1"; }
	s '220 x'
	while r; do
		case $line in
		DATA)
			s 354
			while [ "$line" != . ]; do
				r
				case $line in Message-ID*) id=${line#*: } ;; esac
			done
			echo "$id" >>"$SINK"
			s 250 ;;
		QUIT) s 221; exit ;;
		*) s 250 ;;
		esac
	done
	END
	server="bash $PWD/server"
	# No names of hosts: glibc's resolver does not bear to be without
	# memory.
	quick=(-o ehlo=me.example -o timeout=2 -o tunnel="$server")
}

# broken CALL N PROGRAM...: runs it with that failure; its status.  False if
# there was no such call.
broken() {
	local call=$1 n=$2
	shift 2
	rm -f mark
	status=0
	timeout 20 env LD_PRELOAD="$PWD/shim.so" SHIM_PROGRAM="$1" SHIM_CALL="$call" \
	    SHIM_AT="$n" "$@" >out 2>err || status=$?
	[ -e mark ] || return 1
	[ "$status" -lt 124 ] || fail "$call $n: status $status: $(cat err)"
	[ "$status" -eq 0 ] || [ -s err ] || fail "$call $n: $status in silence"
}

# each BEFORE AFTER PROGRAM...: for every call that the program makes, but for
# those past 60, which are a child's that closes what is not its own.
each() {
	local before=$1 after=$2 call n points=0
	shift 2
	for call in $calls; do
		for ((n = 1; n <= 60; n++)); do
			"$before"
			broken "$call" "$n" "$@" <msg || break
			"$after" "$call $n"
			points=$((points + 1))
		done
	done
	echo "# $1: $points failures" >&3
	[ "$points" -gt 40 ]
}

# How often the one message with this id has arrived.
arrived() {
	grep -xF "<$1@a.example>" "$SINK" 2>/dev/null | wc -l
}

forget() {
	rm -rf "$HOME/.local" "$SINK"
}

is_delivered() {
	[ "$status" -ne 0 ] || [ "$(arrived 1)" -eq 1 ] ||
		fail "$1: 0, and not delivered: $(cat err)"
}

@test "smtpsend: 0 means that it was delivered" {
	each forget is_delivered smtpsend "${quick[@]}" \
	    -A smtp://localhost x@y.example
}

@test "mailsend: 0 means that it was delivered" {
	cut() {
		[ "$status" -ne 0 ] || [ -s "$SINK" ] || fail "$1: $(cat err)"
	}
	each forget cut mailsend "${quick[@]}" -A smtp://localhost \
	    -s hi x@y.example
}

# What is in the queue arrives; the whole is run when nothing fails any more.
is_queued() {
	smtpq -f -o tunnel="$server" 2>err2 || fail "$1: $(cat err2)"
	[ "$status" -ne 0 ] || [ "$(arrived 1)" -eq 1 ] ||
		fail "$1: 0, and lost: $(cat err)"
	[ "$(arrived 1)" -le 1 ] || fail "$1: twice"
	# Without memory it ends at once; the next smtpq cleans up behind it.
	[ "${1% *}" = malloc ] || [ -z "$(ls "$queue"/*.tmp 2>/dev/null)" ] ||
		fail "$1: half an entry"
}

@test "smtpsend -Q: 0 means that it is in the queue" {
	each forget is_queued smtpsend -Q -A smtp://127.0.0.1:1 x@y.example
}

fill() {
	forget
	cp -r before "$HOME/.local"
}

# A second time only if the list or the run has said that this may be.
is_run() {
	local id
	smtpq -l | grep uncertain >open || true
	[ "$status" -ne 0 ] || [ -z "$(smtpq -l)" ] ||
		fail "$1: 0, and not sent"
	rm -f err2
	smtpq -f -o tunnel="$server" 2>err2 || fail "$1: $(cat err2)"
	[ -z "$(smtpq -l)" ] || fail "$1: $(smtpq -l)"
	for id in 1 2; do
		case $(arrived $id) in
		1) ;;
		2) [ -s open ] || fail "$1: twice, unseen: $(cat err)" ;;
		*) fail "$1: $(arrived $id) of $id: $(cat err)" ;;
		esac
	done
}

@test "smtpq: no entry is lost, and none is sent twice unseen" {
	smtpsend -Q -A smtp://localhost:1 x@y.example <msg 2>err
	sed 's/<1@/<2@/' msg | smtpsend -Q -A smtp://localhost:1 \
	    x@y.example 2>err
	cp -r "$HOME/.local" before
	each fill is_run smtpq -f "${quick[@]}"
}
