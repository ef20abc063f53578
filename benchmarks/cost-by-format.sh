#!/usr/bin/env bash
# Measures what a recording of a few minutes costs a worker that is warm: the processor time of one process that analyses
# it 21 times, less that of one that analyses it once, by format. Needs ffmpeg and GNU time.
# Usage: cost-by-format.sh [MINUTES]     (default: 5)
set -euo pipefail

home=$(readlink -f "$(dirname "${BASH_SOURCE[0]}")/..")
minutes=${1:-5}
times=20
[ -x /usr/bin/time ] || { echo "cost-by-format.sh: GNU time is missing (/usr/bin/time)" >&2; exit 1; }
work=$(mktemp -d "${TMPDIR:-/tmp}/cost-by-format.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Three voices, in turns of samples; 16 kHz, mono, 16 bits, behind a header of 44 bytes.
for sample in two-voices-room-25db one-voice-fan-10db three-voices-room-20db one-voice-street-5db; do
  tail -c +45 "$home/samples/$sample.wav"
done >"$work/round.pcm"
while cat "$work/round.pcm"; do :; done 2>/dev/null | head -c $((minutes * 60 * 32000)) >"$work/all.pcm"

# made NAME OPTION …: the recording, encoded by ffmpeg.
made() {
  ffmpeg -loglevel error -y -f s16le -ar 16000 -ac 1 -i "$work/all.pcm" "${@:2}" "$work/$1"
}

# seconds TIMES FILE: of processor time.
seconds() {
  local files=()
  for _ in $(seq "$1"); do files+=("$2"); done
  /usr/bin/time -f '%U %S' -o "$work/time" \
    "$home/audio-insight" analyze --json "${files[@]}" >"$work/results"
  [ "$(grep -c '"status":"ok"' "$work/results")" = "$1" ] || { echo "not all were analysed" >&2; exit 1; }
  awk '{print $1 + $2}' "$work/time"
}

export MALLOC_ARENA_MAX=2 JAVA_OPTS=-Xmx512m
"$home/audio-insight" analyze --help >"$work/help" # Builds, where need be, before anything is timed.
echo "$(date +%F), $(nproc) cores, $JAVA_OPTS, recordings of $minutes minutes"
echo
echo "| format | bytes | processor time for a recording |"
echo "|---|---|---|"
row() {
  local file=$work/$1
  awk -v name="$2" -v bytes="$(wc -c <"$file")" -v many="$(seconds $((times + 1)) "$file")" \
    -v one="$(seconds 1 "$file")" -v times="$times" \
    'BEGIN {printf "| %s | %.1f MB | %.2f s |\n", name, bytes / 1e6, (many - one) / times}'
}
made telephone.wav -ar 8000 -c:a pcm_mulaw && row telephone.wav "WAV, 8 kHz mu-law"
made voice.wav && row voice.wav "WAV, 16 kHz"
made voice.mp3 -b:a 32k && row voice.mp3 "MP3, 16 kHz"
made music.mp3 -ar 44100 -ac 2 -b:a 128k && row music.mp3 "MP3, 44.1 kHz, stereo"
made voice.ogg -c:a libopus -b:a 24k && row voice.ogg "Opus, 48 kHz"
