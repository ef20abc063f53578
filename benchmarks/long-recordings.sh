#!/usr/bin/env bash
# Measures what a long recording takes: makes recordings of the given lengths in minutes out of the
# project's samples, analyses each in a process of its own and prints a table.
# Usage: long-recordings.sh [MINUTES …]     (default: 30 60 240 720, on 1.4 GB of disk)
# RUNS=3 repeats each and prints the medians; MADE_AS=mp3 (or m4a, ogg, flac …) encodes them before, by ffmpeg.
# The heap has the same bound for all, MAX_HEAP (default 256m): one with more room grows into it.
set -euo pipefail

home=$(readlink -f "$(dirname "${BASH_SOURCE[0]}")/..")
lengths=("$@")
[ $# -gt 0 ] || lengths=(30 60 240 720)
runs=${RUNS:-1} format=${MADE_AS:-wav}
[ -x /usr/bin/time ] || { echo "long-recordings.sh: GNU time is missing (/usr/bin/time)" >&2; exit 1; }
work=$(mktemp -d "${TMPDIR:-/tmp}/long-recordings.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Three voices, in turns of samples; 16 kHz, mono, 16 bits, behind a header of 44 bytes.
round=$work/round.pcm
for sample in two-voices-room-25db one-voice-fan-10db three-voices-room-20db one-voice-street-5db; do
  tail -c +45 "$home/samples/$sample.wav"
done >"$round"

# record MINUTES FILE: a WAV file that does not know its length, as a recorder writes it.
record() {
  {
    printf 'RIFF\xff\xff\xff\xffWAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00'
    printf '\x80\x3e\x00\x00\x00\x7d\x00\x00\x02\x00\x10\x00data\xff\xff\xff\xff'
    while cat "$round"; do :; done 2>/dev/null | head -c $(($1 * 60 * 32000))
  } >"$2"
}

median() { sort -n | sed -n "$(((runs + 1) / 2))p"; }

export MALLOC_ARENA_MAX=2 JAVA_OPTS=-Xmx${MAX_HEAP:-256m}
echo "$(date +%F), $(nproc) cores, $JAVA_OPTS, $format, median of $runs"
echo
echo "| recording | analysis | of it decoding | CPU | peak resident | result |"
echo "|---|---|---|---|---|---|"
for minutes in "${lengths[@]}"; do
  recording=$work/recording.wav
  record "$minutes" "$recording"
  if [ "$format" != wav ]; then
    ffmpeg -loglevel error -y -i "$recording" "$work/recording.$format"
    rm "$recording"
    recording=$work/recording.$format
  fi
  for run in $(seq "$runs"); do
    /usr/bin/time -f '%U %S %M' -o "$work/cost.$run" \
      "$home/audio-insight" analyze --json --timeout-seconds 36000 "$recording" >"$work/result.$run"
    sed 's/.*"decodeMs":\([0-9]*\).*"totalMs":\([0-9]*\).*/\2 \1/' "$work/result.$run" >>"$work/cost.$run"
  done
  column() { awk -v line="$1" -v at="$2" 'FNR == line {print $at}' "$work"/cost.* | median; }
  awk -v minutes="$minutes" -v total="$(column 2 1)" -v decode="$(column 2 2)" \
    -v user="$(column 1 1)" -v kernel="$(column 1 2)" -v kilobytes="$(column 1 3)" \
    -v bytes="$(wc -c <"$work/result.1")" \
    'BEGIN {printf "| %d min | %.1f s | %.1f s | %.1f s | %d MB | %d KB |\n", minutes,
            total / 1e3, decode / 1e3, user + kernel, kilobytes / 1e3, bytes / 1e3}'
  rm -f "$recording" "$work"/cost.* "$work"/result.*
done
