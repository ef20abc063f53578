#!/bin/sh
# Takes the pictures in docs/images: ./docs/screenshots.sh [ADDRESS]
# A worker must serve its status page there, at best one with something to do; Chromium must be installed.
set -eu
page=${1:-http://127.0.0.1:8080/}
home=$(cd "$(dirname "$0")/.." && pwd)
images=$(cd "$(dirname "$0")" && pwd)/images
mkdir -p "$images"

shoot() { # NAME ADDRESS WIDTH,HEIGHT [OPTION …]
  name=$1 address=$2 size=$3
  shift 3
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --virtual-time-budget=20000 \
    --window-size="$size" "$@" --screenshot="$images/$name.png" "$address" 2>/dev/null
}

shoot status-page "$page" 1000,1250
shoot status-page-dark-narrow "$page" 500,1250 --blink-settings=preferredColorScheme=0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$home/samples" && "$home/audio-insight" analyze --json ./*voices*.wav silence.wav truth.csv) >"$work/results.jsonl" || true
"$home/audio-insight" report "$work/results.jsonl" -o "$work/report.html"
shoot report "file://$work/report.html" 1000,1000
shoot report-dark-narrow "file://$work/report.html" 500,1250 --blink-settings=preferredColorScheme=0
