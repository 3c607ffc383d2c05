#!/bin/sh
# Prints the newest release of a change log: its first "## " heading.
set -eu
sed -n 's/^## \([0-9.]*\)$/\1/p' "$1" | head -n 1
