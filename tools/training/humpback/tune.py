"""Chooses the event parameters on validation material only: validation recordings, and synthesized sea of a seed never trained on.

    python3 -m humpback.tune CHECKPOINT --data DIR --out events.json
The held-out recordings are not read here.
"""
import argparse
import itertools
import json

import numpy as np
import torch

from . import data as D
from . import synth_beds, synth_calls
from .evaluate import TorchScorer
from .events import aggregate, match
from .longmix import build, join_beds
from .mix import rms

RATE = D.RATE


class Bed:
    """Looks like a clip to the mix builder."""

    def __init__(self, x, kind):
        self.x, self.kind, self.file, self.recording = x, kind, f"synthetic/{kind}.wav", "synthetic"


def sea(seconds, seed, confusers=True):
    """Synthesized sea: a new bed every 20-60 s, a confuser every few seconds."""
    rng = np.random.default_rng(seed)
    beds, total = [], 0.0
    while total < seconds:
        n = int(rng.uniform(20, 60) * RATE)
        kind, x = synth_beds.bed(rng, n)
        t = rng.uniform(1, 4)
        while confusers and t < n / RATE - 1:
            name, y = synth_calls.confuser(rng)
            y = y * 10 ** (rng.uniform(-12, 14) / 20) / (rms(y) * 1.5)
            i = int(t * RATE)
            m = min(len(y), n - i)
            x[i:i + m] += y[:m].astype(np.float32)
            t += len(y) / RATE + rng.uniform(1, 8)
        x = x * np.float32(10 ** (rng.uniform(-60, -20) / 20) / rms(x))
        beds.append(Bed(np.clip(x, -1, 1).astype(np.float32), kind))
        total += n / RATE
    return beds


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("checkpoint")
    ap.add_argument("--data", default=D.default_data())
    ap.add_argument("--out", default=".cache/events.json")
    ap.add_argument("--hours", type=float, default=2.0)
    ap.add_argument("--per-hour", type=float, default=12.0, help="false events an hour allowed on the synthesized sea, which has a confuser every six seconds")
    ap.add_argument("--real", type=int, default=1, help="false events allowed on the real call-free recordings of the validation and training side")
    ap.add_argument("--keep", help="npz to keep the validation scores in")
    args = ap.parse_args()
    torch.set_num_threads(1)
    synth_beds.emphasise(shower=2.5)
    scorer = TorchScorer(args.checkpoint)
    clips = D.load(args.data, {"train", "val"})
    val = [c for c in clips if c.split == "val"]
    bank = D.call_bank(val, min_snr=3.0)
    negative, seconds = [], 0.0
    for beds in (sea(args.hours * 3600, 9001), [c for c in val if D.is_negative(c)], [c for c in clips if c.split == "train" and D.is_negative(c)]):
        x, _ = join_beds(beds)
        negative.append((scorer(x), len(x) / RATE))
        seconds += len(x) / RATE
    positive = []
    for k in range(3):
        x, enc, _, _ = build("tune", sea(900, 9100 + k, confusers=False) + [c for c in val if D.is_negative(c)], bank, 40 + k, None)
        positive.append((scorer(x), [(e[0], e[1], e[2]) for e in enc], len(x) / RATE))
    for name, (s, t) in zip(("synthetic sea", "validation negatives", "training negatives"), negative):
        print(f"{name}: {t / 3600:.2f} h, score quantiles 50 % {np.quantile(s, .5):.3f} 99 % {np.quantile(s, .99):.3f} max {s.max():.3f}")
    if args.keep:
        np.savez(args.keep, **{f"neg{i}": s for i, (s, _) in enumerate(negative)}, **{f"pos{i}": s for i, (s, _, _) in enumerate(positive)},
                 meta=json.dumps([[t for _, t in negative], [[tr, t] for _, tr, t in positive]]))
    best = None
    for smoothing, kofn in itertools.product(("none", "mean:3", "median:3"), ("1/1", "2/3", "3/4", "3/5")):
        for high in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97):
            p = {"high": high, "low": round(high * 0.6, 2), "smoothing": smoothing, "kOfN": kofn, "minSeconds": 1.0, "mergeGapSeconds": 3.0, "maxSeconds": 600}
            false = [len(aggregate(s, p, total=t)) for s, t in negative]
            found = {6: [0, 0], 0: [0, 0], -6: [0, 0]}
            for s, truth, t in positive:
                f, wrong = match(aggregate(s, p, total=t), truth)
                for ok, tr in zip(f, truth):
                    found[tr[2]][0] += ok
                    found[tr[2]][1] += 1
            recall = [found[k][0] / found[k][1] for k in (6, 0, -6)]
            rate = false[0] / (negative[0][1] / 3600)
            row = (np.mean(recall), -rate, p, recall, false)
            allowed = rate <= args.per_hour and false[1] + false[2] <= args.real
            if allowed and (best is None or row[:2] > best[:2]):
                best = row
            if rate < 40:
                print(smoothing, kofn, high, "recall %.2f %.2f %.2f" % tuple(recall), f"false {false}, {rate:.1f}/h", flush=True)
    if best is None:
        raise SystemExit("no parameters stay below the allowed false rate")
    print("chosen", best)
    with open(args.out, "w") as f:
        json.dump(best[2], f)


if __name__ == "__main__":
    main()
