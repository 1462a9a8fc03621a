# SPDX-License-Identifier: ISC
# What the measurements share: sourced by them.  Whole processes are timed,
# each in turn with its peer, so that both meet the machine in one state.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
PATH=$root/bin:$PATH
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# Pairs to take, and seconds after which no other one is begun.
pairs=${BENCH_PAIRS:-5}
enough=${BENCH_SECONDS:-10}

have() {
	command -v "$1" >/dev/null
}

# elapsed COMMAND: how long it takes, in microseconds; its output is dropped.
# Fails if that does.
elapsed() {
	local start=${EPOCHREALTIME/./} status=0
	bash -c "$1" >/dev/null 2>&1 || status=1
	echo $((${EPOCHREALTIME/./} - start))
	return $status
}

title() {
	printf '\n%-36s %-17s %10s %10s  %s\n' "$1" peer "ours ms" "peer ms" \
	    "peer / ours"
}

# pairs_of OURS PEER FIRST: times of both in turn, a line each pair.  FIRST,
# that of the peer's first run, is enough if it was long.
pairs_of() {
	local i ours start=$SECONDS
	if [ "$3" -gt $((enough * 1000000)) ]; then
		echo "$(elapsed "$1") $3"
		return
	fi
	for ((i = 0; i < pairs; i++)); do
		[ $i -eq 0 ] || [ $((SECONDS - start)) -le "$enough" ] || break
		ours=$(elapsed "$1")
		echo "$ours $(elapsed "$2")"
	done
}

# versus WHAT OURS NAME PEER: the medians of both commands, and of how many
# times as long the peer takes, with the least and the most.  A peer that
# fails is not timed.
versus() {
	local first
	elapsed "$2" >/dev/null
	if ! first=$(elapsed "$4"); then
		printf '%-36s %-17s %21s\n' "$1" "$3" "cannot do this"
		return
	fi
	pairs_of "$2" "$4" "$first" | awk -v what="$1" -v name="$3" '
	function sort(list, n,    i, k, x) {
		for (i = 2; i <= n; i++)
			for (k = i; k > 1 && list[k - 1] > list[k]; k--) {
				x = list[k]
				list[k] = list[k - 1]
				list[k - 1] = x
			}
	}
	{
		ours[NR] = $1 / 1000
		peer[NR] = $2 / 1000
		ratio[NR] = $2 / $1
	}
	END {
		sort(ours, NR); sort(peer, NR); sort(ratio, NR)
		middle = int((NR + 1) / 2)
		printf "%-36s %-17s %10.1f %10.1f %6.2f (%.2f to %.2f)\n",
		    what, name, ours[middle], peer[middle], ratio[middle],
		    ratio[1], ratio[NR]
	}'
}

# peak WHAT COMMAND...: the most memory that it held, where GNU time is.
peak() {
	local what=$1
	shift
	[ ! -x /usr/bin/time ] || ! /usr/bin/time -f %M true 2>/dev/null ||
	    printf '%-36s peak memory %s KiB\n' "$what" \
	    "$(/usr/bin/time -f %M "$@" 2>&1 >/dev/null | tail -n 1)"
}
