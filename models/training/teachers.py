"""Two public VAD networks that label clean recordings for the training: Silero (MIT) and FireRedVAD (Apache-2.0).

Both read [-1, 1] at 16 kHz, and both depend on the level: recordings are brought to -25 dBFS before.
"""
import pathlib

import numpy as np
import onnxruntime as ort

import fbank

RATE = 16000


def session(path):
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def levelled(x, dbfs=-25.0):
    power = float((x.astype(np.float64) ** 2).mean())
    return np.clip(x * np.sqrt(10 ** (dbfs / 10) / max(power, 1e-12)), -1, 1).astype(np.float32)


def at(probabilities, hop, centre, seconds):
    """Probabilities read at other times; `centre` is where the first one stands."""
    times = (np.arange(len(probabilities)) * hop + centre) / RATE
    return np.interp(seconds, times, probabilities).astype(np.float32)


class Silero:
    """512 new samples a step, behind 64 of the step before; state and context begin anew with each recording."""
    HOP, LAG = 512, 0.03  # its answer for a chunk fits best 30 ms earlier

    def __init__(self, models):
        self.session = session(pathlib.Path(models) / "silero-vad" / "silero_vad.onnx")

    def batch(self, waves):
        """[waveform] -> [probability per 32 ms], in lock step."""
        steps = [-(-len(x) // self.HOP) for x in waves]
        padded = np.zeros((len(waves), max(steps) * self.HOP), np.float32)
        for row, x in zip(padded, waves):
            row[: len(x)] = x
        state, context = np.zeros((2, len(waves), 128), np.float32), np.zeros((len(waves), 64), np.float32)
        out = []
        for k in range(max(steps)):
            chunk = np.concatenate([context, padded[:, k * self.HOP:(k + 1) * self.HOP]], 1)
            p, state = self.session.run(None, {"input": chunk, "state": state, "sr": np.array(RATE, np.int64)})
            context = chunk[:, -64:]
            out.append(p[:, 0])
        out = np.stack(out, 1)
        return [row[:n] for row, n in zip(out, steps)]

    def read(self, waves, seconds):
        """Probabilities at the given times of each waveform."""
        return [at(p, self.HOP, self.HOP / 2, t + self.LAG) for p, t in zip(self.batch([levelled(x) for x in waves]), seconds)]


class FireRed:
    """80-mel Kaldi features (Povey window, samples as int16) and the model's own mean and variance."""

    def __init__(self, models):
        folder = pathlib.Path(models) / "fireredvad"
        self.session = session(folder / "fireredvad_vad.onnx")
        data = (folder / "cmvn.ark").read_bytes()
        rows, columns = np.frombuffer(data, "<i4", 1, 6)[0], np.frombuffer(data, "<i4", 1, 11)[0]
        stats = np.frombuffer(data, "<f8", rows * columns, 15).reshape(rows, columns)
        count = stats[0, -1]
        self.mean = stats[0, :-1] / count
        self.scale = 1 / np.sqrt(np.maximum(stats[1, :-1] / count - self.mean**2, 1e-20))

    def features(self, x):
        whole = np.round(np.clip(x, -1, 1) * 32767)
        return ((fbank.log_mel(whole, 1.0, fbank.POVEY) - self.mean) * self.scale).astype(np.float32)

    def read(self, wave, seconds):
        if len(wave) < fbank.WINDOW:
            return np.zeros(len(seconds), np.float32)
        p = self.session.run(None, {self.session.get_inputs()[0].name: self.features(levelled(wave))[None]})[0][0, :, 0]
        return at(p, fbank.HOP, fbank.WINDOW / 2, seconds)
