# SPDX-License-Identifier: ISC
# The structure of messages as mimeparse reads it, and as Dovecot does.
load lib
load servers

# compare USER FILE...: by BODYSTRUCTURE, BODY[n] and BODY[n.MIME].
compare() {
	need_servers
	python3 "$root/tests/structure_compare.py" "$IMAPS_PORT" \
		"$SERVERS_CA" "$@" >out 2>&1 || fail "$(cat out)"
}

# lists WANT: what mimeparse -l says of stdin, number and type; the status
# is 0 or the second argument.
lists() {
	expect_status "${2:-0}" mimeparse -l >list 2>err
	[ "$(cut -f 1,2 list | tr '\t\n' ' ;')" = "$1" ] ||
		fail "not $1: $(cat list)"
}

@test "numbers, types, sizes, names and bytes as in IMAP: test messages" {
	need python3
	cp "$root"/tests/data/mimeparse/*.eml .
	# For Dovecot a value without quotes ends at a ].
	sed 's/%1B]/%1B%5D/' names.eml >bad-names.eml
	rm names.eml
	compare structure1 ./*.eml
}

@test "the same: messages of every structure, good and bad" {
	need python3
	mkdir mail
	python3 "$root/tests/structure_mail.py" mail 1
	[ "$(find mail -type f | wc -l)" -gt 80 ]
	compare structure2 mail/*
}

@test "the comparison sees a difference" {
	need_servers
	need python3
	printf 'Content-Type: multipart/mixed; boundary=b\n\n--bx\n\n--b--' >m
	expect_status 1 python3 "$root/tests/structure_compare.py" \
		"$IMAPS_PORT" "$SERVERS_CA" structure3 m >out
	grep -q '^m ' out
}

# Dovecot 2.3 reads these in another way.
@test "a line that only begins with a boundary is text, and said" {
	local line
	for line in --bx '--b x' --b--x --b-; do
		printf 'Content-Type: multipart/mixed; boundary=b\n\n%s' \
			$'--b\n\n1\n'"$line"$'\n\n2\n--b\n\n3\n--b--' >m
		lists 'TEXT multipart/mixed;1 text/plain;2 text/plain;' 65 <m
		expect_error 65 'part 1: a line of it only begins' \
			mimeparse -p 1 m >out
		printf '1\n%s\n\n2' "$line" | cmp - out
		[ "$(mimeparse -p 2 m)" = 3 ]
	done
}

@test "boundaries that begin alike, both open, are no defect" {
	{
		printf 'Content-Type: multipart/mixed; boundary=b\n\n--b\n'
		printf 'Content-Type: multipart/mixed; boundary=bx\n\n'
		printf '%s\n' --bx '' 1 --bx '' 2 --bx-- --b '' 3 --b--
	} >m
	list='TEXT multipart/mixed;1 multipart/mixed;'
	list+='1.1 text/plain;1.2 text/plain;2 text/plain;'
	lists "$list" <m
	printf '%s\n' --bx >>m # behind the last boundary it is a text
	lists "$list" <m
}

@test "blanks at the end of a boundary do not count" {
	printf 'Content-Type: multipart/mixed; boundary="b "\n\n%s' \
		$'--b \n\n1\n--b--' |
		lists 'TEXT multipart/mixed;1 text/plain;' 65
	printf 'Content-Type: multipart/mixed; boundary=" "\n\n-- \n' |
		lists '1 multipart/mixed;' 65
}

@test "a multipart without parts has none; without a boundary it is one" {
	printf 'Content-Type: multipart/mixed; boundary=b\n\n--b--\n' |
		lists 'TEXT multipart/mixed;' 65
	printf 'Content-Type: multipart/mixed\n\n--b\n\n--b--\n' |
		lists '1 multipart/mixed;' 65
}

@test "what is no content type is text/plain, RFC 2045 5.2" {
	printf 'Content-Type: text\n\nx\n' | lists '1 text/plain;' 65
}

@test "message/global is a message, RFC 9051 6.4.5" {
	printf 'Content-Type: message/global\n\nSubject: x\n\nx\n' |
		lists '1 message/global;1.1 text/plain;'
}
