"""Golden inputs: short synthesized WAVs of whole windows, no copies of recordings. Their scores come from onnxruntime-node, not torch."""
import json
import os

import numpy as np
import soundfile as sf

from . import synth_beds, synth_calls
from .data import RATE, WINDOW


def song(rng):
    n = WINDOW + 3 * RATE
    x = synth_beds.shaped(rng, n, [5, 50, 200, 1000, 5000], [0, -8, -18, -26, -34]) * 0.004
    at = 1.0
    for f0, f1, f2, length in ((180, 320, 300, 1.2), (420, 640, 380, 0.9), (150, 210, 330, 1.1), (300, 310, 290, 1.4)):
        f = synth_calls.contour(rng, length, [f0, f1, f2])
        y = synth_calls.tone(rng, f, [1, 0.3, 0.15, 0.05]) * synth_calls._env(len(f), 0.1, 0.2) * 0.006
        i = int(at * RATE)
        x[i:i + len(y)] += y[:max(0, n - i)]
        at += length + 0.45
    return x


def ship(rng):
    n = WINDOW + RATE
    t = np.arange(n) / RATE
    x = synth_beds.shaped(rng, n, [5, 100, 1000, 5000], [0, -2, -12, -22]) * (1 + 0.4 * np.sin(2 * np.pi * 9 * t)) * 0.03
    for f, a in ((48, 0.02), (96, 0.012), (311, 0.008), (622, 0.004)):
        x += a * np.sin(2 * np.pi * f * t + f)
    return x


def edges(rng):
    """A dropout, an offset step and a click in faint noise: what a recorder does wrong."""
    x = rng.standard_normal(WINDOW + RATE) * 0.001 + 0.02
    x[12000:15000] = 0
    x[30000:] += 0.05
    x[41000] = 0.9
    return x


SOUNDS = {"song": song, "ship": ship, "silence": lambda rng: np.zeros(WINDOW), "edges": edges}


def write(folder, scorer):
    """scorer: callable over float32 samples. Returns the manifest's golden list."""
    os.makedirs(folder, exist_ok=True)
    entries = []
    for i, (name, make) in enumerate(SOUNDS.items()):
        x = np.clip(make(np.random.default_rng((20, i))), -1, 1)
        path = os.path.join(folder, name + ".wav")
        sf.write(path, np.round(x * 32767).astype(np.int16), RATE, subtype="PCM_16")
        back, _ = sf.read(path, dtype="int16")
        s = scorer(back.astype(np.float32) / 32768)
        with open(os.path.join(folder, name + ".json"), "w") as f:
            json.dump({"scores": [[round(float(v), 6)] for v in s]}, f)
            f.write("\n")
        entries.append({"input": f"golden/{name}.wav", "expect": f"golden/{name}.json", "tolerance": 0.02})
    return entries
