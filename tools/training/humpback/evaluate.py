"""Scores the detector on whole recordings: long mixes, negatives per kind, synthetic noise hours. Prints a report and writes report.json."""
import argparse
import csv
import json
import os
import subprocess
import tempfile

import numpy as np
import soundfile as sf
import torch

from . import data as D
from .events import aggregate, binomial, match, overlaps, poisson
from .longmix import build, join_beds

RATE, WINDOW, HOP = D.RATE, D.WINDOW, D.HOP
# The confusers named by the project's goal (at most 4 false events an hour over these).
NAMED = {"rain", "ship", "orca", "dolphin", "odontocete", "minke_whale", "fin_whale", "blue_whale", "gray_whale", "right_whale", "sperm_whale"}


class TorchScorer:
    def __init__(self, checkpoint):
        from .export import build as load
        self.model, self.window, self.hop = load(checkpoint), WINDOW, HOP

    def __call__(self, x):
        if len(x) < self.window:
            x = np.pad(x, (0, self.window - len(x)))
        frames = np.lib.stride_tricks.sliding_window_view(x, self.window)[::self.hop]
        with torch.no_grad():
            return np.concatenate([self.model(torch.from_numpy(frames[i:i + 32].copy())).numpy()[:, 0] for i in range(0, len(frames), 32)])


class NodeScorer:
    """Any ONNX model through onnxruntime-node: the product's runtime, and independent of torch."""

    def __init__(self, model, modules, window=WINDOW, hop=HOP):
        self.model, self.modules, self.window, self.hop = model, modules, window, hop
        self.script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "score.js")

    def __call__(self, x):
        if len(x) < self.window:
            x = np.pad(x, (0, self.window - len(x)))
        with tempfile.TemporaryDirectory() as t:
            x.astype("<f4").tofile(os.path.join(t, "x.f32"))
            env = dict(os.environ, NODE_PATH=self.modules)
            subprocess.run(["node", self.script, self.model, os.path.join(t, "x.f32"), str(self.window), str(self.hop), os.path.join(t, "y.f32")], check=True, env=env)
            return np.fromfile(os.path.join(t, "y.f32"), "<f4")


def long_recording(data, name):
    x, _ = sf.read(os.path.join(data, "long", name + ".wav"), dtype="float32")
    with open(os.path.join(data, "long", name + ".encounters.csv"), newline="") as f:
        enc = [(float(r["begin_s"]), float(r["end_s"]), int(r["snr_db"]), int(r["calls"]), int(r["encounter"]), r["source_recording"]) for r in csv.DictReader(f)]
    return x, enc


def noise_hours(seconds, seed=5):
    """An hour each at levels walking from -80 to -10 dBFS RMS, rounded to 16 bit. Independent of the training generator."""
    rng = np.random.default_rng(seed)
    n = int(seconds * RATE)
    t = np.arange(n) / RATE
    steps = max(1, int(seconds / 60))
    level = np.repeat(np.linspace(-80, -10, steps), -(-n // steps))[:n]
    gain = 10 ** (level / 20)
    white = rng.standard_normal(n)
    spec = np.fft.rfft(rng.standard_normal(n))
    f = np.fft.rfftfreq(n, 1 / RATE)
    pink = np.fft.irfft(spec / np.sqrt(np.maximum(f, 2)), n)
    pink /= pink.std()
    tonal = np.zeros(n)
    for k in range(steps):
        a, b = k * n // steps, (k + 1) * n // steps
        for _ in range(int(rng.integers(1, 6))):
            f0 = np.exp(rng.uniform(np.log(20), np.log(4500)))
            am = 1 + rng.uniform(0, .5) * np.sin(2 * np.pi * rng.uniform(.02, .5) * t[a:b])
            tonal[a:b] += rng.uniform(.2, 1) * am * np.sin(2 * np.pi * f0 * t[a:b] + rng.uniform(0, 6))
        tonal[a:b] /= tonal[a:b].std()
        tonal[a:b] += 10 ** (rng.uniform(-40, -3) / 20) * white[a:b]
    dc = np.sign(rng.standard_normal(steps))[np.minimum(np.arange(n) * steps // n, steps - 1)]
    yield "digital silence", np.zeros(n, np.float32)
    for name, x in (("DC steps", dc), ("white", white), ("pink", pink), ("tonal", tonal)):
        yield name, (np.round(np.clip(x * gain, -1, 1) * 32767) / 32768).astype(np.float32)


def constant_hours():
    """Digital silence and constant offsets have one score per level; scoring each level once covers the hour."""
    levels = np.concatenate([[0], 10 ** (np.arange(-80, -9, 2) / 20), -10 ** (np.arange(-80, -9, 2) / 20)])
    return np.repeat((np.round(levels * 32767) / 32768).astype(np.float32)[:, None], WINDOW, axis=1)


def evaluate(scorer, params, clips, data, folder=None, noise_seconds=3600, mixes=6, log=print, prefix="EVAL", hyd=True):
    hop, win = scorer.hop / RATE, scorer.window / RATE
    scores_out = {}
    bank = D.call_bank(clips, min_snr=2.0)
    beds = [c for c in clips if D.is_negative(c)]
    around = [c for c in clips if c.label == "other" and not D.is_negative(c)]
    runs = []
    for k in range(mixes):
        x, enc, calls, spans = build(f"{prefix}{k + 1}", beds, bank, 100 + k, folder)
        runs.append((f"{prefix}{k + 1}", x, enc))
    if hyd:
        for name in ("HYD11_20230710_060000", "HYD12_20230902_221500"):
            runs.append((name,) + long_recording(data, name))
    for name, x, enc in runs:
        s = scorer(x)
        scores_out[name] = (s, [(e[0], e[1], e[2], e[5], e[6] if len(e) > 6 else 9.0) for e in enc], len(x) / RATE)
    for kind in sorted({c.kind for c in beds}):
        x, spans = join_beds([c for c in beds if c.kind == kind])
        scores_out["neg:" + kind] = (scorer(x), [], len(x) / RATE)
    for kind in sorted({c.kind for c in around}):
        x, _ = join_beds([c for c in around if c.kind == kind])
        scores_out["around:" + kind] = (scorer(x), [], len(x) / RATE)
    if noise_seconds:
        for name, x in noise_hours(noise_seconds):
            scores_out["noise:" + name] = (scorer(x), [], len(x) / RATE)
    return report(scores_out, params, hop, win, log), scores_out


def report(scored, params, hop, win, log=print):
    rep = {"params": params, "recall": {}, "negatives": {}, "noise": {}, "around": {}, "mixFalse": {}}
    recall = {}
    for name, (s, truth, seconds) in scored.items():
        events = aggregate(s, params, hop, win, seconds)
        if name.startswith(("neg:", "noise:", "around:")):
            key = {"neg": "negatives"}.get(name.split(":")[0], name.split(":")[0])
            rep[key][name.split(":")[1]] = {"events": len(events), "seconds": seconds, "max": float(np.max(s))}
            continue
        found, false = match(events, truth)
        strict = overlaps(events, truth)
        group = "HYD" if name.startswith("HYD") else "EVAL"
        rep["mixFalse"][name] = {"events": len(events), "false": len(false), "seconds": seconds, "at": [(round(e[0]), round(e[1])) for e in false]}
        for t, f, g in zip(truth, found, strict):
            # Calls that stood less than 3 dB out of their own recording carry mostly its noise into the mix: counted apart.
            note = (" faint" if t[4] < 3 else "") if group == "EVAL" else " held-out" if t[3] in D.TEST_RECORDINGS else " seen"
            r = recall.setdefault(group + note, {}).setdefault(t[2], [0, 0, 0])
            r[0] += f
            r[1] += g
            r[2] += 1
    rep["recall"] = recall
    for g in sorted(recall):
        log(f"{g:14s} " + "  ".join(f"{k:+d} dB {recall[g][k][0]}/{recall[g][k][2]} (strict {recall[g][k][1]}) = {recall[g][k][0] / recall[g][k][2]:.2f}" for k in sorted(recall[g], reverse=True)))
    for name, r in rep["mixFalse"].items():
        log(f"{name}: {r['events']} events, {r['false']} false in {r['seconds']:.0f} s {r['at']}")
    named = {k: r for k, r in rep["negatives"].items() if k in NAMED}
    n, h = sum(r["events"] for r in named.values()), sum(r["seconds"] for r in named.values()) / 3600
    if h:
        log(f"named confusers: {n} events in {h:.3f} h = %.1f/h (%.1f-%.1f)" % poisson(n, h))
    for key in ("negatives", "around", "noise"):
        n = sum(r["events"] for r in rep[key].values())
        h = sum(r["seconds"] for r in rep[key].values()) / 3600
        log(f"{key}: {n} events in {h:.3f} h = %.1f/h (%.1f-%.1f)" % poisson(n, h) if h else f"{key}: not scored")
        log("   " + "  ".join(f"{k} {r['events']}/{r['seconds']:.0f}s max {r['max']:.2f}" for k, r in rep[key].items()))
    return rep


DEFAULT = {"high": 0.725, "low": 0.58, "smoothing": "mean:7", "kOfN": "2/3", "minSeconds": 1.0, "mergeGapSeconds": 3.0, "maxSeconds": 600}


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("model", help="checkpoint (.pt) or .onnx")
    ap.add_argument("--data", default=D.default_data())
    ap.add_argument("--modules", default="node_modules", help="folder with onnxruntime-node")
    ap.add_argument("--split", default="test", choices=["test", "val"])
    ap.add_argument("--out", default=".cache/eval")
    ap.add_argument("--noise", type=int, default=3600, help="seconds of each synthetic noise")
    ap.add_argument("--params", help="model.json whose events section is used")
    ap.add_argument("--name", help="name of the output files; default: the model file's")
    ap.add_argument("--window", type=int, default=WINDOW)
    ap.add_argument("--hop", type=int, default=HOP)
    args = ap.parse_args()
    params = dict(DEFAULT)
    if args.params:
        with open(args.params) as f:
            params.update(json.load(f)["events"])
    torch.set_num_threads(1)
    splits = {"test", "evalonly"} if args.split == "test" else {"val"}
    clips = D.load(args.data, splits)
    scorer = TorchScorer(args.model) if args.model.endswith(".pt") else NodeScorer(args.model, args.modules, args.window, args.hop)
    os.makedirs(args.out, exist_ok=True)
    prefix = "EVAL" if args.split == "test" else "VAL"
    rep, scored = evaluate(scorer, params, clips, args.data, args.out, args.noise, prefix=prefix, hyd=args.split == "test")
    name = args.name or os.path.splitext(os.path.basename(args.model))[0]
    np.savez(os.path.join(args.out, f"scores-{args.split}-{name}.npz"), **{k: v[0] for k, v in scored.items()})
    with open(os.path.join(args.out, f"report-{args.split}-{name}.json"), "w") as f:
        json.dump({"report": rep, "hop": scorer.hop / RATE, "window": scorer.window / RATE, "truth": {k: [v[1], v[2]] for k, v in scored.items()}}, f, indent=1)


if __name__ == "__main__":
    main()
