# SPDX-License-Identifier: ISC
# tlspipe against OpenSSL's own server, on ports that the system picks.
load lib

# A CA, and what it certifies: certify NAME SAN [FROM TO [EXTENSION...]]
certify() {
	local name=$1 san=$2 from=${3:-20010101000000Z} to=${4:-20490101000000Z}
	shift 2
	shift $(($# < 2 ? $# : 2))
	printf '%s\n' ${san:+"subjectAltName = $san"} "$@" >"$name.ext"
	openssl req -new -key key.pem -subj "/CN=$name.example" -out "$name.csr"
	openssl ca -batch -notext -config ca.conf -startdate "$from" \
		-enddate "$to" -extfile "$name.ext" -in "$name.csr" \
		-out "$name.pem"
}

make_key() {
	openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"
}

make_ca() {
	openssl req -x509 -new -key "$1" -days 2 -out "$2" -subj "/CN=$3" \
		-addext keyUsage=critical,keyCertSign,cRLSign
}

make_certs() {
	: >index
	cat >ca.conf <<-'CONF'
	[ca]
	default_ca = ours
	[ours]
	database = index
	new_certs_dir = .
	certificate = ca.pem
	private_key = ca.key
	default_md = sha256
	rand_serial = yes
	policy = any
	unique_subject = no
	[any]
	commonName = supplied
	CONF
	make_key ca.key
	make_key key.pem
	make_key other.key
	make_ca ca.key ca.pem 'test CA'
	make_ca other.key other-ca.pem 'other CA'
	make_ca key.pem selfsigned.pem good.example
	certify good DNS:good.example,DNS:also.example
	certify cnonly ''
	certify expired DNS:good.example 20010101000000Z 20020202000000Z
	certify future DNS:good.example 20480101000000Z
	certify client DNS:good.example '' '' 'extendedKeyUsage = clientAuth'
	certify wild 'DNS:*.wild.example,DNS:*.example,DNS:*,'`
	certify idna 'DNS:xn--mnchen-3ya.example,DNS:xn--*.example'
		`'DNS:f*.part.example,DNS:*.*.two.example'
	certify address IP:127.0.0.1,IP:::1,DNS:192.0.2.1
	# good.example NUL .evil.example, as a crooked CA would sign it
	certify nul DER:301c821a676f6f642e6578616d706c65002e6576696c2e6578616d706c65
	openssl req -x509 -newkey rsa:1024 -nodes -keyout weak.key -days 2 \
		-out weak.pem -subj /CN=weak -addext subjectAltName=DNS:good.example
}

setup_file() {
	command -v openssl >/dev/null || return 0
	export CERTS=$BATS_FILE_TMPDIR/certs
	mkdir "$CERTS" && cd "$CERTS"
	make_certs >log 2>&1 || fail "$(tail -n 20 log)"
}

setup() {
	[ -x "$root/bin/tlspipe" ] || leave_out "no OpenSSL headers here"
	need openssl python3
	children=()
}

teardown() {
	local child
	for child in "${children[@]}"; do
		kill -9 "$child" 2>/dev/null || true
	done
	wait
}

# until_true COMMAND...: asks again and again till it is so, ten seconds.
until_true() {
	local i
	for ((i = 0; i < 1000; i++)); do
		! "$@" 2>/dev/null || return 0
		sleep 0.01
	done
	fail "never so: $*"
}

# listens PID: sets $port to the port of 127.0.0.1 where it listens.
listens() {
	local fd inode hex
	for fd in /proc/"$1"/fd/*; do
		inode=$(readlink "$fd") && inode=${inode#socket:[}
		hex=$(awk -v inode="${inode%]}" '$4 == "0A" && $10 == inode {
		    sub(/.*:/, "", $2); print $2 }' /proc/net/tcp)
		[ -z "$hex" ] || { port=$((16#$hex)); return 0; }
	done
	return 1
}

# serve CERT [OPTION...]: a server; it reads from the fifo srv.in, which
# is descriptor 9 here, and what it is sent goes to srv.out.
serve() {
	local cert=$1
	shift
	mkfifo srv.in
	openssl s_server -accept 127.0.0.1:0 -cert "$CERTS/$cert.pem" \
		-key "$CERTS/key.pem" "$@" <srv.in >srv.out 2>srv.err 3>&- &
	server=$!
	children+=("$server")
	exec 9>srv.in
	until_true listens "$server"
}

# serve_plain PYTHON: a server on TCP; the program has the socket s.
serve_plain() {
	python3 -c "import socket
l = socket.create_server(('127.0.0.1', 0))
s = l.accept()[0]
$1" 3>&- &
	server=$!
	children+=("$server")
	until_true listens "$server"
}

# child [OPTION...]: tlspipe as a program runs it; its line is in status.
child() {
	local result=0
	exec 6<>"/dev/tcp/127.0.0.1/$port"
	timeout 60 tlspipe -a "$CERTS/ca.pem" "$@" 3>status 7>&6 || result=$?
	exec 6>&-
	return "$result"
}

# refused STATUS TEXT [OPTION...]: it fails, silently, and reports this.
refused() {
	local want=$1 text=$2
	shift 2
	expect_status "$want" child "$@" </dev/null >out 2>err
	[ ! -s err ] && [ ! -s out ] || fail "it spoke: $(cat err out)"
	[ "$(wc -l <status)" -eq 1 ]
	case $(cat status) in
	"fail $want $text"*) ;;
	*) fail "not \"$text\": $(cat status)" ;;
	esac
}

# accepted NAME...: these names are good ones of the server's certificate.
accepted() {
	local name
	for name; do
		expect_status 0 child -s "$name" </dev/null
		grep -q '^ok TLSv1' status || fail "$name: $(cat status)"
	done
}

not_accepted() {
	local name
	for name; do
		refused 77 "the server's certificate is not for $name but for " \
			-s "$name"
	done
}

@test "bytes go both ways, and the status line tells of the session" {
	serve good -rev
	printf 'abc\n\0\377z\n' >in
	(cat in && until_true grep -q cba out) | child -s good.example >out
	printf 'cba\nz\377\0\n' | cmp - out
	pin=$(openssl pkey -in "$CERTS/key.pem" -pubout -outform der |
		openssl dgst -sha256 -binary | openssl base64 -A)
	end=$(openssl x509 -in "$CERTS/good.pem" -outform der |
		openssl dgst -sha256 -binary | openssl base64 -A)
	grep -qE '^ok TLSv1\.3 [A-Z0-9_]+ exporter=[A-Za-z0-9+/]{43}= ' status
	grep -qF " endpoint=$end pin=sha256:$pin subject=CN=good.example" status
	grep -qF ' issuer=CN=test\x20CA notafter=2049-01-01T00:00:00Z' status
	[ "$(wc -l <status)" -eq 1 ]
}

@test "the exporter is the server's too (RFC 9266)" {
	serve good -keymatexport EXPORTER-Channel-Binding -keymatexportlen 32
	child -s good.example </dev/null
	until_true grep -q 'Keying material: ' srv.out
	hex=$(sed -n 's/.*Keying material: //p' srv.out)
	ours=$(sed 's/.* exporter=\([^ ]*\) .*/\1/' status | openssl base64 -d |
		od -An -v -tx1 | tr -d ' \n' | tr a-f A-F)
	[ "$hex" = "$ours" ]
}

@test "TLS 1.2 is good enough, and binds by the endpoint alone" {
	serve good -tls1_2 -rev
	child -s good.example </dev/null
	grep -qE '^ok TLSv1\.2 [A-Z0-9-]+ endpoint=' status
}

@test "names: case and a final dot mean nothing, SNI is sent" {
	serve good -tlsextdebug -servername also.example \
		-cert2 "$CERTS/cnonly.pem" -key2 "$CERTS/key.pem"
	accepted good.example GOOD.eXample good.example.
	# The server shows the other certificate to who asks for that name.
	refused 77 "the server's certificate is not for also.example but" \
		-s also.example
}

@test "names: another one, and one that is in the CN alone" {
	serve good
	not_accepted bad.example xgood.example good.example.evil ood.example
	grep -qF 'for good.example, also.example' status
	refused 78 '"" is no host' -s ''
	refused 78 '"." is no host' -s .
	refused 78 '".example" is no host' -s .example
	refused 78 "\"$(printf '%0300d' 1)\" is no host" -s "$(printf '%0300d' 1)"
}

@test "names: the CN alone does not count" {
	serve cnonly
	refused 77 "the server's certificate is not for cnonly.example but for no host" \
		-s cnonly.example
}

@test "names: a wildcard is one whole label, the leftmost" {
	serve wild
	accepted a.wild.example B.WILD.example
	not_accepted wild.example a.b.wild.example foo.part.example x.example \
		a.b.two.example
	refused 78 '"*.example" is no host' -s '*.example'
}

@test "names: those of IDNA are compared in ASCII" {
	serve idna
	accepted xn--mnchen-3ya.example XN--Mnchen-3YA.example.
	not_accepted münchen.example mnchen.example xn--x.example 'xn--%2a.example'
}

@test "names: addresses are looked for among the addresses" {
	serve address
	accepted 127.0.0.1 ::1 0:0::1
	not_accepted 127.0.0.2 192.0.2.1 ::2 localhost
}

@test "names: a NUL in the certificate's ends nothing" {
	serve nul
	not_accepted good.example evil.example
	grep -qF 'for good.example\\x00.evil.example' status
}

# flaw CERT TEXT
flaw() {
	serve "$1"
	refused 77 "the server's certificate $2" -s good.example
	rm srv.in
}

@test "certificates: each flaw has its own words" {
	flaw expired 'expired on 2002-02-02'
	flaw future 'is not valid before 2048-01-01'
	flaw client 'is not made for this purpose'
	flaw selfsigned 'is self-signed: sha256:'
}

@test "certificates: an unknown issuer, a known one in a directory" {
	serve good
	refused 77 "the server's certificate has an unknown issuer: CN=test CA" \
		-a "$CERTS/other-ca.pem" -s good.example
	# What it names is what -p takes.
	pin=$(grep -o 'sha256:[^)]*' status)
	expect_status 0 child -p "$pin" -s good.example </dev/null
	mkdir store
	cp "$CERTS/ca.pem" "store/$(openssl x509 -hash -noout \
		-in "$CERTS/ca.pem").0"
	expect_status 0 child -a store -s good.example </dev/null
	refused 78 'none: No such file' -a none -s good.example
	refused 78 "$PWD/status: " -a "$PWD/status" -s good.example
	# Without -a it is the system's store, which does not know our CA.
	exec 6<>"/dev/tcp/127.0.0.1/$port"
	expect_status 77 tlspipe -s good.example 3>status 7>&6 </dev/null
	grep -q 'unknown issuer' status
}

@test "certificates: a weak key" {
	serve weak -key "$CERTS/weak.key" -cipher ALL:@SECLEVEL=0
	refused 77 "the server's certificate: " -a "$CERTS/weak.pem" \
		-s good.example
}

@test "pins replace all the other checks" {
	serve selfsigned -rev
	refused 77 "the server's certificate is self-signed" -s any.example
	pin=$(grep -o 'sha256:[^ ]*' status)
	expect_status 0 child -p "$pin" -s any.example </dev/null
	other=sha256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
	expect_status 0 child -p "$other,$pin" -s any.example </dev/null
	refused 77 "the server's key is not the pinned one: it is $pin" \
		-p "$other" -s any.example
	for bad in '' sha256: "${pin#sha256:}" "$pin$pin" "$pin, x" \
	    "sha1:${pin#sha256:}" "${pin%????}="; do
		refused 78 'not a pin' -p "$bad" -s any.example
	done
}

@test "a certificate of ours" {
	serve good -rev -Verify 1 -CAfile "$CERTS/ca.pem" -verify_return_error
	(printf 'abc\n' && until_true grep -q cba out) |
		child -c "$CERTS/client.pem" -k "$CERTS/key.pem" \
		-s good.example >out
	# In TLS 1.3 the server refuses after our side of the handshake.
	expect_status 77 child -s good.example </dev/null 2>err
	grep -qF 'tlspipe: the server wants another certificate of us' err
	refused 78 "$CERTS/other.key: " -c "$CERTS/client.pem" \
		-k "$CERTS/other.key" -s good.example
	refused 78 'none: ' -c none -s good.example
}

@test "a server that speaks only old TLS" {
	serve good -tls1_1 -cipher ALL:@SECLEVEL=0
	refused 69 'the server refuses TLS 1.2 and 1.3' -s good.example
}

@test "a server that speaks no TLS" {
	serve_plain 's.sendall(b"220 hi there\r\n"); s.recv(1)'
	refused 69 'the server speaks no TLS here; it says "220 hi there"' \
		-s good.example
	serve_plain 's.sendall(b"\x1b[31m\xff\n"); s.recv(1)'
	refused 69 'the server speaks no TLS here; it says "\x1B[31m\xFF"' \
		-s good.example
}

@test "a server that hangs up, or says nonsense, in the handshake" {
	serve_plain 's.recv(9999)'
	refused 75 'the server closed the connection' -s good.example
	serve_plain 's.recv(9999); s.sendall(b"\x16\x03\x03\x00\x05garbage")'
	refused 76 'TLS is broken' -s good.example
	serve_plain 's.recv(9999); s.sendall(b"\x15\x03\x03\x00\x02\x02\x70")'
	refused 76 'the server broke TLS off: unrecognized name' \
		-s good.example
}

@test "pipes will do as well as sockets" {
	printf '220 hi\r\n' >said
	expect_status 69 tlspipe -s x.example 3>status 6<said 7>/dev/null \
		</dev/null
	grep -q '^fail 69 the server speaks no TLS here' status
	expect_status 75 tlspipe -s x.example 3>status 6</dev/null \
		7>/dev/null </dev/null
}

@test "a connection cut without close_notify is told from one that ended" {
	serve good -quiet
	printf 'half of it' >&9
	(until_true grep -q 'half of it' out && kill -9 "$server") &
	mkfifo quiet && exec 8<>quiet
	expect_status 76 child -s good.example <quiet >out 2>err
	[ "$(cat out)" = 'half of it' ]
	! grep tlspipe: err || false
	wait
}

@test "garbage in the session is an error of its own" {
	cat >server.py <<-PY
	import socket, ssl
	c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
	c.load_cert_chain('$CERTS/good.pem', '$CERTS/key.pem')
	PY
	serve_plain "exec(open('server.py').read())
t = c.wrap_socket(s, server_side=True); t.sendall(b'good')
s = socket.socket(fileno=t.detach()); s.sendall(b'garbage' * 9); s.recv(1)"
	mkfifo quiet && exec 8<>quiet
	expect_status 76 child -s good.example <quiet >out 2>err
	[ "$(cat out)" = good ]
	grep -q '^tlspipe: TLS is broken: ' err
}

@test "a connection that is lost is told by the status alone" {
	cat >server.py <<-PY
	import socket, ssl, struct
	c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
	c.load_cert_chain('$CERTS/good.pem', '$CERTS/key.pem')
	PY
	serve_plain "exec(open('server.py').read())
t = c.wrap_socket(s, server_side=True); t.sendall(b'good'); t.recv(1)
t.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))"
	mkfifo quiet && exec 8<>quiet
	echo >&8
	expect_status 75 child -s good.example <quiet >out 2>err
	! grep tlspipe: err || false
}

@test "it ends when its parent does" {
	serve good -quiet
	bash -c 'exec 6<>/dev/tcp/127.0.0.1/$1
		mkfifo to from; exec 4<>to
		tlspipe -a "$0/ca.pem" -s good.example 3>status 7>&6 4>&- \
			<to >from &
		echo $! >pid; exec 5<from 4>to; mkfifo never
		read -r line <>never' "$CERTS" "$port" 3>&- &
	parent=$!
	until_true grep -q '^ok' status
	printf 'some bytes' >&9
	kill -INT "$(cat pid)"
	kill -0 "$(cat pid)"
	kill -9 "$parent"
	! wait "$parent" || false
	gone() { ! kill -0 "$(cat pid)"; }
	until_true gone
}

# Each way as fast as the other allows, far more than all buffers hold, while
# nobody reads what comes before all is sent.
@test "64 MiB each way at once" {
	head -c 67108864 /dev/urandom >up
	tac -s a up >down
	serve good -quiet
	all_there() { [ "$(wc -c <srv.out)" -eq "$(wc -c <up)" ]; }
	cat down >&9 &
	mkfifo hold
	(cat up && cat hold) | child -s good.example >out &
	client=$!
	until_true all_there
	all_here() { [ "$(wc -c <out)" -eq "$(wc -c <down)" ]; }
	until_true all_here
	: >hold
	wait "$client"
	cmp up srv.out
	cmp down out
}

@test "by hand: a netcat that speaks TLS" {
	serve good -rev
	(printf 'abc\n' && until_true grep -q cba out) |
		tlspipe -v -a "$CERTS/ca.pem" -s good.example 127.0.0.1 "$port" \
		>out 2>err
	[ "$(cat out)" = cba ]
	grep -q '^tlspipe: ok TLSv1.3 .* pin=sha256:' err
	# That name may have an address of IPv6 too, where nobody listens.
	expect_status 0 tlspipe -a "$CERTS/ca.pem" -s good.example localhost \
		"$port" </dev/null
	expect_error 77 "127.0.0.1 port $port: the server's certificate is not" \
		tlspipe -a "$CERTS/ca.pem" 127.0.0.1 "$port" </dev/null
	mkfifo quiet && exec 8<>quiet && printf 'abc\n' >&8
	expect_error 74 'stdout: ' tlspipe -a "$CERTS/ca.pem" -s good.example \
		127.0.0.1 "$port" <quiet >/dev/full
}

@test "by hand: nobody there" {
	expect_error 75 '127.0.0.1 port 1: ' tlspipe 127.0.0.1 1
	expect_error 64 'x is no port' tlspipe 127.0.0.1 x
	expect_error 64 '0 is no port' tlspipe 127.0.0.1 0
	expect_error 64 'missing' tlspipe 127.0.0.1
	expect_error 64 'missing' tlspipe
	expect_error 64 'missing' tlspipe a 1 b
	expect_error 64 '-k without -c' tlspipe -k x a 1
	expect_error 64 'descriptors 3, 6 and 7' tlspipe -s x 3>&-
}
