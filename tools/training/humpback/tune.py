"""Chooses the event parameters on validation material only: validation recordings, and synthesized sea and noise of seeds never trained on.

    python3 -m humpback.tune CHECKPOINT --data DIR --out events.json [--keep scores.npz]
The held-out recordings are not read here. Scores kept with --keep are used again when the file is there.
"""
import argparse
import itertools
import json
import os

import numpy as np
import torch

from . import data as D
from . import synth_beds, synth_calls
from .evaluate import NodeScorer, TorchScorer, noise_hours
from .events import aggregate
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


# Three draws of sea, each with its own mixes of validation calls: one draw alone moves the choice by more than the rules differ.
DRAWS = ((9001, range(0, 3)), (9777, range(10, 14)), (9888, range(20, 24)))
NOISE_SEEDS = (905, 906)
SMOOTHING = ("none", "mean:3", "median:3", "mean:5", "median:5", "mean:7", "median:7")
K_OF_N = ("1/1", "2/3", "3/4", "2/4", "3/5", "4/6")
HIGHS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.675, 0.7, 0.725, 0.75, 0.775, 0.8, 0.85, 0.9, 0.95)
LOW_TO_HIGH = (0.6, 0.7, 0.8)


def singly(events, truth, collar=2.0):
    """Found flag per bout when an event finds one bout at most, so that long events over several bouts gain nothing."""
    found, used = [], set()
    for t in truth:
        hit = [i for i, e in enumerate(events) if i not in used and e[0] < t[1] + collar and e[1] > t[0] - collar]
        used.update(hit[:1])
        found.append(bool(hit))
    return found


def score(scorer, data, hours):
    """{sea, real, positive, noise}: lists of (scores, bouts, seconds)."""
    synth_beds.emphasise(shower=2.5)
    clips = D.load(data, {"train", "val"})
    bank = D.call_bank([c for c in clips if c.split == "val"], min_snr=3.0)
    free = {s: [c for c in clips if c.split == s and D.is_negative(c)] for s in ("val", "train")}
    sets = {"sea": [], "real": [], "positive": [], "noise": []}
    for name, beds in [("sea", sea(hours * 3600, seed)) for seed, _ in DRAWS] + [("real", free["val"]), ("real", free["train"])]:
        x, _ = join_beds(beds)
        sets[name].append((scorer(x), [], len(x) / RATE))
    for k in (k for _, ks in DRAWS for k in ks):
        x, enc, _, _ = build("tune", sea(900, 9100 + k, confusers=False) + free["val"], bank, 40 + k, None)
        sets["positive"].append((scorer(x), [e[:3] for e in enc], len(x) / RATE))
    for seed in NOISE_SEEDS:
        for _, x in noise_hours(3600, seed):
            sets["noise"].append((scorer(x), [], len(x) / RATE))
    return sets


def keep(path, sets):
    meta = {name: [[truth, t] for _, truth, t in part] for name, part in sets.items()}
    np.savez(path, meta=json.dumps(meta), **{f"{name}{i}": s for name, part in sets.items() for i, (s, _, _) in enumerate(part)})


def kept(path):
    z = np.load(path)
    return {name: [(z[f"{name}{i}"], truth, t) for i, (truth, t) in enumerate(part)] for name, part in json.loads(str(z["meta"])).items()}


def choose(sets, hop, per_hour, real, log=print):
    """The rule with the highest mean recall over +6, 0 and -6 dB within the allowed false events; at equal recall the one with fewer."""
    hours = sum(t for _, _, t in sets["sea"]) / 3600
    rows = []
    for smoothing, kofn, high, ratio in itertools.product(SMOOTHING, K_OF_N, HIGHS, LOW_TO_HIGH):
        p = {"high": high, "low": round(high * ratio, 2), "smoothing": smoothing, "kOfN": kofn, "minSeconds": 1.0, "mergeGapSeconds": 3.0, "maxSeconds": 600}
        count = {name: sum(len(aggregate(s, p, hop, total=t)) for s, _, t in sets[name]) for name in ("real", "sea")}
        if count["sea"] / hours > per_hour or count["real"] > real:
            continue
        found = {6: [], 0: [], -6: []}
        for s, truth, t in sets["positive"]:
            for ok, bout in zip(singly(aggregate(s, p, hop, total=t), truth), truth):
                found[bout[2]].append(ok)
        recall = [float(np.mean(found[k])) for k in (6, 0, -6)]
        rows.append((float(np.mean(recall)), -count["sea"], p, recall, count))
    for row in sorted(rows, key=lambda r: r[:2], reverse=True):
        noise = sum(len(aggregate(s, row[2], hop, total=t)) for s, _, t in sets["noise"])
        log(row[2], "recall %.3f (%.3f %.3f %.3f)" % (row[0], *row[3]), f"false {row[4]}, {row[4]['sea'] / hours:.1f}/h, noise {noise}")
        if not noise:
            return row[2]
    raise SystemExit("no parameters stay below the allowed false rate")


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("checkpoint", help="checkpoint (.pt) or .onnx")
    ap.add_argument("--data", default=D.default_data())
    ap.add_argument("--modules", default="node_modules", help="folder with onnxruntime-node, for .onnx")
    ap.add_argument("--out", default=".cache/events.json")
    ap.add_argument("--hours", type=float, default=1.5, help="synthesized sea in each of the three draws")
    ap.add_argument("--per-hour", type=float, default=3.2, help="false events an hour allowed on the synthesized sea, which has a confuser every six seconds")
    ap.add_argument("--real", type=int, default=0, help="false events allowed on the real call-free recordings of the validation and training side")
    ap.add_argument("--keep", help="npz to keep the validation scores in; used again when it exists")
    args = ap.parse_args()
    torch.set_num_threads(1)
    if args.keep and os.path.exists(args.keep):
        sets = kept(args.keep)
    else:
        sets = score(NodeScorer(args.checkpoint, args.modules) if args.checkpoint.endswith(".onnx") else TorchScorer(args.checkpoint), args.data, args.hours)
        if args.keep:
            keep(args.keep, sets)
    for name, part in sets.items():
        s = np.concatenate([s for s, _, _ in part])
        print(f"{name}: {sum(t for _, _, t in part) / 3600:.2f} h, score quantiles 50 % {np.quantile(s, .5):.3f} 99 % {np.quantile(s, .99):.3f} max {s.max():.3f}")
    best = choose(sets, D.HOP / RATE, args.per_hour, args.real)
    with open(args.out, "w") as f:
        json.dump(best, f)


if __name__ == "__main__":
    main()
