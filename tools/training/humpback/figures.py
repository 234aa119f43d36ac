"""Pictures and the comparison with the baseline, from the files evaluate.py wrote.

    python3 -m humpback.figures EVALDIR NAME --params model.json --out models/repository/humpback/1 [--baseline NAME]
"""
import argparse
import json
import os

import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

from .events import aggregate, match, poisson  # noqa: E402

COLORS = {6: "#1b6ca8", 0: "#e08a00", -6: "#b03060"}


class Scores:
    def __init__(self, folder, name):
        self.z = dict(np.load(os.path.join(folder, f"scores-test-{name}.npz")))
        with open(os.path.join(folder, f"report-test-{name}.json")) as f:
            meta = json.load(f)
        self.truth, self.hop, self.window = meta["truth"], meta["hop"], meta["window"]

    def events(self, name, p):
        return aggregate(self.z[name], p, self.hop, self.window, self.truth[name][1])

    def measure(self, p, faint=False):
        """(recall per SNR over the EVAL mixes, false events on call-free held-out material, its hours, [found, total] per SNR)."""
        found, false, hours = {}, 0, 0.0
        for name in self.z:
            ev = self.events(name, p)
            truth, seconds = self.truth[name]
            if name.startswith("neg:"):
                false, hours = false + len(ev), hours + seconds / 3600
            elif name.startswith("EVAL"):
                f, _ = match(ev, truth)
                for ok, t in zip(f, truth):
                    if faint or t[4] >= 3:
                        r = found.setdefault(t[2], [0, 0])
                        r[0] += ok
                        r[1] += 1
        return {k: v[0] / v[1] for k, v in found.items()}, false, hours, found


def sweep(scores, p, ratio):
    highs = np.concatenate([np.linspace(0.02, 0.9, 45), 1 - np.geomspace(0.09, 0.002, 20)])
    return [(h,) + scores.measure(dict(p, high=h, low=h * ratio)) for h in highs]


def sweep_baseline(scores, p):
    """The baseline's windows and hop are others, so it may choose among smoothings and hystereses, on the held-out recordings themselves."""
    return [r for how in ("none", "mean:3", "mean:5", p["smoothing"]) for ratio in (0.6, p["low"] / p["high"]) for r in sweep(scores, dict(p, smoothing=how), ratio)]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("folder")
    ap.add_argument("name")
    ap.add_argument("--params", required=True)
    ap.add_argument("--out", default=".")
    ap.add_argument("--baseline")
    args = ap.parse_args()
    with open(args.params) as f:
        p = json.load(f)["events"]
    ours = Scores(args.folder, args.name)
    rows = sweep(ours, p, p["low"] / p["high"])
    here = ours.measure(p)
    base = Scores(args.folder, args.baseline) if args.baseline else None
    base_rows = sweep(base, dict(p, smoothing="mean:3"), 0.6) if base else []

    # The mixes are crammed with bouts, so precision inside them says nothing. It is given for a sea with ten bouts an hour instead.
    def precision(r, snr, per_hour=10.0):
        hits = per_hour * r[0][snr]
        return hits / max(1e-9, hits + r[1] / r[2])

    fig, ax = plt.subplots(1, 2, figsize=(11, 4.4))
    for snr in (6, 0, -6):
        for part, style in ((rows, "-"), (base_rows, ":")):
            if part:
                label = f"{snr:+d} dB" if style == "-" else None
                ax[0].plot([r[1][snr] for r in part], [precision(r[1:], snr) for r in part], style, color=COLORS[snr], label=label)
                ax[1].plot([r[2] / r[3] for r in part], [r[1][snr] for r in part], style, color=COLORS[snr], label=label)
        ax[0].plot(here[0][snr], precision(here, snr), "o", color=COLORS[snr])
        ax[1].plot(here[1] / here[2], here[0][snr], "o", color=COLORS[snr])
    ax[0].set(xlabel="recall of song bouts", ylabel="precision at ten bouts an hour", xlim=(0, 1.02), ylim=(0, 1.02), title="Precision and recall")
    ax[1].set(xlabel="false events per hour, call-free held-out material", ylabel="recall of song bouts", ylim=(0, 1.02), xlim=(0, 120),
              title=f"Recall against false alarms ({here[2] * 60:.0f} min)")
    for a in ax:
        a.grid(alpha=.3)
        a.legend(title="dots: shipped; dotted: baseline" if base else "dots: shipped")
    fig.tight_layout()
    fig.savefig(os.path.join(args.out, "pr-curve.png"), dpi=80)

    fig, ax = plt.subplots(figsize=(7, 4))
    groups, labels = [], []
    for snr in (-6, 0, 6):
        best = []
        for name, s in ours.z.items():
            if name.startswith("EVAL"):
                centre = np.arange(len(s)) * ours.hop + ours.window / 2
                for t in ours.truth[name][0]:
                    m = (centre > t[0] - 1.5) & (centre < t[1] + 1.5)
                    if t[2] == snr and t[4] >= 3 and m.any():
                        best.append(s[m].max())
        groups.append(best)
        labels.append(f"{snr:+d} dB\n({len(best)} bouts)")
    free = np.concatenate([s for n, s in ours.z.items() if n.startswith("neg:")])
    ax.boxplot([free] + groups, labels=[f"no call\n({len(free)} windows)"] + labels, whis=(2, 98), showfliers=False)
    ax.axhline(p["high"], color="k", ls="--", lw=.8)
    ax.text(.55, p["high"] + .01, "high")
    ax.axhline(p["low"], color="k", ls=":", lw=.8)
    ax.text(.55, p["low"] + .01, "low")
    ax.set(ylabel="window score (bouts: best window)", ylim=(-.02, 1.02), title="Score by in-band SNR; whiskers 2-98 %")
    fig.tight_layout()
    fig.savefig(os.path.join(args.out, "score-by-snr.png"), dpi=80)

    print("shipped parameters:", {k: f"{v[0]}/{v[1]}" for k, v in here[3].items()}, f"false {here[1]} in {here[2]:.3f} h = %.1f/h (%.1f-%.1f)" % poisson(here[1], here[2]))
    if base:
        every = sweep_baseline(base, p)
        for target in sorted({here[1], 1, 2, 5}):
            fit = [r for r in every if r[2] <= target]
            mine = [r for r in rows if r[2] <= target]
            for who, part in (("baseline", fit), ("this model", mine)):
                if part:
                    r = max(part, key=lambda r: sum(r[1].values()))
                    print(f"at most {target} false on held-out negatives: {who} high {r[0]:.3f} false {r[2]} recall " + " ".join(f"{k:+d} dB {v:.2f}" for k, v in sorted(r[1].items(), reverse=True)))
                else:
                    print(f"at most {target} false: {who} never")


if __name__ == "__main__":
    main()
