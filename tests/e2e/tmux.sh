#!/bin/sh
# A second emulator: what the console shows in tmux is what `gavel show --screen` prints.
set -eu
build=$(cd "${1:-build}" && pwd)
home=$(mktemp -d "${TMPDIR:-/tmp}/gavel-tmux.XXXXXX")
now=2026-11-20T06:00:00Z
LANG=C.UTF-8 HOME=$home TMUX_TMPDIR=$home
export LANG HOME TMUX_TMPDIR
unset TMUX LC_ALL NO_COLOR

# shellcheck disable=SC2033 # what runs in a window is the program
in_tmux() { tmux -L gavel -f /dev/null "$@"; }
trap 'in_tmux kill-server 2>/dev/null || :; rm -rf "$home"' EXIT
trap 'exit 1' INT TERM
settings="--config $home/gavel.yaml --cache $home/cache.db --now $now"
# shellcheck disable=SC2086,SC2032 # several words; no window runs this
gavel() { "$build/gavel" $settings "$@"; }

"$build/libexec/gavel/demo-estate" --out "$home" --now $now --seed 7 --stage 1
gavel sync >/dev/null 2>&1

# The blanks at lines' ends and the empty lines below are the emulator's business.
trimmed() { sed 's/ *$//' | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'; }

# Waits until the window shows a file's lines; it may take as long as a busy machine takes.
shows() {
	deadline=$(($(date +%s) + 30))
	while in_tmux capture-pane -p -t "=$name:" | trimmed >"$home/seen"; do
		cmp -s "$home/seen" "$1" && return 0
		[ "$(date +%s)" -lt $deadline ] || break
	done
	echo "tmux: $name: the window is not what show --screen prints:" >&2
	diff "$1" "$home/seen" >&2
	return 1
}

# A window with the console in it; Q leaves it, and the shell around it says so.
expect_same() {
	name=$terminal-$size-$view
	gavel show "$view" --screen="$size" | trimmed >"$home/expected"
	[ -s "$home/expected" ]
	in_tmux set -g default-terminal "$terminal"
	in_tmux new-session -d -s "$name" -x "${size%x*}" -y "${size#*x}" \
		"'$build/gavel' $settings $view; echo \$? >'$home/status'; tmux wait-for -S gone"
	shows "$home/expected"
	in_tmux send-keys -t "=$name:" '?'
	in_tmux send-keys -t "=$name:" q # what help covered is painted again
	shows "$home/expected"
	in_tmux send-keys -t "=$name:" Q
	timeout 30 tmux -L gavel wait-for gone
	[ "$(cat "$home/status")" = 0 ]
}

# One server for all of it: one that ends with its last window would race with the next one.
in_tmux start-server \; set -s exit-empty off \; set -g status off
count=0
for terminal in screen-256color tmux-256color; do
	for size in 80x24 200x50; do
		for view in cost sources docket log; do
			expect_same
			count=$((count + 1))
		done
	done
done
echo "tmux: $count screens are those of show --screen"
