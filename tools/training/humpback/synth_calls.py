"""Synthesized foreground sounds: everything a detector of humpback song could mistake for it, and simple song itself.

Every function takes a numpy Generator and returns float32 samples at 10 kHz with a peak near 1.
"""
import numpy as np
from scipy import signal

RATE = 10000


def _t(seconds):
    return np.arange(max(16, int(seconds * RATE))) / RATE


def _unit(x):
    return (x / (np.abs(x).max() + 1e-9)).astype(np.float32)


def _env(n, attack=0.03, release=0.05):
    w = np.ones(n)
    a, r = min(n // 2, max(2, int(attack * RATE))), min(n // 2, max(2, int(release * RATE)))
    w[:a] = 0.5 - 0.5 * np.cos(np.pi * np.arange(a) / a)
    w[-r:] = 0.5 + 0.5 * np.cos(np.pi * np.arange(r) / r)
    return w


def contour(rng, seconds, points, smooth=True):
    """Frequency contour through the given points (Hz), evenly spaced in time."""
    t = _t(seconds)
    x = np.linspace(0, t[-1], len(points))
    f = np.interp(t, x, points)
    if smooth and len(points) > 2:
        k = max(3, int(len(t) / len(points) / 3))
        f = np.convolve(np.pad(f, k, "edge"), np.ones(k) / k, "same")[k:-k]
    return f


def tone(rng, f, amps, jitter=0.0):
    """Harmonic sound along the contour f; partials above Nyquist are left out, as an anti-alias filter would."""
    if jitter:
        f = f * (1 + jitter * np.cumsum(rng.standard_normal(len(f))) / np.sqrt(len(f)))
    phase = 2 * np.pi * np.cumsum(f) / RATE
    x = np.zeros(len(f))
    for i, a in enumerate(amps, 1):
        if a > 1e-4:
            x += a * np.sin(i * phase + rng.uniform(0, 6.28)) * np.clip((4900 - i * f) / 100, 0, 1)
    return x


def noise_burst(rng, seconds, low, high, order=2):
    x = rng.standard_normal(len(_t(seconds)) + 400)
    sos = signal.butter(order, [max(8, low) / 5000, min(4900, high) / 5000], "bandpass", output="sos")
    return signal.sosfilt(sos, x)[400:]


def repeat(rng, make, count, gap, total=None):
    parts = []
    for _ in range(count):
        parts += [make() * rng.uniform(0.5, 1), np.zeros(int(max(0.01, gap * rng.uniform(0.8, 1.2)) * RATE))]
    return np.concatenate(parts)


def reverb(rng, x, seconds=0.4, level=0.4):
    n = int(seconds * RATE)
    h = rng.standard_normal(n) * np.exp(-4 * np.arange(n) / n) * (rng.random(n) < 0.1)
    h *= level / (np.sqrt((h ** 2).sum()) + 1e-9)
    h[0] = 1
    return signal.fftconvolve(x, h)


# ---- toothed whales and seals

def orca(rng):
    """Pulsed calls: rich harmonics to 5 kHz with the energy above the fundamental, abrupt steps, often repeated."""
    base = rng.uniform(250, 1600)
    kind = rng.integers(3)
    shape = [base * rng.uniform(0.5, 2.0) for _ in range(rng.integers(2, 5))]
    seconds = rng.uniform(0.4, 1.5)
    centre, width = rng.uniform(800, 4000), rng.uniform(600, 2500)

    def one():
        s = seconds * rng.uniform(0.9, 1.1)
        cuts = np.sort(rng.uniform(0.1, 0.9, len(shape) - 1))
        edges = np.concatenate([[0], cuts, [1]]) * s
        segs = []
        for i, f0 in enumerate(shape):
            d = max(0.05, edges[i + 1] - edges[i])
            nxt = f0 * rng.uniform(0.8, 1.3)
            segs.append(contour(rng, d, [f0, (f0 + nxt) / 2 * rng.uniform(0.9, 1.1), nxt]))
        f = np.concatenate(segs)
        n = int(min(40, 4900 / f.mean())) + 1
        freq = f.mean() * np.arange(1, n + 1)
        amps = np.exp(-0.5 * ((freq - centre) / width) ** 2) + 0.05
        x = tone(rng, f, amps, 0.002)
        if kind == 1:
            h = contour(rng, len(f) / RATE, [rng.uniform(2500, 4500) for _ in range(3)])[:len(f)]
            x[:len(h)] += 0.7 * np.abs(x).max() * np.sin(2 * np.pi * np.cumsum(h) / RATE)
        if kind == 2:
            x *= 1 + 0.8 * np.sign(np.sin(2 * np.pi * rng.uniform(30, 120) * np.arange(len(x)) / RATE))
        return x * _env(len(x))
    x = repeat(rng, one, rng.integers(1, 4), rng.uniform(0.2, 1.5))
    return _unit(reverb(rng, x, 0.5, rng.uniform(0, 0.6)))


def orca_whistle(rng):
    pts = [rng.uniform(1500, 4800) for _ in range(rng.integers(2, 7))]
    f = contour(rng, rng.uniform(0.3, 2.5), pts)
    return _unit(tone(rng, f, [1, rng.uniform(0, 0.3)], 0.002) * _env(len(f)))


def dolphin(rng):
    """Frequency-modulated whistles, of which a 10 kHz recorder sees the lower part, with clicks and buzzes."""
    def one():
        s, mid, dev = rng.uniform(0.3, 1.4), rng.uniform(2000, 5500), rng.uniform(300, 2200)
        t = _t(s)
        f = mid + dev * np.sin(2 * np.pi * rng.uniform(0.5, 4) * t + rng.uniform(0, 6.28)) + rng.uniform(-800, 800) * t
        x = np.sin(2 * np.pi * np.cumsum(f) / RATE) * (f < 4950) * (f > 200)
        return x * _env(len(x))
    x = repeat(rng, one, rng.integers(1, 6), rng.uniform(0.02, 0.6))
    return _unit(x)


def buzz(rng):
    """Burst pulses and echolocation trains: a pulse rate that glides, energy high up."""
    s = rng.uniform(0.2, 2.5)
    t = _t(s)
    rate = np.interp(t, [0, s / 2, s], rng.uniform(10, 350, 3))
    ph = np.cumsum(rate) / RATE
    x = (np.diff(np.floor(ph), prepend=0) > 0).astype(float)
    lo = rng.uniform(300, 3500)
    sos = signal.butter(2, [lo / 5000, min(4900, lo * rng.uniform(1.3, 4)) / 5000], "bandpass", output="sos")
    return _unit(signal.sosfilt(sos, x) * _env(len(x)))


def bark(rng):
    f0 = rng.uniform(150, 700)

    def one():
        f = contour(rng, rng.uniform(0.1, 0.35), [f0, f0 * rng.uniform(1.0, 1.3), f0 * rng.uniform(0.7, 1)])
        return tone(rng, f, rng.uniform(0.1, 1, int(min(12, 4500 / f0)) + 1), 0.02) * _env(len(f), 0.02, 0.06)
    return _unit(repeat(rng, one, rng.integers(2, 12), rng.uniform(0.1, 0.5)))


# ---- baleen whales that are not humpbacks

def boing(rng):
    s, pr, mid = rng.uniform(1.2, 4), rng.uniform(90, 125), rng.uniform(1250, 1500)
    t = _t(s)
    x = np.sin(2 * np.pi * mid * t) * (1 + np.sign(np.sin(2 * np.pi * pr * t))) * np.exp(-t / s * 1.5)
    return _unit(x * _env(len(x), 0.02, 0.3))


def minke_train(rng):
    lo = rng.uniform(60, 250)
    mid = [lo]

    def one():
        return noise_burst(rng, rng.uniform(0.03, 0.09), mid[0], mid[0] * rng.uniform(1.3, 2.5)) * 1.0
    return _unit(repeat(rng, one, rng.integers(6, 22), 1 / rng.uniform(2, 8)))


def low_whale(rng):
    """Fin 20 Hz pulses, blue A/B and D calls, sei downsweeps: below or at the foot of the humpback's band."""
    k = rng.integers(5)
    if k == 0:
        return _unit(repeat(rng, lambda: tone(rng, contour(rng, 0.9, [28, 20, 17]), [1]) * _env(9000, .2, .3), rng.integers(1, 4), rng.uniform(0.5, 2)))
    if k == 1:
        s = rng.uniform(4, 10)
        f0 = rng.uniform(15, 18)
        f = contour(rng, s, [f0, f0 * 0.97])
        return _unit(tone(rng, f, [1, .2, .6, .1, .3, .1], .001) * _env(len(f), .5, .5))
    if k == 2:
        f = contour(rng, rng.uniform(1.5, 4), [rng.uniform(60, 95), rng.uniform(35, 60), rng.uniform(25, 40)])
        return _unit(tone(rng, f, [1, rng.uniform(0, .3)]) * _env(len(f), .2, .3))
    if k == 3:
        return _unit(repeat(rng, lambda: tone(rng, contour(rng, 1.4, [rng.uniform(80, 110), 40]), [1]) * _env(14000, .2, .3), rng.integers(1, 3), 1.0))
    f = contour(rng, rng.uniform(2, 6), [rng.uniform(44, 52), rng.uniform(40, 50)])
    return _unit(tone(rng, f, [1, .5, .2], .001) * (1 + .8 * np.sin(2 * np.pi * rng.uniform(1, 4) * np.arange(len(f)) / RATE)) * _env(len(f), .3, .3))


def upcall(rng):
    f = contour(rng, rng.uniform(0.6, 1.1), [rng.uniform(65, 100), rng.uniform(90, 120), rng.uniform(150, 220)])
    return _unit(tone(rng, f, [1, rng.uniform(0, .25)]) * _env(len(f), .1, .15))


def knock(rng):
    lo = rng.uniform(50, 700)
    hi = lo * rng.uniform(1.5, 5)

    def one():
        n = noise_burst(rng, rng.uniform(0.02, 0.12), lo, hi)
        return n * np.exp(-3 * np.arange(len(n)) / len(n))
    return _unit(repeat(rng, one, rng.integers(1, 20), rng.uniform(0.03, 0.6)))


# ---- fish and crustaceans

def fish(rng):
    k = rng.integers(3)
    f0 = rng.uniform(40, 260)
    if k == 0:      # boat whistle, hum
        f = contour(rng, rng.uniform(0.2, 0.6), [f0 * 1.05, f0, f0 * 0.95])
        one = lambda: tone(rng, f, rng.uniform(.1, 1, 5) * np.exp(-np.arange(5) / 2), .004) * _env(len(f), .05, .1)
        return _unit(repeat(rng, one, rng.integers(1, 4), rng.uniform(.5, 2)))
    if k == 1:      # grunt: pulses with a rate of 20-120 Hz
        return _unit(repeat(rng, lambda: noise_burst(rng, .02, 40, rng.uniform(200, 900)) * _env(200, .003, .012), rng.integers(4, 30), 1 / rng.uniform(15, 90)))
    t = _t(rng.uniform(2, 6))
    return _unit(tone(rng, np.full(len(t), rng.uniform(75, 130)), [1, .7, .4, .3, .1], .0005) * (1 + .2 * np.sin(2 * np.pi * t)) * _env(len(t), .3, .3))


def snaps(rng):
    n = int(rng.uniform(1, 4.5) * RATE)
    x = np.zeros(n)
    for i in rng.integers(0, n - 60, rng.integers(3, 150)):
        x[i:i + 40] += rng.pareto(1.8) * rng.standard_normal(40) * np.exp(-np.arange(40) / rng.uniform(3, 12))
    sos = signal.butter(2, rng.uniform(300, 2000) / 5000, "highpass", output="sos")
    return _unit(np.clip(signal.sosfilt(sos, x), -8, 8))


# ---- made by people

def sonar(rng):
    # Low single pings would be song units in all but name; sonar starts above them.
    f0 = rng.choice([rng.uniform(600, 1500), rng.uniform(1000, 4500), rng.uniform(2500, 4800)])
    s, slope = rng.uniform(0.05, 1.5), rng.choice([0, rng.uniform(-400, 400), rng.uniform(-60, 60)])

    def one():
        f = np.clip(contour(rng, s, [f0, f0 + slope * s]), 60, 4900)
        return np.sin(2 * np.pi * np.cumsum(f) / RATE) * _env(len(f), .005, .005)
    x = repeat(rng, one, rng.integers(1, 5), rng.uniform(.05, 2.5))
    return _unit(reverb(rng, x, rng.uniform(.2, 1.2), rng.uniform(0, .8)))


def lfa(rng):
    """Long low tones and slow sweeps, several after each other, steady as only a machine is."""
    parts = []
    for _ in range(rng.integers(1, 4)):
        f0 = rng.uniform(100, 900)
        f = contour(rng, rng.uniform(1.5, 5), [f0, f0 + rng.choice([0, 0, rng.uniform(-40, 40)])])
        parts.append(np.sin(2 * np.pi * np.cumsum(f) / RATE) * _env(len(f), .02, .02))
    return _unit(reverb(rng, np.concatenate(parts), .6, rng.uniform(0, .5)))


def echosounder(rng):
    lo = rng.uniform(200, 4000)
    ping = noise_burst(rng, rng.uniform(.002, .03), lo, min(4900, lo * rng.uniform(1.1, 5)))
    return _unit(repeat(rng, lambda: ping, rng.integers(2, 40), rng.uniform(.05, 1.2)))


def airgun(rng):
    s = rng.uniform(.4, 2.5)
    x = noise_burst(rng, s, rng.uniform(8, 40), rng.uniform(80, 700)) * np.exp(-_t(s)[:len(_t(s))] / s * rng.uniform(3, 9))
    return _unit(repeat(rng, lambda: x, rng.integers(1, 3), rng.uniform(.5, 3)))


def clank(rng):
    """Mooring, chain, hull: inharmonic ringing partials and scrapes."""
    fs = rng.uniform(80, 4000, rng.integers(2, 7))

    def one():
        t = _t(rng.uniform(.08, 1.0))
        x = sum(rng.uniform(.2, 1) * np.sin(2 * np.pi * f * t) * np.exp(-t * rng.uniform(4, 60)) for f in fs)
        return x + rng.uniform(0, .5) * rng.standard_normal(len(t)) * np.exp(-t * 80)
    return _unit(repeat(rng, one, rng.integers(1, 9), rng.uniform(.02, .9)))


def creak(rng):
    """Stick-slip of a rope or block: a fast pulse rate that wanders; sounds animal."""
    t = _t(rng.uniform(.3, 2))
    r = np.interp(t, np.linspace(0, t[-1], 5), rng.uniform(25, 160, 5))
    x = (np.diff(np.floor(np.cumsum(r) / RATE), prepend=0) > 0).astype(float)
    f = rng.uniform(150, 1800)
    sos = signal.butter(1, [f / 5000 * .7, min(.98, f / 5000 * 1.6)], "bandpass", output="sos")
    return _unit(signal.sosfilt(sos, x) * _env(len(x)))


def voice(rng):
    """Speech-like: a gliding fundamental through changing formants, cut into syllables."""
    parts, f0 = [], rng.uniform(90, 240)
    for _ in range(rng.integers(3, 9)):
        f = contour(rng, rng.uniform(.08, .3), f0 * rng.uniform(.8, 1.25, 3))
        x = tone(rng, f, 1 / np.arange(1, 18), .004)
        y = 0
        for c in (rng.uniform(300, 800), rng.uniform(900, 2200), rng.uniform(2300, 3200)):
            b, a = signal.iirpeak(c / 5000, c / rng.uniform(80, 200))
            y = y + signal.lfilter(b, a, x)
        parts += [y * _env(len(y), .02, .03), np.zeros(int(rng.uniform(.01, .15) * RATE))]
        if rng.random() < .5:
            parts.append(.1 * np.abs(y).max() * noise_burst(rng, .08, 2000, 4800))
    return _unit(np.concatenate(parts))


def music(rng):
    parts, base, step = [], rng.uniform(110, 500), rng.uniform(.12, .5)
    for _ in range(rng.integers(4, 12)):
        t = _t(step)
        chord = base * 2 ** (rng.choice([0, 2, 4, 5, 7, 9, 11, 12], rng.integers(1, 4)) / 12)
        x = sum(tone(rng, np.full(len(t), f), 1 / np.arange(1, 7) ** rng.uniform(1, 2)) for f in chord)
        parts.append(x * np.exp(-t * rng.uniform(.5, 8)) * _env(len(t), .005, .02))
    return _unit(np.concatenate(parts))


def bird(rng):
    def one():
        f = contour(rng, rng.uniform(.05, .3), rng.uniform(1800, 4800, rng.integers(2, 5)))
        return tone(rng, f, [1]) * _env(len(f), .01, .01)
    return _unit(repeat(rng, one, rng.integers(2, 12), rng.uniform(.03, .3)))


def noise_patch(rng):
    """A patch of band noise with soft edges: what a cut-out call would leave if there were no call in it."""
    lo = rng.uniform(50, 1500)
    x = noise_burst(rng, rng.uniform(.3, 3), lo, lo + rng.uniform(100, 1200), 4)
    return _unit(x * _env(len(x), .12, .12))


def chirp(rng):
    s = rng.uniform(1, 8)
    a, b = np.exp(rng.uniform(np.log(30), np.log(4800), 2))
    f = np.exp(np.linspace(np.log(a), np.log(b), len(_t(s))))
    return _unit(np.sin(2 * np.pi * np.cumsum(f) / RATE) * _env(len(f), .01, .01))


CONFUSERS = {
    "orca": (orca, 6), "orca_whistle": (orca_whistle, 2), "dolphin": (dolphin, 4), "buzz": (buzz, 2), "bark": (bark, 2),
    "boing": (boing, 2), "minke_train": (minke_train, 2), "low_whale": (low_whale, 3), "upcall": (upcall, .2), "knock": (knock, 3),
    "fish": (fish, 2), "snaps": (snaps, 3), "sonar": (sonar, 2), "lfa": (lfa, 1.5), "echosounder": (echosounder, 1.5), "airgun": (airgun, 2),
    "clank": (clank, 2), "creak": (creak, 1.5), "voice": (voice, 1), "music": (music, 1), "bird": (bird, 1), "noise_patch": (noise_patch, 3),
    "chirp": (chirp, .7),
}


def emphasise(**weights):
    for name, w in weights.items():
        CONFUSERS[name] = (CONFUSERS[name][0], w)


def song_unit(rng):
    """A plain model of a song unit: a moan, cry or sweep of 80-1200 Hz with weak harmonics. Used as a minor positive."""
    f0 = np.exp(rng.uniform(np.log(90), np.log(900)))
    k = rng.integers(4)
    pts = {0: [f0, f0 * rng.uniform(1.3, 3)], 1: [f0 * rng.uniform(1.3, 2.5), f0], 2: [f0, f0 * rng.uniform(1.4, 2.2), f0 * rng.uniform(.8, 1.2)],
           3: [f0, f0 * rng.uniform(.93, 1.07), f0 * rng.uniform(.9, 1.1)]}[int(k)]
    f = np.minimum(contour(rng, rng.uniform(.5, 2.2), pts), 1600)
    amps = [1, rng.uniform(.05, .5), rng.uniform(.02, .3), rng.uniform(0, .15)]
    x = tone(rng, f, amps, .003) * _env(len(f), rng.uniform(.05, .2), rng.uniform(.08, .3))
    return _unit(reverb(rng, x, .5, rng.uniform(0, .4)))


def confuser(rng, names=None):
    names = names or list(CONFUSERS)
    w = np.array([CONFUSERS[n][1] for n in names], float)
    name = names[rng.choice(len(names), p=w / w.sum())]
    return name, CONFUSERS[name][0](rng)
