"""Synthesized ambient sound (beds): coloured noise, ships, rain, wind, shrimp, hum, and noise shaped like real recordings."""
import numpy as np
from scipy import fft, signal

RATE = 10000


def shaped(rng, n, freqs, db):
    """Gaussian noise with the given spectrum (dB at freqs), RMS 1."""
    m = fft.next_fast_len(n, real=True)
    spec = np.fft.rfft(rng.standard_normal(m))
    f = np.fft.rfftfreq(m, 1 / RATE)
    spec *= 10 ** (np.interp(f, freqs, db) / 20)
    x = np.fft.irfft(spec, m)[:n]
    return x / (x.std() + 1e-12)


def colour(rng, n, slope):
    f = np.geomspace(5, 5000, 40)
    return shaped(rng, n, f, -slope * np.log2(f / 5))


def ocean(rng, n):
    """Random smooth spectrum falling with frequency, slowly changing level (wind, sea state)."""
    f = np.geomspace(5, 5000, 12)
    db = -rng.uniform(0, 7) * np.log2(f / 5) + np.cumsum(rng.normal(0, 3, 12))
    x = shaped(rng, n, f, db)
    t = np.arange(n) / RATE
    k = max(2, int(t[-1] / rng.uniform(.7, 4)))
    lev = np.interp(t, np.linspace(0, t[-1], k), rng.normal(0, rng.uniform(0, 2), k))
    return x * 10 ** (lev / 20)


def ship(rng, n):
    """Cavitation noise modulated by blade and shaft rate, tonals with harmonics that drift, Lloyd-mirror combing."""
    t = np.arange(n) / RATE
    f = np.geomspace(5, 5000, 14)
    x = shaped(rng, n, f, -rng.uniform(1, 6) * np.log2(f / 5) + np.cumsum(rng.normal(0, 2.5, 14)))
    shaft, blades = rng.uniform(.8, 6), rng.integers(3, 7)
    m = rng.uniform(0, .8)
    mod = 1 + m * np.sin(2 * np.pi * shaft * blades * t) + m * .5 * np.sin(2 * np.pi * shaft * t + 1)
    x = x * np.maximum(.05, mod)
    for _ in range(rng.integers(0, 8)):
        f0 = np.exp(rng.uniform(np.log(15), np.log(1800)))
        drift = np.interp(t, np.linspace(0, t[-1], 6), 1 + rng.uniform(0, .03) * np.cumsum(rng.standard_normal(6)) / 2)
        if rng.random() < .3:      # wobbling machinery
            drift = drift * (1 + rng.uniform(0, .02) * np.sin(2 * np.pi * rng.uniform(.1, 2) * t))
        ph = 2 * np.pi * np.cumsum(f0 * drift) / RATE
        lev = 10 ** (rng.uniform(-35, -8) / 20)
        am = 1 + rng.uniform(0, .9) * np.sin(2 * np.pi * rng.uniform(.2, 12) * t + rng.uniform(0, 6))
        for h in range(1, rng.integers(2, 9)):
            if h * f0 < 4500:
                x = x + lev * am * rng.uniform(.1, 1) * np.sin(h * ph + rng.uniform(0, 6.28))
    if rng.random() < .5:
        d = int(rng.uniform(4, 60))
        y = x.copy()
        y[d:] -= rng.uniform(.3, .9) * x[:-d]
        x = y
    pass_by = np.interp(t, np.linspace(0, t[-1], 4), rng.normal(0, rng.uniform(0, 5), 4))
    return x * 10 ** (pass_by / 20)


def rain(rng, n):
    f = [5, 100, 400, 1000, 2500, 5000]
    x = shaped(rng, n, f, np.array([0, -6, -8, -6, -2, 0]) + rng.normal(0, 4, 6))
    drops = np.zeros(n)
    for i in rng.integers(0, n - 300, int(n / RATE * rng.uniform(5, 150))):
        m = rng.integers(20, 250)
        k = np.arange(m)
        drops[i:i + m] += rng.pareto(2.2) * np.sin(2 * np.pi * rng.uniform(800, 4900) * k / RATE) * np.exp(-k / m * 5)
    return x + rng.uniform(0, 1.0) * np.clip(drops, -20, 20)


def shrimp(rng, n):
    x = ocean(rng, n)
    s = np.zeros(n)
    for i in rng.integers(0, n - 60, int(n / RATE * np.exp(rng.uniform(np.log(5), np.log(300))))):
        s[i:i + 50] += rng.pareto(1.7) * rng.standard_normal(50) * np.exp(-np.arange(50) / rng.uniform(3, 12))
    return x + np.clip(s, -30, 30) * rng.uniform(.3, 2)


def flow(rng, n):
    """Turbulence and strumming: very strong below 100 Hz, in gusts."""
    t = np.arange(n) / RATE
    gust = np.interp(t, np.linspace(0, t[-1], max(3, int(t[-1] * 2))), rng.uniform(0, 1, max(3, int(t[-1] * 2)))) ** 2
    y = ocean(rng, n) + rng.uniform(1, 20) * gust * colour(rng, n, 9)
    if rng.random() < .4:
        ph = 2 * np.pi * np.cumsum(rng.uniform(10, 120) * (1 + .1 * (gust - .5))) / RATE
        y = y + rng.uniform(.3, 3) * gust * (np.sin(ph) + .4 * np.sin(2 * ph) + .2 * np.sin(3 * ph))
    return y


def hum(rng, n):
    t = np.arange(n) / RATE
    x = ocean(rng, n)
    base = rng.choice([50., 60., rng.uniform(20, 1000)])
    for h in range(1, rng.integers(2, 30)):
        if h * base < 4900:
            x = x + 10 ** (rng.uniform(-30, 6) / 20) * np.sin(2 * np.pi * h * base * t + rng.uniform(0, 6.28))
    return x


def tonal(rng, n):
    """Pure tones over little or no noise, switched, beating or drifting; the signal generator's idea of noise."""
    t = np.arange(n) / RATE
    x = 10 ** (rng.uniform(-80, 0) / 20) * rng.standard_normal(n)
    for _ in range(rng.integers(1, 7)):
        f0 = np.exp(rng.uniform(np.log(20), np.log(4800)))
        f = f0 * (1 + rng.choice([0, 0, rng.uniform(-.05, .05)]) * t / t[-1])
        a = rng.uniform(.1, 1) * (1 + rng.choice([0, rng.uniform(0, 1)]) * np.sin(2 * np.pi * rng.uniform(.05, 8) * t))
        if rng.random() < .15:
            a = a * (np.sin(2 * np.pi * rng.uniform(.05, 1.5) * t + rng.uniform(0, 6)) > rng.uniform(-.9, .5))
        x = x + a * np.sin(2 * np.pi * np.cumsum(f) / RATE + rng.uniform(0, 6.28))
    return x


def plain(rng, n):
    return colour(rng, n, rng.choice([0, 3, 6, rng.uniform(-3, 8)]))


def shower(rng, n):
    """Rain with little hiss at low frequencies, so that sparse drops and clicks are all there is where song would be."""
    sos = signal.butter(rng.integers(1, 3), rng.uniform(600, 2500) / 5000, "highpass", output="sos")
    x = rng.uniform(0, .4) * rng.standard_normal(n) + rng.uniform(0, 1) * signal.sosfilt(sos, rng.standard_normal(n))
    hits = np.zeros(n)
    at = rng.integers(0, n, int(n / RATE * np.exp(rng.uniform(np.log(2), np.log(200)))))
    np.add.at(hits, at, rng.pareto(2.0, len(at)) * rng.choice([-1, 1], len(at)))
    low = np.exp(rng.uniform(np.log(200), np.log(2500)))
    band = signal.butter(1, [low / 5000, min(.97, low * rng.uniform(1.3, 4) / 5000)], "bandpass", output="sos")
    y = signal.sosfilt(band, np.clip(hits, -15, 15))
    t = np.arange(n) / RATE
    k = max(3, int(t[-1] / rng.uniform(.3, 6)))
    gust = 10 ** (np.interp(t, np.linspace(0, t[-1], k), rng.normal(0, rng.uniform(0, 4), k)) / 20)
    return gust * (x + y / (y.std() + 1e-9) * 10 ** (rng.uniform(-20, 10) / 20) * (x.std() + 1e-3))


# shower joins in the second stage of training
BEDS = {"shower": (shower, 0), "ocean": (ocean, 5), "ship": (ship, 6), "rain": (rain, 3), "shrimp": (shrimp, 2), "flow": (flow, 2), "hum": (hum, 1.5), "tonal": (tonal, 2), "plain": (plain, 2)}


def emphasise(**weights):
    for name, w in weights.items():
        BEDS[name] = (BEDS[name][0], w)


def bed(rng, n):
    names = list(BEDS)
    w = np.array([BEDS[k][1] for k in names], float)
    name = names[rng.choice(len(names), p=w / w.sum())]
    x = BEDS[name][0](rng, n)
    return name, (x / (np.sqrt((x ** 2).mean()) + 1e-12)).astype(np.float32)


def like(rng, recording, n):
    """Noise with the long-term spectrum of a real recording (low quantile over time, so no call remains in it)."""
    f, t, p = signal.stft(recording - recording.mean(), RATE, nperseg=1024, noverlap=512, padded=False)
    q = np.quantile(np.abs(p) ** 2, .35, axis=1)
    db = 10 * np.log10(q + 1e-16)
    x = shaped(rng, n, f, db)
    return x.astype(np.float32)
