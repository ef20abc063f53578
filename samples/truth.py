#!/usr/bin/env python3
"""Measures the truth of a recording on its stems. Standard library only.

  truth.py snr CLEAN NOISE     prints the signal-to-noise ratio in dB
  truth.py speech CLEAN        prints the seconds of active speech

Stems are mono files at 16 kHz that SoX reads, as make-samples.sh writes them. README.md has the definition.
"""

import array
import math
import subprocess
import sys

RATE_HZ = 16000
FRAME_SECONDS = 0.02
ACTIVE_BELOW_PEAK_DB = 35.0
BRIDGED_GAP_SECONDS = 0.2
BAND_HZ = "60-7800"


def in_band(path):
    """The stem's samples between 60 and 7,800 Hz, in its own length."""
    command = ["sox", "-R", "-D", path, "-t", "s32", "-L", "-r", str(RATE_HZ), "-c", "1", "-",
               "sinc", "-n", "2047", BAND_HZ]
    values = array.array("i", subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def frame_powers(values):
    """Mean square of each whole 20 ms frame."""
    size = round(RATE_HZ * FRAME_SECONDS)
    return [sum(v * v for v in values[i:i + size]) / size
            for i in range(0, len(values) - size + 1, size)]


def active(powers):
    """True for each frame of speech: 35 dB below the loudest frame or above; gaps under 200 ms are bridged."""
    limit = max(powers) * 10 ** (-ACTIVE_BELOW_PEAK_DB / 10)
    marks = [p > limit for p in powers]
    bridged = round(BRIDGED_GAP_SECONDS / FRAME_SECONDS)
    last = None
    for i, mark in enumerate(list(marks)):
        if mark:
            if last is not None and 1 < i - last <= bridged:
                marks[last:i] = [True] * (i - last)
            last = i
    return marks


def mean(powers, marks):
    chosen = [p for p, m in zip(powers, marks) if m]
    return sum(chosen) / len(chosen)


def snr_db(clean, noise):
    speech = frame_powers(in_band(clean))
    other = frame_powers(in_band(noise))
    if len(speech) != len(other):
        sys.exit(f"truth.py: {clean} and {noise} differ in length")
    marks = active(speech)
    floor = min(speech)
    signal = mean(speech, marks) - floor
    return 10 * math.log10(signal / (mean(other, marks) + floor))


def main(arguments):
    if len(arguments) == 3 and arguments[0] == "snr":
        print(f"{snr_db(arguments[1], arguments[2]):.2f}")
    elif len(arguments) == 2 and arguments[0] == "speech":
        marks = active(frame_powers(in_band(arguments[1])))
        print(f"{sum(marks) * FRAME_SECONDS:.2f}")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
