# SPDX-License-Identifier: ISC
# make install and uninstall, into a directory that stands for the system, and
# has a blank in its name.
load lib

make_in_root() {
	make -s -C "$root" PREFIX=/opt/mail DESTDIR="$PWD/d d" "$@" >log 2>&1 ||
		fail "$(cat log)"
}

@test "install brings every program and page, uninstall takes them away" {
	(umask 077 && make_in_root install)
	for source in "$root"/bin/*.c; do
		name=$(basename "$source" .c)
		[ -x "$root/bin/$name" ] || continue
		cmp "$root/bin/$name" "d d/opt/mail/bin/$name"
		[ "$(stat -c %a "d d/opt/mail/bin/$name")" = 755 ]
		expect_status 0 "d d/opt/mail/bin/$name" --version
	done
	for page in "$root"/man/*.[157]; do
		[ -e "$page" ] || continue
		cmp "$page" "d d/opt/mail/share/man/man${page##*.}/${page##*/}"
	done
	make_in_root install
	make_in_root uninstall
	[ -z "$(find 'd d' ! -type d)" ]
}
