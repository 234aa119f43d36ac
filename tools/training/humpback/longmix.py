"""Evaluation recordings built as shared long mixes are: beds joined with 1 s crossfades, real calls added at a stated in-band SNR.

Every bed sample is used once in each mix, so no hour is counted twice; several mixes over the same beds carry different calls
and serve recall only.
"""
import csv
import os
import re

import numpy as np
import soundfile as sf

from .data import RATE, call_bank, spectrum

CROSS = RATE


def join_beds(clips):
    """All clips after each other; returns samples and [(begin_s, end_s, clip)]."""
    out, spans = np.zeros(0, np.float32), []
    up = np.linspace(0, 1, CROSS, dtype=np.float32)
    for c in clips:
        x = c.x - c.x.mean()
        k = min(CROSS, len(x) // 4, len(out) // 4) if len(out) else 0
        begin = (len(out) - k) / RATE
        if k:
            u = up[np.linspace(0, CROSS - 1, k).astype(int)]
            out[-k:] = out[-k:] * (1 - u) + x[:k] * u
        out = np.concatenate([out, x[k:]])
        spans.append((begin, len(out) / RATE, c))
    return out, spans


def offset_of(call):
    m = re.match(r".*/Mn-(\d+)-", call.file)
    return int(m.group(1)) / 1000 + call.at if m else call.at


def bouts(bank, rng, longest=6, gap=8.0):
    """Calls that followed each other in their recording, at most six, each call once."""
    groups = []
    for rec in sorted({c.recording for c in bank}):
        calls = sorted((c for c in bank if c.recording == rec), key=offset_of)
        cur = []
        size = int(rng.integers(1, longest + 1))
        for c in calls:
            if cur and offset_of(c) - offset_of(cur[-1]) < 0.5:
                continue
            if cur and (offset_of(c) - offset_of(cur[-1]) > gap or len(cur) >= size):
                groups.append(cur)
                cur, size = [], int(rng.integers(1, longest + 1))
            cur.append(c)
        if cur:
            groups.append(cur)
    return groups


def band_power(x, low, high):
    p = spectrum(x, 1024, 512).mean(axis=0)
    f = np.arange(len(p)) * RATE / 1024
    w = np.hanning(1024)
    return 2 * p[(f >= low) & (f <= high)].sum() / (w ** 2).sum() / 1024


def build(name, beds, bank, seed, folder, free=5.0):
    """Writes NAME.wav, NAME.csv (calls), NAME.encounters.csv, NAME.bed.csv; returns samples, bouts [(b, e, snr)], calls, spans."""
    rng = np.random.default_rng(seed)
    order = [beds[i] for i in rng.permutation(len(beds))]
    x, spans = join_beds(order)
    bed = x.copy()
    groups = bouts(bank, rng)
    # The same few calls go round until the bed is full, each round at the next level: recall per SNR then compares like with like.
    plan = [(groups[i], [6, 0, -6][(i + turn + seed) % 3]) for turn in range(30) for i in rng.permutation(len(groups))]
    at, enc, calls, n = 6.0, [], [], 0
    for g, snr in plan:
        t0 = offset_of(g[0])
        length = offset_of(g[-1]) - t0 + (g[-1].end - g[-1].begin)
        if at + length + 4 > len(x) / RATE:
            break
        n += 1
        first, stop = None, 0.0
        for c in g:
            b = at + offset_of(c) - t0
            e = b + c.end - c.begin
            i = int(round((b - c.begin) * RATE))
            a0, a1 = max(0, i), min(len(x), i + len(c.own))
            y = c.own[a0 - i:a1 - i]
            near = bed[max(0, int((b - 1) * RATE)):int((e + 1) * RATE)]
            core = c.own[int(c.begin * RATE):int(c.end * RATE)]
            gain = np.sqrt(band_power(near, c.low, c.high) * 10 ** (snr / 10) / (np.mean(core.astype(np.float64) ** 2) + 1e-20))
            x[a0:a1] += y * np.float32(gain)
            calls.append((b, e, snr, c, n))
            first, stop = (b if first is None else first), e
        enc.append((first, stop, snr, len(g), n, g[0].recording, max(c.snr for c in g)))
        at = stop + free + float(rng.uniform(2, 7))
    whole = np.round(np.clip(x, -1, 1) * 32767).astype(np.int16)  # libsndfile would round down: what is scored is what is written
    if folder:
        os.makedirs(folder, exist_ok=True)
        sf.write(os.path.join(folder, name + ".wav"), whole, RATE, subtype="PCM_16")
        with open(os.path.join(folder, name + ".csv"), "w", newline="") as f:
            w = csv.writer(f)
            w.writerow("file,begin_s,end_s,begin_utc,low_hz,high_hz,species,snr_db,encounter,source_recording,source_begin_s,source_inband_snr_db".split(","))
            for b, e, snr, c, k in calls:
                w.writerow([name + ".wav", f"{b:.3f}", f"{e:.3f}", "", f"{c.low:.0f}", f"{c.high:.0f}", "Mn", snr, k, c.recording, f"{offset_of(c):.3f}", f"{c.snr:.1f}"])
        with open(os.path.join(folder, name + ".encounters.csv"), "w", newline="") as f:
            w = csv.writer(f)
            w.writerow("file,begin_s,end_s,snr_db,calls,encounter,source_recording".split(","))
            for b, e, snr, k, i, rec, _ in enc:
                w.writerow([name + ".wav", f"{b:.3f}", f"{e:.3f}", snr, k, i, rec])
        with open(os.path.join(folder, name + ".selections.txt"), "w", newline="") as f:
            w = csv.writer(f, delimiter="\t")
            w.writerow(["Selection", "View", "Channel", "Begin Time (s)", "End Time (s)", "Low Freq (Hz)", "High Freq (Hz)", "Species"])
            for i, (b, e, snr, c, k) in enumerate(calls, 1):
                w.writerow([i, "Spectrogram 1", 1, f"{b:.3f}", f"{e:.3f}", f"{c.low:.0f}", f"{c.high:.0f}", "Mn"])
        with open(os.path.join(folder, name + ".bed.csv"), "w", newline="") as f:
            w = csv.writer(f)
            w.writerow(["begin_s", "end_s", "source", "role", "kind"])
            for b, e, c in spans:
                w.writerow([f"{b:.2f}", f"{e:.2f}", os.path.splitext(os.path.basename(c.file))[0], "bed", c.kind])
    return whole.astype(np.float32) / 32768, enc, calls, spans

