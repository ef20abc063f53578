#!/bin/sh
# Takes the pictures of the status page in docs/images: ./docs/screenshots.sh [ADDRESS]
# A worker must serve it there, at best one with something to do; Chromium must be installed.
set -eu
address=${1:-http://127.0.0.1:8080/}
images=$(cd "$(dirname "$0")" && pwd)/images
mkdir -p "$images"

shoot() { # NAME WIDTH,HEIGHT [OPTION …]
  name=$1 size=$2
  shift 2
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --virtual-time-budget=20000 \
    --window-size="$size" "$@" --screenshot="$images/$name.png" "$address" 2>/dev/null
}

shoot status-page 1000,1250
shoot status-page-dark-narrow 500,1250 --blink-settings=preferredColorScheme=0
