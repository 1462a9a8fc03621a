# SPDX-License-Identifier: ISC
# What imapappend, imapflag and imapmove did at Dovecot, as programs that are
# not ours see it: curl and mutt.
load lib
load imap
load servers

box='给 妈妈 & me'
# The same in modified UTF-7 (RFC 3501, 5.1.3), and in a URL.
wire='&ftk- &WYhZiA- &- me'
url='%26ftk-%20%26WYhZiA-%20%26-%20me'

setup() {
	need_servers
	need curl mutt script
	user=witness$RANDOM
	for name in one two; do
		printf 'Subject: %s\nMessage-ID: <%s@x>\n\nhello %s\n' \
			$name $name $name >$name
	done
}

# ask [MAILBOX-IN-URL [COMMAND]]: curl's answer, with LF.
ask() {
	curl -sS --cacert "$SERVERS_CA" -u "$user:secret" ${2:+-X "$2"} \
		"imaps://localhost:$IMAPS_PORT/${1:-}" | tr -d '\r'
}

# with_mutt MAILBOX KEYS: mutt opens it, and takes the keys.
with_mutt() {
	cat >rc <<-END
	set charset=utf-8 wait_key=no quit=yes move=no mark_old=no timeout=5
	set folder="imaps://$user@localhost:$IMAPS_PORT/" imap_pass=secret
	set ssl_ca_certificates_file="$SERVERS_CA" certificate_file=
	set ssl_verify_host=yes imap_check_subscribed=no delete=yes
	set pipe_decode=no wrap=200 sort=mailbox-order
	push "$2<quit>"
	END
	LC_ALL=C.UTF-8 TERM=vt100 timeout 20 script -qec \
		"mutt -n -F rc -f '=$1'" /dev/null </dev/null >screen
}

@test "what imapappend stored is what curl and mutt fetch" {
	{ cat one; printf '\n.\nFrom x\n中文\t \n'; head -c 30000 /dev/urandom |
		b64; } >large
	at_server imapappend -p -f flagged -D '2026-01-31 10:00 +0800' \
		"$box" <large >id
	at_server imapappend "$box" <two
	grep -qx 'v[0-9]*\.1' id
	validity=$(sed 's/^v//; s/\..*//' id)
	ask '' 'LIST "" *' | grep -qF "\"$wire\""
	ask '' "STATUS \"$wire\" (MESSAGES UNSEEN UIDVALIDITY)" >out
	grep -qF "(MESSAGES 2 UIDVALIDITY $validity UNSEEN 2)" out
	ask "$url" 'UID FETCH 1 (FLAGS INTERNALDATE RFC822.SIZE)' >out
	grep -q '\\Flagged' out
	grep -q '"31-Jan-2026 \(10:00:00 +0800\|02:00:00 +0000\)"' out
	grep -q "RFC822.SIZE $(sed 's/$/\r/' large | wc -c)\>" out
	curl -sS --cacert "$SERVERS_CA" -u "$user:secret" \
		"imaps://localhost:$IMAPS_PORT/$url;UIDVALIDITY=$validity/;UID=1" \
		>fetched
	sed 's/$/\r/' large | cmp - fetched
	with_mutt "$box" '<first-entry><pipe-message>cat >piped<enter>'
	tr -d '\r' <piped | cmp - large
}

@test "what imapflag and imapmove did is what curl sees" {
	at_server imapappend INBOX <one
	at_server imapappend INBOX <two
	at_server imapflag INBOX +seen +answered 1
	ask INBOX 'UID FETCH 1:* (UID FLAGS)' >out
	grep -q 'UID 1 .*\\Answered.*\\Seen' out
	grep 'UID 2 ' out | grep -qv Seen
	at_server imapmove -p INBOX "$box" 2 >moved
	grep -qx 'v[0-9]*\.2	v[0-9]*\.1' moved
	ask INBOX 'UID SEARCH ALL' | grep -qx '\* SEARCH 1'
	ask "$url;UID=1" | cmp - two
	at_server imapmove -c INBOX "$box" 1
	ask "$url" 'UID FETCH 2 (FLAGS)' | grep -q '\\Answered.*\\Seen'
	at_server imapflag -d INBOX 1
	ask INBOX 'UID SEARCH ALL' | grep -qx '\* SEARCH'
}
