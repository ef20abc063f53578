#!/usr/bin/env bash
# Makes every recording of this folder, and truth.csv, from text, with flite and SoX alone.
# Usage: make-samples.sh [FOLDER]          (default: the folder of this script)
# The same versions of the tools give the same bytes at each run: SoX's random generator is
# seeded (-R), flite has none. README.md names the versions, the voices and their licences.
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${1:-$here}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

for tool in flite sox soxi python3; do
  command -v "$tool" >/dev/null || { echo "make-samples.sh: $tool is missing" >&2; exit 1; }
done

# Stems are mono, 16 kHz, 32-bit integer: nothing is rounded before the last step.
readonly STEM="-t wav -r 16000 -c 1 -e signed-integer -b 32"

# ---- speech ------------------------------------------------------------------

# say VOICE LEVEL_DBFS TEXT FILE: one line of speech, its RMS over the whole line at the level.
say() {
  local voice=$1 level=$2 text=$3 file=$4 rms
  # The voices awb and rms have a DC offset, which the high-pass removes; -12 dB leaves it room.
  flite -voice "$voice" -t "$text" -o "$work/raw.wav"
  sox -R "$work/raw.wav" $STEM "$work/flat.wav" gain -12 highpass 60 rate 16000
  rms=$(sox "$work/flat.wav" -n stats 2>&1 | awk '/^RMS lev dB/ {print $4}')
  sox -R "$work/flat.wav" $STEM "$file" gain "$(awk -v a="$level" -v b="$rms" 'BEGIN {printf "%.4f", a - b}')"
}

# pause SECONDS FILE: digital silence.
pause() { sox -R -r 16000 -n $STEM "$2" trim 0 "$1"; }

# script NAME: reads lines "voice level pause text" and joins them into the clean stem of NAME;
# "pause" is the silence, in seconds, before the sentence. 0.7 s of silence end the stem.
script() {
  local name=$1 voice level gap text n=0 parts=()
  while read -r voice level gap text; do
    n=$((n + 1))
    pause "$gap" "$work/$name-$n-gap.wav"
    say "$voice" "$level" "$text" "$work/$name-$n.wav"
    parts+=("$work/$name-$n-gap.wav" "$work/$name-$n.wav")
  done
  pause 0.7 "$work/$name-end.wav"
  sox -R "${parts[@]}" "$work/$name-end.wav" $STEM "$work/$name.clean.wav"
}

# ---- noise -------------------------------------------------------------------

# noise NAME EFFECT...: a noise stem as long as the clean stem of NAME.
noise() {
  local name=$1 samples
  shift
  samples=$(soxi -s "$work/$name.clean.wav")
  sox -R -r 16000 -n $STEM "$work/$name.noise.wav" synth "${samples}s" "$@" trim 0 "${samples}s"
}

# scale NAME SNR_DB: brings the noise stem to this SNR under the definition of README.md.
scale() {
  local name=$1 now
  now=$(python3 "$here/truth.py" snr "$work/$name.clean.wav" "$work/$name.noise.wav")
  sox -R "$work/$name.noise.wav" $STEM "$work/scaled.wav" \
    gain "$(awk -v a="$now" -v b="$2" 'BEGIN {printf "%.4f", a - b}')"
  mv "$work/scaled.wav" "$work/$name.noise.wav"
}

# both NAME EFFECT...: the same filter on both stems, so that the truth is measured behind it.
both() {
  local name=$1 stem
  shift
  for stem in clean noise; do
    sox -R "$work/$name.$stem.wav" $STEM "$work/filtered.wav" "$@"
    mv "$work/filtered.wav" "$work/$name.$stem.wav"
  done
}

# mix NAME: clean plus noise, not yet rounded.
mix() { sox -R -m -v 1 "$work/$1.clean.wav" -v 1 "$work/$1.noise.wav" $STEM "$work/$1.mix.wav"; }

# ---- truth -------------------------------------------------------------------

# row FILE SPEAKERS DESCRIPTION [CLEAN [NOISE]]: a line of truth.csv, measured on the stems.
row() {
  local file=$1 speakers=$2 what=$3 clean=${4:-} noise=${5:-} snr= speech=0.00 ms
  [ -z "$clean" ] || speech=$(python3 "$here/truth.py" speech "$clean")
  [ -z "$noise" ] || snr=$(python3 "$here/truth.py" snr "$clean" "$noise")
  ms=$(( ($(soxi -s "$out/$file") * 1000 + $(soxi -r "$out/$file") / 2) / $(soxi -r "$out/$file") ))
  echo "$file,$snr,$speakers,$speech,$ms,$what" >>"$out/truth.csv"
}
# finish NAME SPEAKERS DESCRIPTION: the usual end: 16 kHz, 16 bit, dithered.
finish() {
  mix "$1"
  sox -R "$work/$1.mix.wav" -b 16 -e signed-integer "$out/$1.wav"
  row "$1.wav" "$2" "$3" "$work/$1.clean.wav" "$work/$1.noise.wav"
}

# ---- the recordings ----------------------------------------------------------
echo "file,snrDb,speakers,speechSeconds,durationMs,description" >"$out/truth.csv"

script one-voice-clean <<'END'
slt -24 0.6 The ferry leaves at seven, and the harbour is still dark.
slt -24 0.7 You can see the lamps on the water.
END
sox -R "$work/one-voice-clean.clean.wav" -b 16 -e signed-integer "$out/one-voice-clean.wav"
row one-voice-clean.wav 1 "one woman; no noise added; pauses hold only dither" "$work/one-voice-clean.clean.wav"

script one-voice-fan-10db <<'END'
rms -26 0.8 Please water the beans before the sun reaches them.
rms -26 0.9 The tall ones need a stick and some patience.
END
noise one-voice-fan-10db whitenoise sine 100 remix 1v0.9,2v0.1 lowpass 1800 gain -20
scale one-voice-fan-10db 10
finish one-voice-fan-10db 1 "one man beside a fan: low-passed white noise and a 100 Hz hum at 10 dB"

script one-voice-street-5db <<'END'
slt -25 0.8 I am standing at the corner, under the big clock.
slt -25 0.9 The blue tram, I think, goes the other way.
END
noise one-voice-street-5db pinknoise highpass 40 tremolo 0.4 35 gain -20
scale one-voice-street-5db 5
finish one-voice-street-5db 1 "one woman in a street: pink noise that swells every 2.5 s at 5 dB"

# Stereo: one microphone near, one far; each has its own noise. Readers see the average of both.
script one-voice-stereo-20db <<'END'
slt -22 0.5 Bread wants flour and time.
slt -22 0.5 Most people forget the time.
END
name=one-voice-stereo-20db
sox -R "$work/$name.clean.wav" -r 44100 -b 32 "$work/clean2.wav" remix 1 1v0.5 rate -v 44100
sox -R -r 44100 -n -c 2 -e signed-integer -b 32 "$work/noise2.wav" synth "$(soxi -s "$work/clean2.wav")s" \
  pinknoise pinknoise highpass 120 gain -20
for stem in clean noise; do sox -R "$work/${stem}2.wav" $STEM "$work/$name.$stem.wav" remix - rate -v 16000; done
now=$(python3 "$here/truth.py" snr "$work/$name.clean.wav" "$work/$name.noise.wav")
gain=$(awk -v a="$now" 'BEGIN {printf "%.4f", a - 20}')
sox -R "$work/noise2.wav" -b 32 "$work/noise3.wav" gain "$gain"
sox -R "$work/noise3.wav" $STEM "$work/$name.noise.wav" remix - rate -v 16000
sox -R -m -v 1 "$work/clean2.wav" -v 1 "$work/noise3.wav" -b 24 -e signed-integer "$out/$name.wav"
row $name.wav 1 "one woman; 44.1 kHz 24-bit stereo; far microphone 6 dB lower; pink room noise; 20 dB in the average of both channels" \
  "$work/$name.clean.wav" "$work/$name.noise.wav"

script two-voices-room-25db <<'END'
slt -24 0.6 I would like to send this parcel to the island. It must be there by Friday.
rms -24 0.6 Then we should hurry, for the last boat with mail goes at noon.
slt -24 0.6 There are two jars of honey in it, from my grandmother.
rms -24 0.6 I will put a red label on it, and tell the captain to take care.
END
noise two-voices-room-25db brownnoise highpass 80 gain -20
scale two-voices-room-25db 25
finish two-voices-room-25db 2 "a woman and a man take turns; brown room noise at 25 dB"

# A telephone: 300 to 3400 Hz, 8 kHz, mu-law. The line noise is in the band too.
script two-voices-telephone-15db <<'END'
rms -20 0.6 Hello, this is the bicycle shop. Your wheel is ready, and the brake is tight.
slt -20 0.7 That is quick, thank you very much. Can I come by this evening, or do you close at five?
rms -20 0.7 We stay open until seven today. Ring the bell twice if the door is shut, I may be in the cellar.
slt -20 0.7 Good, then I take the train at half past five, and walk over from the station with my helmet under my arm.
rms -20 0.7 Bring the lock as well, please. The key was stiff last time, and a drop of oil will do it good.
END
noise two-voices-telephone-15db pinknoise gain -20
both two-voices-telephone-15db sinc -n 511 300-3400
scale two-voices-telephone-15db 15
name=two-voices-telephone-15db
mix $name
sox -R -D "$work/$name.mix.wav" -r 8000 -e mu-law "$out/$name.wav" rate -v 8000
row $name.wav 2 "a man and a woman on the telephone; 8 kHz mu-law 300 to 3400 Hz; line noise at 15 dB" \
  "$work/$name.clean.wav" "$work/$name.noise.wav"

script three-voices-room-20db <<'END'
slt -24 0.6 So the three of us have one tent, one stove, and no map at all.
rms -24 0.6 I gave it to you at the bridge, when we stopped to eat the apples.
awb -24 0.6 Then I can run back for it, if somebody carries my bag to the camp.
slt -24 0.6 Stay with us, the path follows the water anyway.
END
noise three-voices-room-20db pinknoise highpass 40 lowpass 3000 gain -20
scale three-voices-room-20db 20
finish three-voices-room-20db 3 "a woman and two men plan a walk; low-passed pink room noise at 20 dB"

sox -R -D -r 8000 -n -c 1 -b 8 -e unsigned-integer "$out/silence.wav" trim 0 6
row silence.wav 0 "digital silence: every sample is zero; 8 kHz 8-bit"

sox -R -r 16000 -n -c 1 -b 16 -e signed-integer "$out/tone.wav" synth 6 sine 440 gain -12
row tone.wav 0 "a 440 Hz sine at -12 dBFS peak"

cat "$out/truth.csv"
