"""Window scores to events, exactly as the agent does it, and the matching of events with truth."""
import numpy as np
from scipy import stats


def smooth(scores, how):
    """Centred median or mean of n windows; fewer at the ends."""
    if how in ("none", "", None):
        return np.asarray(scores, float)
    name, n = how.split(":")
    half = int(n) // 2
    padded = np.pad(np.asarray(scores, float), half, constant_values=np.nan)
    rows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    return np.nanmedian(rows, axis=1) if name == "median" else np.nanmean(rows, axis=1)


def aggregate(scores, p, hop=1.0, window=3.9124, total=None):
    """Events [(begin, end, peak)] in seconds. p: high, low, smoothing, kOfN, minSeconds, mergeGapSeconds, maxSeconds."""
    if len(scores) == 0:
        return []
    s = smooth(scores, p["smoothing"])
    k, n = (int(v) for v in p["kOfN"].split("/"))
    runs, open_at, last, done = [], None, -1, -1
    for i, v in enumerate(s):
        if open_at is not None:
            if v >= p["low"]:
                last = i
                continue
            runs.append([open_at, last])
            done, open_at = last, None
        highs = [j for j in range(max(done + 1, i - n + 1), i + 1) if s[j] >= p["high"]]
        if len(highs) >= k:
            open_at = highs[0]
            while open_at - 1 > done and s[open_at - 1] >= p["low"]:
                open_at -= 1
            last = i
    if open_at is not None:
        runs.append([open_at, last])
    merged = []
    for r in runs:
        if merged and (r[0] - merged[-1][1] - 1) * hop <= p["mergeGapSeconds"]:
            merged[-1][1] = r[1]
        else:
            merged.append(r)
    out = []
    end_of_all = total if total is not None else (len(s) - 1) * hop + window
    for a, b in merged:
        begin = 0.0 if a == 0 else a * hop + window / 2 - hop / 2
        end = end_of_all if b == len(s) - 1 else b * hop + window / 2 + hop / 2
        peak = float(s[a:b + 1].max())
        while end - begin > p["maxSeconds"]:
            out.append((begin, begin + p["maxSeconds"], peak))
            begin += p["maxSeconds"]
        if end - begin >= p["minSeconds"]:
            out.append((begin, end, peak))
    return out


def match(events, truth, collar=2.0):
    """(found flag per truth, list of false events). An event within the collar of any truth is not false."""
    found = [any(e[0] < t[1] + collar and e[1] > t[0] - collar for e in events) for t in truth]
    false = [e for e in events if not any(e[0] < t[1] + collar and e[1] > t[0] - collar for t in truth)]
    return found, false


def overlaps(events, truth):
    """Found in the strict sense: the event touches the truth itself, no collar."""
    return [any(e[0] < t[1] and e[1] > t[0] for e in events) for t in truth]


def poisson(count, hours):
    """Rate per hour with the exact 95 % interval."""
    if hours <= 0:
        return float("nan"), float("nan"), float("nan")
    low = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    return count / hours, low / hours, stats.chi2.ppf(0.975, 2 * count + 2) / 2 / hours


def binomial(found, total):
    """Share with the exact 95 % interval (Clopper-Pearson)."""
    if total == 0:
        return float("nan"), 0.0, 1.0
    low = stats.beta.ppf(0.025, found, total - found + 1) if found else 0.0
    high = stats.beta.ppf(0.975, found + 1, total - found) if found < total else 1.0
    return found / total, low, high
