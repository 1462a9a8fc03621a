# SPDX-License-Identifier: ISC
load lib

# encodes TEXT WANT [OPTION...]
encodes() {
	local text=$1 want=$2
	shift 2
	printf -- "$text" | b64 "$@" >got
	printf -- "$want" | cmp - got || fail "encoding $text"
}

# decodes TEXT WANT [OPTION...]
decodes() {
	local text=$1 want=$2
	shift 2
	printf -- "$text" >text
	b64 -d "$@" text >got || fail "refused: $text"
	printf -- "$want" | cmp - got || fail "decoding $text"
	drip text | b64 -d "$@" | cmp - got
}

# refuses OFFSET TEXT PREFIX [OPTION...]
refuses() {
	local offset=$1 text=$2 prefix=$3
	shift 3
	printf -- "$text" >text
	expect_error 65 "text: offset $offset: " b64 -d "$@" text >got
	printf -- "$prefix" | cmp - got || fail "the good prefix of $text"
	drip text | expect_error 65 "stdin: offset $offset: " b64 -d "$@" >got
	printf -- "$prefix" | cmp - got || fail "the good prefix of $text, dripped"
}

@test "RFC 4648 section 10" {
	local vector
	for vector in : f:Zg== fo:Zm8= foo:Zm9v foob:Zm9vYg== \
	    fooba:Zm9vYmE= foobar:Zm9vYmFy
	do
		encodes "${vector%%:*}" "${vector#*:}" -w 0
		decodes "${vector#*:}" "${vector%%:*}"
	done
}

@test "a line has 76 columns and ends in LF, nothing gives nothing" {
	local n
	for n in 0 1 2 3 54 55 56 57 58 60 114 115 1000; do
		head -c $n /dev/zero >in
		b64 in >got
		[ "$(awk 'length > 76' got)" = "" ]
		[ "$(tr -d '\n' <got | wc -c)" -eq $(((n + 2) / 3 * 4)) ]
		[ "$(wc -l <got)" -eq $((((n + 2) / 3 * 4 + 75) / 76)) ]
		[ "$n" -eq 0 ] || [ "$(tail -c 1 got)" = "" ]
		b64 -d got | cmp - in
		b64 <in | cmp - got
		b64 - <in | cmp - got
	done
}

@test "the same as base64(1), for every width" {
	need base64
	local w n
	head -c 5000 /dev/urandom >in
	for w in 0 1 2 3 4 5 31 32 63 64 65 75 76 77 100 4000 9999; do
		b64 -w $w in | cmp - <(base64 -w $w in) || fail "-w $w"
		drip in | b64 -w $w | cmp - <(base64 -w $w in) ||
		    fail "-w $w, dripped"
	done
	for n in {0..200}; do
		head -c "$n" in >part
		b64 part | cmp - <(base64 part) || fail "$n bytes"
	done
	b64 in | base64 -d | cmp - in
	head -c 3000000 /dev/urandom >big
	b64 big >big.b64
	cmp big.b64 <(base64 big)
	b64 -d big.b64 | cmp - big
}

@test "a width that no line reaches, and ones that are none" {
	encodes abcd 'YWJjZA==\n' -w 18446744073709551615
	expect_error 64 -w b64 -w 18446744073709551616
	expect_error 64 -w b64 -w -1
	expect_error 64 -w b64 -w 7x
	expect_error 64 -w b64 -w ''
	expect_error 64 'needs an argument' b64 -w
}

@test "the URL alphabet, in both directions and with padding" {
	encodes '\373\377' '+/8=\n'
	encodes '\373\377' '-_8=\n' -u
	decodes '-_8=' '\373\377' -u
	decodes '-_8' '\373\377' -u
	refuses 0 '-_8=' ''
	refuses 0 '+/8=' '' -u
	refuses 4 'QUJD_w==' 'ABC'
}

@test "padding may be missing at the end" {
	decodes 'QQ' A
	decodes 'QUI' AB
	decodes 'QUJDRA\n' ABCD
}

@test "padded pieces may follow one another" {
	decodes 'QQ==QUI=QUJD' AABABC
	decodes 'QQ==\r\nQUI=\n' AAB
	decodes 'QQ=\n=QQ= =' AA
}

@test "wrong padding is named, behind the good part" {
	refuses 3 'AA=' '\0'
	refuses 4 'AAA==' '\0\0'
	refuses 5 'QUJDR' 'ABC'
	refuses 0 '=' ''
	refuses 1 'Q=' ''
	refuses 4 'QUJD=' 'ABC'
	refuses 3 'QQ=Q' 'A'
	refuses 4 'QQ=\nQ' 'A'
	refuses 4 'QQ===' 'A'
	refuses 5 'QQ==Q=' 'A'
}

@test "white space is nothing anywhere" {
	decodes ' Q\tU\r\nJ\n\nD\r ' ABC
	decodes '\n' ''
	decodes '' ''
	refuses 1 '\n!' ''
}

@test "another byte is named, behind the good part" {
	refuses 0 '!' ''
	refuses 3 'QUJ!' 'AB'
	refuses 5 'QUJDQ\0' 'ABC'
	refuses 4 'QUJD\302\240' 'ABC'
	refuses 4 'QUJD\377' 'ABC'
	refuses 4 'QUJD\013' 'ABC'
	refuses 4 'QUJD\014' 'ABC'
	refuses 4 'QUJD\200' 'ABC'
}

@test "every byte outside the alphabet is one, wherever it stands" {
	local byte octal at
	head -c 600 /dev/zero | b64 >good
	for byte in {0..255}; do
		octal=$(printf '\\%03o' "$byte")
		case $(printf "$octal" | tr -d '\0') in
		[A-Za-z0-9+/=]) continue ;;
		esac
		case $byte in 9|10|13|32) continue ;; esac
		at=$((byte * 3))
		{ head -c $at good; printf "$octal"; tail -c +$((at + 2)) good
		} >bad
		expect_error 65 "offset $at:" b64 -d bad >got
		at=$((at - at / 77)) # without the line ends
		head -c $((at * 3 / 4)) /dev/zero | cmp - got ||
		    fail "the good prefix before byte $byte"
	done
}

@test "-i ignores them, but not wrong padding" {
	decodes 'Q\0U*\377J\200D-_' ABC -i
	decodes 'Q?Q!=:=;' A -i
	refuses 5 'Q*Q*=' A -i
	refuses 2 'Q*=' '' -i
	encodes 'ABC' 'QUJD\n' -i
}

@test "bits left over are not looked at" {
	decodes 'QR==' A
	decodes 'QUL=' AB
}

@test "what cannot be read or written" {
	expect_error 66 'nofile: No such file' b64 nofile
	expect_error 66 'Is a directory' b64 /
	expect_error 66 'Is a directory' b64 </
	expect_error 74 'No space left' b64 "$root/Makefile" >/dev/full
	b64 "$root/Makefile" >in
	expect_error 74 'No space left' b64 -d in >/dev/full
	echo '****' >>in
	expect_error 74 'No space left' b64 -d in >/dev/full
	expect_error 74 stdout b64 "$root/Makefile" >&-
	expect_error 74 stdin b64 <&-
	expect_error 64 'more than one file' b64 in in
	expect_error 64 -z b64 -z
}

@test "a reader that goes away ends it" {
	local status
	head -c 10000000 /dev/zero >in
	status=$(b64 in 2>err | { head -c 1 >/dev/null; } ; echo "${PIPESTATUS[0]}")
	[ "$status" -eq 141 ]
	[ ! -s err ]
}

@test "the examples of the page" {
	man_examples "$root/man/b64.1"
}
