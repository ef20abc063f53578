#!/usr/bin/env bash
# Makes the files of this folder out of samples/*.wav, at the repository's top.
# Debian 12's ffmpeg (5.1.9) makes all but AMR, which it cannot encode: AMR_FFMPEG names another one that can,
# such as the executable inside org.bytedeco:ffmpeg 8.0.1-1.5.13.
set -euo pipefail
cd "$(dirname "$0")"
samples=../../../../../../samples
amr=${AMR_FFMPEG:-ffmpeg}

make() {
  local in=$1 out=$2
  shift 2
  ffmpeg -v error -y -i "$samples/$in.wav" -map_metadata -1 -fflags +bitexact -flags +bitexact "$@" "$out"
}
one=one-voice-fan-10db
two=two-voices-room-25db

make $one $one.mp3 -c:a libmp3lame -b:a 32k
make $one $one.no-xing.mp3 -c:a libmp3lame -b:a 32k -write_xing 0
make $two $two.mp3 -c:a libmp3lame -b:a 24k
make $one $one.ogg -c:a libvorbis -q:a 2
make $one $one.opus -c:a libopus -b:a 40k
make $one $one.webm -c:a libopus -b:a 40k
make $one $one.m4a -c:a aac -b:a 32k
make $one $one.index-first.m4a -c:a aac -b:a 32k -movflags +faststart
make $one $one.aac -c:a aac -b:a 40k -ar 44100
make $one $one.wma -c:a wmav2 -b:a 32k
make $one $one.adpcm.wav -c:a adpcm_ima_wav -ar 8000
make one-voice-clean one-voice-clean.2s.flac -c:a flac -ss 0 -t 2

# A picture beside the sound, and a tone as the first of two tracks, of which the second is the default.
black=(-f lavfi -i color=c=black:s=16x16:r=1)
bitexact=(-fflags +bitexact -flags +bitexact)
ffmpeg -v error -y "${black[@]}" -i $samples/$one.wav -shortest -c:v mpeg4 -c:a aac -b:a 32k "${bitexact[@]}" $one.mp4
ffmpeg -v error -y "${black[@]}" -i $samples/$one.wav -shortest -c:v mpeg4 -c:a aac -b:a 32k "${bitexact[@]}" $one.mov
ffmpeg -v error -y "${black[@]}" -i $samples/$one.wav -shortest -c:v mpeg4 -c:a libvorbis -q:a 2 "${bitexact[@]}" $one.mkv
ffmpeg -v error -y -i $samples/tone.wav -i $samples/$one.wav -map 0 -map 1 -c:a libvorbis -q:a 0 \
  -disposition:a:0 0 -disposition:a:1 default "${bitexact[@]}" $one.second-track.mkv
ffmpeg -v error -y -i $one.m4a -f lavfi -t 1 -i color=c=red:s=64x64:r=1 -map 0 -map 1 -c:a copy -c:v png \
  -disposition:v:0 attached_pic "${bitexact[@]}" $one.cover.m4a

# Engine noise, which AMR keeps; of hiss, as in $two.wav, it takes 1 to 2.5 dB away.
engine="anoisesrc=r=16000:color=brown:seed=1:duration=8,highpass=f=80,lowpass=f=500,volume=0.08"
ffmpeg -v error -y -i $samples/one-voice-clean.wav -f lavfi -i "$engine" -filter_complex amix=2:first:normalize=0 \
  -map_metadata -1 "${bitexact[@]}" -ar 8000 -c:a pcm_s16le one-voice-engine-17db.wav

"$amr" -v error -y -i one-voice-engine-17db.wav -c:a libopencore_amrnb -b:a 12.2k one-voice-engine-17db.amr
"$amr" -v error -y -i $samples/$two.wav -ar 8000 -c:a libopencore_amrnb -b:a 12.2k $two.amr
"$amr" -v error -y -i $samples/$one.wav -c:a libvo_amrwbenc -b:a 23.85k -f amr $one.awb
