# SPDX-License-Identifier: ISC
load lib

# encodes TEXT WANT [OPTION...]
encodes() {
	local text=$1 want=$2
	shift 2
	printf -- "$text" >text
	printf -- "$want" >want
	qp "$@" text >got
	cmp want got || fail "encoding $text"
	drip text | qp "$@" | cmp want - || fail "encoding $text, dripped"
}

# decodes TEXT WANT [OPTION...]
decodes() {
	local text=$1 want=$2
	shift 2
	printf -- "$text" >text
	printf -- "$want" >want
	qp -d "$@" text >got || fail "refused: $text"
	cmp want got || fail "decoding $text"
	drip text | qp -d "$@" | cmp want - || fail "decoding $text, dripped"
}

# refuses OFFSET TEXT PREFIX
refuses() {
	printf -- "$2" >text
	printf -- "$3" >want
	expect_error 65 "text: offset $1: " qp -d text >got
	cmp want got || fail "the good prefix of $2"
	drip text | expect_error 65 "stdin: offset $1: " qp -d >got
	cmp want got || fail "the good prefix of $2, dripped"
}

# times N CHARACTER
times() {
	printf "%${1}s" '' | tr ' ' "$2"
}

@test "what is plain stays, the rest is =XX" {
	encodes '' ''
	encodes '\n' '\n'
	encodes '\n\n' '\n\n'
	encodes 'a b\tc~!"#$%%&\n' 'a b\tc~!"#$%%&\n'
	encodes '=' '=3D'
	encodes 'caf\303\251\n' 'caf=C3=A9\n'
	encodes '\0\001\033\177\200\377\n' '=00=01=1B=7F=80=FF\n'
}

@test "a CRLF is a line end, a CR alone is not" {
	encodes 'a\r\nb\r\n' 'a\nb\n'
	encodes 'a\r' 'a=0D'
	encodes 'a\rb\n' 'a=0Db\n'
	encodes 'a\r\r\n' 'a=0D\n'
	encodes 'a \r\n' 'a=20\n'
	decodes 'a\r\nb\r\n' 'a\nb\n'
	decodes 'a\rb\n' 'a\rb\n'
	decodes 'a\r\r\n' 'a\r\n'
	decodes 'a\r' 'a\r'
	decodes 'a \r' 'a \r'
	decodes 'a \r\n' 'a\n'
}

@test "white space at the end of a line is protected" {
	encodes 'a \n' 'a=20\n'
	encodes 'a  \t\n' 'a  =09\n'
	encodes ' \n' '=20\n'
	encodes '-- \nx' '--=20\nx'
	encodes 'a ' 'a=20'
	encodes ' \rb' ' =0Db'
}

@test "so are From and a dot alone" {
	encodes 'From me\n' '=46rom me\n'
	encodes 'From\n' 'From\n'
	encodes 'Fro' 'Fro'
	encodes 'a\nFrom \n' 'a\n=46rom=20\n'
	encodes 'xFrom me\n' 'xFrom me\n'
	encodes '>From me\n' '>From me\n'
	encodes '.\n' '=2E\n'
	encodes 'a\n.\r\nb' 'a\n=2E\nb'
	encodes '.' '=2E'
	encodes '..\n' '..\n'
	encodes '.a\n' '.a\n'
	encodes '. \n' '.=20\n'
	encodes 'From me\n.\n' '=46rom me=0A.=0A' -b
	encodes '.' '=2E' -b
}

@test "and where a soft break makes the line" {
	encodes "$(times 75 x)From me" "$(times 75 x)=\n=46rom me"
	encodes "$(times 75 x).a\n" "$(times 75 x)=\n.a\n"
	encodes "$(times 76 x).\n" "$(times 75 x)=\nx.\n"
	encodes "$(times 73 x)\303\251.\n" "$(times 73 x)=\n=C3=A9.\n"
}

@test "76 columns and no more" {
	local n
	encodes "$(times 76 x)\n" "$(times 76 x)\n"
	encodes "$(times 76 x)\r\n" "$(times 76 x)\n"
	encodes "$(times 76 x)" "$(times 76 x)"
	encodes "$(times 77 x)\n" "$(times 75 x)=\nxx\n"
	encodes "$(times 76 x)\r" "$(times 75 x)=\nx=0D"
	encodes "$(times 73 x)=\n" "$(times 73 x)=3D\n"
	encodes "$(times 74 x)=\n" "$(times 74 x)=\n=3D\n"
	encodes "$(times 72 x)=x\n" "$(times 72 x)=3Dx\n"
	encodes "$(times 73 x)=x\n" "$(times 73 x)=\n=3Dx\n"
	encodes "$(times 75 x) \n" "$(times 75 x)=\n=20\n"
	encodes "$(times 73 x) \n" "$(times 73 x)=20\n"
	for n in {0..160}; do
		{ times "$n" x; printf '\360\237\230\200 a \t=b\n.\nFrom '
		times "$n" y; printf '\342\202\254 \r\n'; } >text
		qp text >got
		[ -z "$(awk 'length > 76' got)" ] || fail "over 76, $n"
		tr -d '\r' <text | cmp - <(qp -d got) || fail "$n"
	done
}

@test "a UTF-8 character is never split" {
	local n
	for n in {60..80}; do
		{ times "$n" x; printf '\303\251\342\202\254\360\237\230\200\n'
		} | qp >got
		grep -q '=C3=A9' got || fail "$n: two bytes"
		grep -q '=E2=82=AC' got || fail "$n: three bytes"
		grep -q '=F0=9F=98=80' got || fail "$n: four bytes"
	done
	# bytes that are no character are bytes
	encodes "$(times 69 x)\303\303\251" "$(times 69 x)=C3=\n=C3=A9"
	encodes "$(times 72 x)\355\240\200" "$(times 72 x)=ED=\n=A0=80"
}

@test "-b encodes CR and LF, so that every byte comes back" {
	encodes 'a\r\nb\n' 'a=0D=0Ab=0A' -b
	encodes 'a \n' 'a =0A' -b
	encodes 'a ' 'a=20' -b
	head -c 300000 /dev/urandom >in
	qp -b in >got
	[ -z "$(awk 'length > 76' got)" ]
	qp -d got | cmp - in
	drip <(head -c 3000 in) | qp -b | drip | qp -d | cmp - <(head -c 3000 in)
}

@test "-db leaves the line ends as they are" {
	decodes 'a \r\nb\n' 'a\r\nb\n' -b
	decodes 'a=\r\nb=0D=0A' 'ab\r\n' -b
}

@test "text and any bytes come back" {
	head -c 300000 /dev/urandom | tr -d '\r' >in
	qp in | qp -d | cmp - in
	qp "$root/Makefile" | qp -d | cmp - "$root/Makefile"
	printf 'no line end' | qp | qp -d >got
	printf 'no line end' | cmp - got
}

@test "Python agrees" {
	need python3
	python3 -c '
import random, sys
random.seed(5)
sys.stdout.buffer.write(bytes(random.choice(b"ab \t\n=.\xc3\xa9\x00F")
    for i in range(50000)))' >in
	qp in >got
	python3 -c '
import quopri, sys
sys.stdout.buffer.write(quopri.decodestring(sys.stdin.buffer.read()))
' <got | cmp - in
	python3 -c '
import quopri, sys
sys.stdout.buffer.write(quopri.encodestring(sys.stdin.buffer.read(), True))
' <in | qp -d | cmp - in
}

@test "decoding takes what mail has" {
	decodes 'caf=c3=a9=3D' 'caf\303\251='
	decodes 'a=\nb' ab
	decodes 'a=\r\nb' ab
	decodes 'a= \t\nb' ab
	decodes 'a= \r\nb' ab
	decodes 'a=' a
	decodes 'a= \t' a
	decodes 'a=\r' a
	decodes 'a \t\nb ' 'a\nb'
	decodes 'a=20\n' 'a \n'
	decodes 'a=20 \n' 'a \n'
	decodes 'a \n\n \n' 'a\n\n\n'
	decodes 'a b  c' 'a b  c'
	decodes '\303\251\0\001\n' '\303\251\0\001\n'
	decodes "$(times 2000 x)" "$(times 2000 x)"
	decodes '=00=FF=3d' '\0\377='
}

@test "a wrong escape is named, behind the good part" {
	refuses 0 '=ZZ' ''
	refuses 2 'ab=ZZ' ab
	refuses 2 'ab=4' ab
	refuses 2 'ab=4Z' ab
	refuses 3 'ab =4\n' 'ab '
	refuses 1 'a= b' a
	refuses 1 'a=\rb' a
	refuses 1 'a=\r\r\n' a
	refuses 1 'a==41' a
	refuses 1 'a=\0' a
	refuses 1 'a=\303\251' a
	refuses 6 'a \nb=\n=x' 'a\nb'
}

@test "-i leaves it as it is" {
	decodes 'ab=ZZ' 'ab=ZZ' -i
	decodes 'ab=4' 'ab=4' -i
	decodes 'a= b' 'a= b' -i
	decodes 'a=\rb=\n' 'a=\rb' -i
	decodes 'a==41' 'a=A' -i
	decodes '=4=41=x\n' '=4A=x\n' -i
	decodes '= = \n' '= ' -i
}

@test "white space without end" {
	local many
	many=$(times 512 ' ')
	decodes "a$many\nb" 'a\nb'
	decodes "a$many \nb" "a$many\nb"
	decodes "a$many$many$many\r\nb" "a$many$many\nb"
	decodes "a=$many\nb" ab
	refuses 1 "a=$many \nb" a
	decodes "a=$many \nb" "a=$many\nb" -i
	head -c 3000000 /dev/zero | tr '\0' ' ' | { cat; echo x; } >in
	qp -d in | cmp - in
	qp in | qp -d | cmp - in
}

@test "all short texts of the letters that matter come back" {
	need python3
	python3 -c '
import itertools, sys
for t in itertools.product("0A \r\n=.", repeat=4):
    sys.stdout.write("".join(t) + "xx")' >in
	qp -b in | qp -d | cmp - in
	tr -d '\r' <in >text
	qp text | qp -d | cmp - text
}

@test "what cannot be read or written" {
	expect_error 66 'nofile: No such file' qp nofile
	expect_error 66 'Is a directory' qp /
	expect_error 66 'Is a directory' qp -d </
	expect_error 74 'No space left' qp "$root/Makefile" >/dev/full
	expect_error 74 'No space left' qp -di "$root/Makefile" >/dev/full
	expect_error 74 stdout qp "$root/Makefile" >&-
	expect_error 74 stdin qp <&-
	expect_error 64 'more than one file' qp a b
	expect_error 64 -w qp -w
}

@test "the examples of the page" {
	man_examples "$root/man/qp.1"
}
