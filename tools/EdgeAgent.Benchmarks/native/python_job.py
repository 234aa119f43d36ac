#!/usr/bin/env python3
"""The audio job as one writes it in Python: scipy reads and resamples the recording, numpy and scipy make the features of each window, ONNX Runtime scores them.

  python_job.py cut MODEL FROM TO OUT                      a part of a model, between two tensors (python3-onnx), done once
  python_job.py run RUNTIME NETWORK TENSOR RECORDING OUT   the scores of all windows, as float32, into a file

The library is the agent's own file, called through its C API, with the defaults that a session has in Python. The features are those of the shipped model's front end
(tools/training/humpback/model.py), which it carries in its graph.
"""
import ctypes
import sys

RATE, WINDOW, HOP = 10000, 39124, 5000
FRAME_HOP, FRAMES, LONGEST = 400, 96, 1024
SCALES = (
    (1024, [[b] for b in range(4, 41)] + [[b, b + 1] for b in range(41, 103, 2)]),
    (512, [[b, b + 1] for b in range(52, 102, 2)]),
    (256, [list(range(b, b + 5)) for b in range(52, 127, 5)]),
)


def cut(model, first, last, out):
    from onnx.utils import extract_model
    extract_model(model, out, [first], [last])


class Session:
    """As much of ONNX Runtime's C API as one session needs; functions by their place in its table."""

    ERROR, ENV, SESSION, RUN, OPTIONS, TENSOR, DATA, MEMORY, RELEASE_STATUS, RELEASE_VALUE = 2, 3, 7, 9, 10, 49, 51, 69, 93, 96

    def __init__(self, runtime, network):
        class Base(ctypes.Structure):
            _fields_ = [("api", ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_uint32)), ("version", ctypes.CFUNCTYPE(ctypes.c_char_p))]

        library = ctypes.CDLL(runtime)
        library.OrtGetApiBase.restype = ctypes.POINTER(Base)
        base = library.OrtGetApiBase().contents
        self.version = base.version().decode()
        self.table = ctypes.cast(base.api(17), ctypes.POINTER(ctypes.c_void_p))
        env, options, self.memory, self.session = (ctypes.c_void_p() for _ in range(4))
        self.call(self.ENV, ctypes.c_int(2), b"python", ctypes.byref(env))
        self.call(self.OPTIONS, ctypes.byref(options))
        self.call(self.MEMORY, ctypes.c_int(0), ctypes.c_int(0), ctypes.byref(self.memory))
        self.call(self.SESSION, env, network.encode(), options, ctypes.byref(self.session))

    def call(self, index, *arguments):
        status = ctypes.CFUNCTYPE(ctypes.c_void_p)(self.table[index])
        status.argtypes = None
        error = status(*arguments)
        if error:
            text = ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.c_void_p)(self.table[self.ERROR])(error)
            raise RuntimeError(text.decode())

    def release(self, value):
        ctypes.CFUNCTYPE(None, ctypes.c_void_p)(self.table[self.RELEASE_VALUE])(value)

    def run(self, tensor, x):
        shape = (ctypes.c_int64 * x.ndim)(*x.shape)
        value, result, data = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p()
        self.call(self.TENSOR, self.memory, ctypes.c_void_p(x.ctypes.data), ctypes.c_size_t(x.nbytes), shape, ctypes.c_size_t(x.ndim), ctypes.c_int(1), ctypes.byref(value))
        names, outputs = (ctypes.c_char_p * 1)(tensor.encode()), (ctypes.c_char_p * 1)(b"scores")
        self.call(self.RUN, self.session, None, names, ctypes.byref(value), ctypes.c_size_t(1), outputs, ctypes.c_size_t(1), ctypes.byref(result))
        self.call(self.DATA, result, ctypes.byref(data))
        score = ctypes.cast(data, ctypes.POINTER(ctypes.c_float))[0]
        self.release(value)
        self.release(result)
        return score


def run(runtime, network, tensor, recording, out):
    import math

    import numpy as np
    from scipy.fft import rfft
    from scipy.io import wavfile
    from scipy.ndimage import uniform_filter1d
    from scipy.signal import get_window, resample_poly

    windows = {n: (lambda w: w / w.sum())(get_window("hann", n)).astype(np.float32) for n, _ in SCALES}
    # The mean over a band's own neighbours, fewer of them at the edges.
    neighbours = uniform_filter1d(np.ones(108, np.float32), 17, mode="constant")

    def features(x):
        x = np.clip(x, -1, 1)
        x = x - x.mean()
        parts = []
        for n, groups in SCALES:
            offset = (LONGEST - n) // 2
            frames = np.lib.stride_tricks.sliding_window_view(x[offset:offset + (FRAMES - 1) * FRAME_HOP + n], n)[::FRAME_HOP]
            spectrum = rfft(frames * windows[n], axis=1)
            power = spectrum.real ** 2 + spectrum.imag ** 2
            parts.append(np.stack([power[:, g].mean(axis=1) for g in groups]))
        p = np.concatenate(parts)
        level = np.log(p + 0.02 * p.mean(axis=1, keepdims=True) + 1e-13)
        a = level - level.mean(axis=1, keepdims=True)
        b = level - uniform_filter1d(level, 17, axis=0, mode="constant") / neighbours[:, None]
        return np.ascontiguousarray(np.stack([np.clip(a * 0.5, -2, 3), np.clip(b * 0.5, -2, 3)])[None], dtype=np.float32)

    rate, samples = wavfile.read(recording)
    samples = samples / np.float32(32768)
    if rate != RATE:
        g = math.gcd(rate, RATE)
        samples = resample_poly(samples, RATE // g, rate // g)
    samples = samples.astype(np.float32)
    session = Session(runtime, network)
    scores = [session.run(tensor, features(samples[at:at + WINDOW])) for at in range(0, len(samples) - WINDOW + 1, HOP)]
    np.asarray(scores, np.float32).tofile(out)
    print(len(scores), session.version, np.__version__)


if __name__ == "__main__":
    {"cut": cut, "run": run}[sys.argv[1]](*sys.argv[2:])
