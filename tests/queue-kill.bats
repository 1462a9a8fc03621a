# SPDX-License-Identifier: ISC
# smtpsend -Q and smtpq are killed at every system call that matters; then the
# queue is run until nothing is left.  Each message arrives, and twice only
# where nobody could know.
load lib

calls=read,write,pread64,pwrite64,openat,open,fsync
calls+=,unlinkat,unlink,rename,renameat,renameat2,mkdir,mkdirat
calls+=,poll,connect,socket,socketpair,clone,clone3,vfork,fork,wait4

setup() {
	need strace
	need_plain_build
	printf '%s\n' 'From: Me <me@a.example>' 'To: x@y.example' \
	    'Message-ID: <1@a.example>' 'Subject: hi' '' 'hello' >msg
	queue=$HOME/.local/state/mailpipe/queue
	export SINK=$PWD/sink
	# Writes down what it takes before it says so; later@ waits for a file.
	cat >server <<-'END'
	r() { IFS= read -r line || exit; line=${line%$'\r'}; }
	s() { printf '%s\r\n' "$1"; }
	s '220 x'
	while r; do
		case $line in
		MAIL*) to= ; s 250 ;;
		*later@*) [ -e open ] && to+=" later" && s 250 || s 450 ;;
		RCPT*) to+=" x"; s 250 ;;
		DATA)
			s 354
			while [ "$line" != . ]; do
				r
				case $line in Message-ID*) id=${line#*: } ;; esac
			done
			for one in $to; do echo "$id $one"; done >>"$SINK"
			s 250 ;;
		QUIT) s 221; exit ;;
		*) s 250 ;;
		esac
	done
	END
}

# points COMMAND...: the system calls of a run, each as NAME NUMBER.
points() {
	strace -qq -o trace -e trace="?${calls//,/,?}" "$@" >/dev/null 2>&1 || true
	sed -n 's/^\([a-z0-9_]*\)(.*/\1/p' trace | awk '{ print $1, ++n[$1] }'
}

# killed NAME NUMBER COMMAND...: as it begins that call.
killed() {
	local name=$1 number=$2 status=0
	shift 2
	strace -qq -o /dev/null -e trace="$name" \
	    -e inject="$name:signal=KILL:when=$number" "$@" \
	    >/dev/null 2>&1 || status=$?
	return "$status"
}

run_queue() {
	smtpq -f -o tunnel="bash $PWD/server"
}

@test "smtpsend -Q, killed anywhere: if it says 0 the message arrives, once" {
	local name number status
	# shellcheck disable=SC2030
	points smtpsend -Q -A smtp://localhost:1 x@y.example <msg >all
	[ "$(wc -l <all)" -gt 20 ]
	while read -r name number <&3; do
		rm -rf "$HOME/.local" "$SINK"
		status=0
		killed "$name" "$number" smtpsend -Q -A smtp://localhost:1 \
		    x@y.example <msg || status=$?
		[ "$status" -eq 0 ] || [ "$status" -eq 137 ] ||
			fail "$name $number: status $status"
		run_queue 2>err || fail "$name $number: $(cat err)"
		[ "$(cat "$SINK" 2>/dev/null | wc -l)" -le 1 ] ||
			fail "$name $number: twice"
		[ "$status" -eq 137 ] || [ -s "$SINK" ] ||
			fail "$name $number: lost"
		[ -z "$(smtpq -l)" ]
	done 3<all
}

@test "smtpq, killed anywhere: no message is lost, none comes twice unseen" {
	local name number id one two=0
	smtpsend -Q -A smtp://localhost:1 x@y.example <msg 2>err
	sed 's/<1@/<2@/' msg |
	    smtpsend -Q -A smtp://localhost:1 x@y.example later@y.example 2>err
	cp -r "$HOME/.local" before
	points smtpq -f -o tunnel="bash $PWD/server" >all
	[ "$(wc -l <all)" -gt 60 ]
	while read -r name number <&3; do
		rm -rf "$HOME/.local" "$SINK" open
		cp -r before "$HOME/.local"
		killed "$name" "$number" smtpq -f \
		    -o tunnel="bash $PWD/server" || true
		smtpq -l | awk -F '\t' '$2 == "uncertain" { print $1 }' >open
		run_queue 2>err || fail "$name $number: $(cat err)"
		for one in '<1@a.example> x' '<2@a.example> x' \
		    '<2@a.example> later'; do
			case $(grep -cxF "$one" "$SINK") in
			1) ;;
			2)
				[ -s open ] || fail "$name $number: twice: $one"
				two=$((two + 1)) ;;
			*) fail "$name $number: $(cat "$SINK")" ;;
			esac
		done
		[ -z "$(smtpq -l)" ] || fail "$name $number: $(smtpq -l)"
	done 3<all
	# The window: from the server's last word to the write that says so.
	echo "# seen twice: $two of $(wc -l <all)" >&3
	[ "$two" -le 8 ]
}
