"""Training windows: a bed (real or synthesized), confusers, calls at a chosen in-band SNR, and what a recorder does to all of it.

A call counts by overlap: at least 0.25 s or 60 % of it inside the window makes the window positive; less makes it ambiguous (weight 0).
Gaps between the calls of a real song recording are unknown, not negative: they may hold faint song.
"""
import numpy as np

from . import synth_beds, synth_calls
from .data import RATE, WINDOW, band_filter, fade, is_negative

STEPS = 24
STEP_T = 0.11 + 0.16 * np.arange(STEPS)       # centre of each frame logit
FREQS = np.fft.rfftfreq(40000, 1 / RATE)
BIN = RATE / 40000


def resample(x, factor):
    """Plays x faster (factor > 1) or slower; linear interpolation is enough below 2 kHz."""
    n = int(len(x) / factor)
    return np.interp(np.arange(n) * factor, np.arange(len(x)), x).astype(np.float32)


def loop(x, n, rng):
    """A stretch of n samples from x, repeated with 0.2 s crossfades where x is too short."""
    if len(x) >= n:
        at = rng.integers(0, len(x) - n + 1)
        return x[at:at + n].copy()
    k = min(2000, len(x) // 4)
    y = x.copy()
    up = np.sin(np.linspace(0, np.pi / 2, k)).astype(np.float32)
    while len(y) < n + len(x):
        y = np.concatenate([y[:-k], y[-k:] * up[::-1] + x[:k] * up, x[k:]])
    at = rng.integers(0, len(y) - n + 1)
    return y[at:at + n].copy()


def rms(x):
    return float(np.sqrt(np.mean(x.astype(np.float64) ** 2)) + 1e-12)


class Mixer:
    def __init__(self, clips, bank, seed, pool=3000, beds=240, snr=None):
        rng = np.random.default_rng(seed)
        self.snr = snr
        self.bank = bank
        count = {}
        for c in bank:
            count[c.recording] = count.get(c.recording, 0) + 1
        # Large recordings would drown the small ones; the square root keeps a balance. Clear calls are worth more than faint ones.
        w = np.array([count[c.recording] ** -0.5 * (1.0 if c.snr > 5 else 0.5) for c in bank])
        self.bank_p = np.cumsum(w / w.sum()) if len(bank) else None
        self.native = [c for c in clips if c.label != "other" and c.strong and c.events]
        self.weak = [c for c in clips if c.label == "mn" and not c.strong]
        others = [c for c in clips if is_negative(c)]
        self.real = [c.x - c.x.mean() for c in others]
        w = np.array([min(len(x) / RATE, 12.0) ** 0.5 for x in self.real])
        self.real_p = np.cumsum(w / w.sum())
        quiet = {"ambient", "wind", "wind_waves", "rain", "hurricane", "shrimp", "harp_other", "fin_whale"}
        self.short = [c.x - c.x.mean() for c in others if c.kind not in quiet] + [c.x - c.x.mean() for c in others if c.kind == "harp_other"]
        self.beds = [synth_beds.bed(rng, 12 * RATE)[1] for _ in range(beds)]
        harp = [c for c in self.native if len(c.x) > 4 * RATE]
        pick = rng.permutation(len(harp))[:beds // 3]
        self.like = [synth_beds.like(rng, harp[i].x, 12 * RATE) for i in pick]
        self.like += [synth_beds.like(rng, x, 12 * RATE) for x in self.real if len(x) >= 4 * RATE]
        self.confusers = [synth_calls.confuser(rng)[1] for _ in range(pool)]
        self.units = [synth_calls.song_unit(rng) for _ in range(pool // 8)]

    # ---- beds

    def one_bed(self, rng):
        k = rng.random()
        if k < 0.50:
            x = self.real[int(np.searchsorted(self.real_p, rng.random()))]
        elif k < 0.80:
            x = self.beds[rng.integers(len(self.beds))]
        else:
            x = self.like[rng.integers(len(self.like))]
        n = 40000
        if rng.random() < 0.3:
            f = rng.uniform(0.85, 1.18)
            y = resample(loop(x, min(int(n * f) + 10, 60000), rng), f)[:n]
            y = np.pad(y, (0, n - len(y)), "reflect") if len(y) < n else y
        else:
            y = loop(x, n, rng)
        if rng.random() < 0.25:
            y = y[::-1]
        return y / rms(y)

    def bed(self, rng):
        """40000 samples at RMS 1 and their spectrum."""
        x = self.one_bed(rng)
        if rng.random() < 0.25:
            x = x + self.one_bed(rng) * 10 ** (rng.uniform(-15, 5) / 20)
        spec = np.fft.rfft(x)
        if rng.random() < 0.5:
            pts = np.array([0, 60, 150, 400, 1000, 2500, 5000.0])
            spec = spec * 10 ** (np.interp(FREQS, pts, rng.normal(0, 5, 7)) / 20)
        if rng.random() < 0.08:
            cut = np.exp(rng.uniform(np.log(900), np.log(4500)))
            spec = spec / (1 + (FREQS / cut) ** 4)
        p = np.sqrt(2 * np.sum(np.abs(spec) ** 2)) / 40000 + 1e-12
        spec = spec / p
        return np.fft.irfft(spec, 40000)[:WINDOW].astype(np.float32), np.abs(spec) ** 2

    # ---- foreground

    def put(self, x, y, at):
        """Adds y into x starting at sample at (may hang over both ends)."""
        a, b = max(0, at), min(len(x), at + len(y))
        if a < b:
            x[a:b] += y[a - at:b - at]

    def confuse(self, rng, x):
        if rng.random() < 0.72 or not self.short:
            y = self.confusers[rng.integers(len(self.confusers))]
            if rng.random() < 0.4:
                y = resample(y, rng.uniform(0.8, 1.25))
            gain = 10 ** (rng.uniform(-12, 14) / 20) / (rms(y) * 1.5)
        else:
            y = self.short[rng.integers(len(self.short))]
            n = min(len(y), int(rng.uniform(0.6, 5.0) * RATE))
            at = rng.integers(0, len(y) - n + 1)
            y = y[at:at + n].copy()
            if rng.random() < 0.4:
                lo = np.exp(rng.uniform(np.log(40), np.log(1200)))
                y = band_filter(y, lo, max(lo + 150, np.exp(rng.uniform(np.log(300), np.log(4800)))))
            if rng.random() < 0.4:
                y = resample(y, rng.uniform(0.8, 1.25))
            fade(y, rng.choice([0.005, 0.05, 0.15]))
            gain = 10 ** (rng.uniform(-12, 14) / 20) / rms(y)
        self.put(x, y * np.float32(gain), int(rng.integers(-len(y) // 2, len(x) - len(y) // 2)))

    def draw_snr(self, rng):
        if self.snr is not None:
            return self.snr
        return rng.uniform(-8, 7) if rng.random() < 0.65 else rng.uniform(5, 20)

    def call(self, rng, x, spec, target, snr):
        """Adds one call at the given in-band SNR; returns seconds inside the window and the call's length."""
        if rng.random() < 0.13 and self.snr is None:
            y = self.units[rng.integers(len(self.units))]
            f = np.abs(np.fft.rfft(y)) ** 2
            c = np.cumsum(f) / f.sum()
            fr = np.fft.rfftfreq(len(y), 1 / RATE)
            low, high = fr[np.searchsorted(c, .05)], fr[np.searchsorted(c, .95)]
            begin, end = 0.0, len(y) / RATE
        else:
            c = self.bank[int(np.searchsorted(self.bank_p, rng.random()))]
            y = c.own if rng.random() < 0.7 or self.snr is not None else c.wide
            low, high, begin, end = c.low, c.high, c.begin, c.end
        if rng.random() < 0.6 and self.snr is None:
            f = rng.uniform(0.8, 1.25)
            y, low, high, begin, end = resample(y, f), low * f, high * f, begin / f, end / f
        if high - low < 100:
            low, high = (low + high) / 2 - 50, (low + high) / 2 + 50
        i, j = max(0, int(low / BIN)), int(high / BIN) + 1
        noise = 2 * spec[i:j].sum() / 40000 ** 2
        a, b = int(begin * RATE), int(end * RATE)
        power = float(np.mean(y[a:b].astype(np.float64) ** 2)) + 1e-20
        gain = np.sqrt(noise * 10 ** (snr / 10) / power)
        at = int(rng.integers(-(b - a) * 2 // 3, WINDOW - (b - a) // 3)) - a
        self.put(x, y * np.float32(gain), at)
        t0, t1 = (at + a) / RATE, (at + b) / RATE
        target[(STEP_T > t0 + 0.02) & (STEP_T < t1 - 0.02)] = 1
        return max(0.0, min(t1, WINDOW / RATE) - max(0.0, t0)), t1 - t0

    def native_window(self, rng):
        c = self.native[rng.integers(len(self.native))]
        b, e = c.events[rng.integers(len(c.events))]
        x = c.x
        if len(x) < WINDOW:
            x = np.pad(x, (0, WINDOW - len(x)), "reflect")
        lo, hi = int((e - 3.7) * RATE), int((b - 0.2) * RATE)
        at = int(np.clip(rng.integers(min(lo, hi), max(lo, hi) + 1), 0, len(x) - WINDOW))
        target, weight = np.zeros(STEPS, np.float32), np.zeros(STEPS, np.float32)
        seconds = 0.0
        for b, e in c.events:
            t0, t1 = b - at / RATE, e - at / RATE
            inside = (STEP_T > t0) & (STEP_T < t1)
            target[inside] = weight[inside] = 1
            seconds = max(seconds, min(t1, 3.91) - max(t0, 0))
        return x[at:at + WINDOW].copy(), target, weight, 1.0 if seconds > 0.25 else 0.0

    # ---- the recorder

    def degenerate(self, rng):
        """Signals that no sea makes; none of them is a whale."""
        k, n = rng.integers(8), WINDOW
        x = np.zeros(n, np.float32)
        if k == 1:
            x += rng.uniform(-1, 1)
        elif k == 2:
            x += rng.integers(-1, 2, n) / 32768.0
        elif k == 3:
            x += np.repeat(rng.uniform(-.5, .5, n // 500 + 1), 500)[:n] * (rng.random() < .5)
            x[rng.integers(0, n):] += rng.uniform(-.5, .5)
        elif k == 4:
            x[rng.integers(0, n, rng.integers(1, 30))] = rng.uniform(-1, 1)
        elif k == 5:
            t = np.arange(n) / RATE
            x += np.clip(rng.uniform(.1, 4) * np.sin(2 * np.pi * np.exp(rng.uniform(np.log(20), np.log(4900))) * t), -1, 1)
            x *= rng.choice([1, 10 ** rng.uniform(-4.3, 0)])
        elif k == 6:
            x += rng.standard_normal(n) * 10 ** (rng.uniform(-95, -10) / 20)
            a, b = np.sort(rng.integers(0, n, 2))
            x[a:b] = 0 if rng.random() < .6 else x[a]
        elif k == 7:
            x += rng.standard_normal(n) * 10 ** (rng.uniform(-98, -5) / 20)
        return x

    def record(self, rng, x):
        """Gain, offset, dropouts, clipping, 16 bit."""
        level = rng.uniform(-65, -14) if rng.random() < 0.96 else rng.uniform(-82, -8)
        x = x * np.float32(10 ** (level / 20) / rms(x))
        if rng.random() < 0.05:
            a = rng.integers(0, len(x))
            x[a:a + int(rng.uniform(0.005, 1.2) * RATE)] = 0
        if rng.random() < 0.04:
            a = rng.integers(0, len(x))
            x[a:] *= 10 ** (rng.uniform(-20, 20) / 20)
        if rng.random() < 0.3:
            x = x + np.float32(rng.uniform(-0.05, 0.05))
        x = np.clip(x, -1, 1)
        if rng.random() < 0.6:
            x = np.round(x * 32767) / 32768
        return x.astype(np.float32)

    def sample(self, rng, positive=None):
        """x, label, weight, frame targets, frame weights."""
        target, weight = np.zeros(STEPS, np.float32), np.ones(STEPS, np.float32)
        label, w = 0.0, 1.0
        positive = rng.random() < 0.45 if positive is None else positive
        if not positive and rng.random() < 0.06:
            return self.degenerate(rng), 0.0, 1.0, target, weight
        if positive and self.snr is None and rng.random() < 0.22 and self.native:
            x, target, weight, w = self.native_window(rng)
            x -= x.mean()
            return self.record(rng, x), 1.0, w, target, weight
        if positive and self.snr is None and rng.random() < 0.10 and self.weak:
            x = loop(self.weak[rng.integers(len(self.weak))].x, WINDOW, rng)
            x -= x.mean()
            return self.record(rng, x), 1.0, 0.4, target, weight * 0
        x, spec = self.bed(rng)
        if positive:
            many = 1 if rng.random() < 0.55 or self.snr is not None else int(rng.integers(2, 5))
            snr = self.draw_snr(rng)
            best, clear = 0.0, False
            for _ in range(many):
                s = snr + (rng.uniform(-3, 3) if many > 1 else 0)
                inside, length = self.call(rng, x, spec, target, s)
                best = max(best, inside)
                clear |= inside > 0.25 or inside > 0.6 * length
            label, w = 1.0, 1.0 if clear else 0.0
            if clear and snr < -5:
                w = 0.6                                    # hardly there: a hint, not a demand
            weight[target > 0] = 1.0 if snr > -5 else 0.5
        if rng.random() < (0.2 if positive else 0.62):
            for _ in range(1 if rng.random() < 0.7 else 2):
                self.confuse(rng, x)
        return self.record(rng, x), label, w, target, weight
