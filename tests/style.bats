# SPDX-License-Identifier: ISC
# The rules of the code that a machine can hold us to.
load lib

setup() {
	cd "$root"
	c_files=$(find bin lib tests -path tests/build -prune -o -name '*.[ch]' \
		-print | sort)
	warnings=$(sed -n '/^WARNINGS/,/[^\\]$/p' Makefile | tr -d '\\' |
		sed 's/^WARNINGS *=//')
	standard='-std=c99 -D_POSIX_C_SOURCE=200809L'
}

# silent COMMAND...: what it prints are the offenders.
silent() {
	local said
	said=$("$@" 2>&1) || true
	[ -z "$said" ] || fail "$said"
}

# fold: white space as single blanks, one line.
fold() {
	tr -s ' \t\n' ' ' | sed 's/^ //; s/ $//'
}

layer_offenders() {
	awk '
	BEGIN {
		n = split("base mime store net", layer, " ")
		for (i = 1; i <= n; i++)
			rank[layer[i]] = i
	}
	FNR == 1 {
		split(FILENAME, path, "/")
		own = path[1] == "lib" ? rank[path[2]] : n + 1
	}
	/^[ \t]*#[ \t]*include[ \t]*"/ {
		split($0, quoted, "\"")
		split(quoted[2], path, "/")
		if (!(path[1] in rank) || rank[path[1]] > own)
			print FILENAME ": " $0
	}' bin/*.c lib/*/*.[ch]
}

@test "a file includes its own layer or a lower one" {
	silent layer_offenders
}

@test "only tlspipe knows OpenSSL" {
	silent sh -c 'grep -l "include <openssl" bin/*.c lib/*/*.[ch] |
		grep -vxE "bin/tlspipe.c|lib/net/ssl_[a-z]*.[ch]"'
	silent sh -c 'ar -t lib/libmailpipe.a | grep "^ssl_"'
	silent sh -c 'grep -l "include \"net/ssl_" bin/*.c lib/*/*.[ch] |
		grep -vxE "bin/tlspipe.c|lib/net/ssl_[a-z]*.[ch]"'
}

@test "files of at most 400 lines, functions of at most 60" {
	# shellcheck disable=SC2086
	silent awk '
	FNR == 401 { print FILENAME ": over 400 lines" }
	/^[a-z_A-Z][a-zA-Z0-9_]*\(/ { name = $0; first = FNR }
	/^}$/ && first > 0 {
		if (FNR - first + 1 > 60)
			print FILENAME ": " name ": " FNR - first + 1 " lines"
		first = 0
	}' $c_files
}

@test "the head of a function stands at column 0, its type above it" {
	# shellcheck disable=SC2086
	silent awk '
	/^{$/ && head ~ /^[a-z].*[ *][a-z_0-9]+\(/ &&
	    head !~ /^(struct|union|enum|static const)/ {
		print FILENAME ":" FNR ": " head
	}
	/^[^ \t}]/ { head = $0 }' $c_files
}

@test "no line of the library and the programs over 80 columns" {
	silent awk '{ line = $0; gsub(/\t/, "        ", line) }
	length(line) > 80 { print FILENAME ":" FNR ": " length(line) }' \
		bin/*.c lib/*/*.[ch]
}

@test "no typedef of a struct, no union behind a name" {
	# shellcheck disable=SC2086
	silent grep -nE '\btypedef[[:space:]]+(struct|union|enum)\b' $c_files
}

@test "every file says its licence in one line" {
	silent find Makefile .ci bin lib man tests -type f \
		! -path 'tests/build/*' ! -path 'tests/data/*' \
		! -path 'tests/fuzz/seeds/*' ! -path 'bin/*[!.]?' ! -name '*.[ao]' \
		-exec grep -L 'SPDX-License-Identifier: ISC' {} +
}

@test "no test holds a negation that cannot fail" {
	# errexit passes over a command behind "!": it must say "|| false".
	silent grep -nE '^[[:blank:]]*! [^|]*(\|[^|]+)*$' "$root"/tests/[!s]*.bats \
	    "$root"/tests/s[!t]*.bats
}

@test "no blanks at the end of a line, no line over 100 columns" {
	# shellcheck disable=SC2086
	silent awk '
	/[ \t]$/ { print FILENAME ":" FNR ": blanks at the end" }
	{ line = $0; gsub(/\t/, "        ", line) }
	length(line) > 100 { print FILENAME ":" FNR ": too long" }' \
		$c_files Makefile tests/*.bats tests/*.bash tests/run
}

@test "conditional compilation in few files, but for vector code" {
	# shellcheck disable=SC2086
	awk '/^[ \t]*#[ \t]*if/ && !/ifndef [A-Z0-9_]+_H$/ { print FILENAME }
	/mmintrin|arm_neon|cpu_supports/ { print FILENAME ": vectors" }' $c_files | sort -u \
		>"$BATS_TEST_TMPDIR/files"
	grep -v 'vectors$' "$BATS_TEST_TMPDIR/files" | while read -r file; do
		grep -q "^$file: vectors" "$BATS_TEST_TMPDIR/files" || echo "$file"
	done >"$BATS_TEST_TMPDIR/plain"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/plain")" -le 6 ] ||
		fail "$(cat "$BATS_TEST_TMPDIR/plain")"
}

library_offenders() {
	local object
	for object in lib/*/*.o; do
		case $object in
		*/die.o | */mem.o | */progress.o) continue ;;
		esac
		nm -u "$object" | sed -nE 's/^ *U (__)?//p' | sed 's/_chk$//' |
			grep -xE -e 'v?f?printf|puts|putchar|perror|exit|abort' \
			-e 'strcpy|strcat|v?sprintf|strtok|gets|atoi|atol' \
			-e 'system|popen|setlocale|ctype_b_loc|strtod|scanf' |
			sed "s|^|$object: |"
	done
}

@test "the library never prints, never exits, and shuns what is unsafe" {
	silent library_offenders
}

header_offenders() {
	local header
	for header in lib/*/*.h; do
		printf '#include "%s"\n#include "%s"\n' "${header#lib/}" \
			"${header#lib/}" |
			${CC:-cc} $standard -Ilib -Wall -Wextra -Werror \
			-fsyntax-only -x c - || echo "$header"
	done
}

@test "each header stands alone, and may come twice" {
	silent header_offenders
}

# copy_tree DIR: what a build needs.
copy_tree() {
	mkdir "$1"
	tar cf - Makefile bin/*.c lib/*/*.[ch] | tar xf - -C "$1"
}

# strict COMPILER: tests as well as programs are free of warnings.
strict() {
	local source
	for source in tests/*.c tests/unit/*.c tests/fuzz/*.c; do
		# shellcheck disable=SC2086
		"$1" $standard -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 $warnings \
			-Wno-missing-prototypes -Werror -Ilib -fsyntax-only \
			"$source" || return
	done
}

@test "gcc and GNU make build it without a warning" {
	need gcc make
	copy_tree "$BATS_TEST_TMPDIR/t"
	silent make -s -C "$BATS_TEST_TMPDIR/t" CC=gcc CFLAGS='-O2 -Werror' \
		lib/libmailpipe.a programs
	silent strict gcc
}

@test "clang and BSD make build it without a warning" {
	need clang bmake
	copy_tree "$BATS_TEST_TMPDIR/t"
	silent sh -c 'cd "$1" && bmake -s CC=clang CFLAGS="-O1 -Werror" \
		lib/libmailpipe.a programs' - "$BATS_TEST_TMPDIR/t"
	silent strict clang
}

# synopsis PAGE: as it is read, without the headings.
synopsis() {
	mandoc -T ascii -O width=400 "$1" | sed 's/.\x08//g' |
		awk '/^[A-Z]/ { on = $0 == "SYNOPSIS"; next } on' | fold
}

@test "each program has its manual, with its usage as the SYNOPSIS" {
	need mandoc
	for source in bin/*.c; do
		name=$(basename "$source" .c)
		[ -e "man/$name.1" ] || fail "no man/$name.1"
		[ -x "bin/$name" ] || continue
		"bin/$name" --help | sed '1s/^usage: //' | fold \
			>"$BATS_TEST_TMPDIR/usage"
		synopsis "man/$name.1" >"$BATS_TEST_TMPDIR/synopsis"
		diff "$BATS_TEST_TMPDIR/usage" "$BATS_TEST_TMPDIR/synopsis" \
			>"$BATS_TEST_TMPDIR/diff" ||
			fail "$name: $(cat "$BATS_TEST_TMPDIR/diff")"
	done
}

@test "each manual page of a program has all its sections" {
	for page in man/*.1; do
		for section in NAME SYNOPSIS DESCRIPTION 'EXIT STATUS' EXAMPLES \
		    STANDARDS CAVEATS; do
			grep -qx "\.Sh $section" "$page" ||
				fail "$page: no $section"
		done
	done
}

@test "the manual pages are clean to mandoc and groff" {
	need mandoc groff
	silent mandoc -T lint -W warning man/*.[157]
	for page in man/*.[157]; do
		silent groff -mdoc -ww -z -T ascii "$page"
	done
}

@test "a page refers to pages that there are" {
	silent awk '
	/^\.Xr / && $2 ~ /^(b64|qp|mime|smtp|pop3|imap|mail|tlspipe)/ {
		page = "man/" $2 "." $3
		if ((getline line < page) < 0)
			print FILENAME ": no " page
		close(page)
	}' man/*.[157]
}

# What a program prints may be wider.
@test "the examples of the manual pages fit a terminal of 80 columns" {
	need mandoc
	for page in man/*.[157]; do
		mandoc -T ascii -O width=80 "$page" | sed 's/.\x08//g' |
			awk -v page="$page" '/^ *\$/ && length($0) > 80 {
				print page ": " $0
			}'
	done >"$BATS_TEST_TMPDIR/wide"
	silent cat "$BATS_TEST_TMPDIR/wide"
}

@test "the README has at most 150 lines" {
	[ "$(wc -l <README.md)" -le 150 ]
}
