"""Golden values for paired ratios and the clustered McNemar test: published equations in mpmath.

The risk-ratio score statistic is computed from the definition: nuisance probabilities by numerical maximum
likelihood under the null, not by the closed form the library uses.
"""
import json, pathlib, sys
import mpmath as mp
import numpy as np

mp.mp.dps = 30
TABLES = [(10, 2, 3, 30), (1, 0, 1, 0), (8, 1, 0, 12), (43, 14, 20, 3), (3, 3, 5, 54), (30, 20, 10, 5), (500, 431, 1000, 2000),
          (2, 9, 30, 4), (5, 4, 991, 0), (6, 1, 2, 100)]


def clopper(k, n, conf):
    tail = (1 - mp.mpf(conf)) / 2

    def solve(f):
        lo, hi = mp.mpf(0), mp.mpf(1)
        for _ in range(110):
            mid = (lo + hi) / 2
            lo, hi = (mid, hi) if f(mid) < 0 else (lo, mid)
        return (lo + hi) / 2

    def lower(k, p):
        return mp.fsum(mp.binomial(n, i) * p ** i * (1 - p) ** (n - i) for i in range(k + 1))
    return (mp.mpf(0) if k == 0 else solve(lambda p: 1 - lower(k - 1, p) - tail),
            mp.mpf(1) if k == n else solve(lambda p: tail - lower(k, p)))


def score(g, l, b, n, ratio):
    """Restricted ML by solving the likelihood equation in the loss probability q, given the best 'both' share.

    Under p_treated = ratio * p_control: both = s, lost = q, gained = ratio (s + q) - s.
    """
    d = n - g - l - b
    ratio = mp.mpf(ratio)

    def loglik(s, q):
        gain = ratio * (s + q) - s
        rest = 1 - s - q - gain
        if min(s, q, gain, rest) < 0:
            return -mp.inf
        total = mp.mpf(0)
        for k, p in ((b, s), (l, q), (g, gain), (d, rest)):
            if k:
                if p <= 0:
                    return -mp.inf
                total += k * mp.log(p)
        return total

    # parametrize by control rate c = s + q in (0, min(1, 1/ratio)); inner maximum over q by ternary search, both concave
    def inner(c):
        lo, hi = max(mp.mpf(0), (1 - ratio) * c), min(c, 1 - ratio * c)
        for _ in range(110):
            a, z = lo + (hi - lo) / 3, hi - (hi - lo) / 3
            if loglik(c - a, a) < loglik(c - z, z):
                lo = a
            else:
                hi = z
        q = (lo + hi) / 2
        return loglik(c - q, q), q

    # the control rate has a closed form only for the library; search here
    lo, hi = mp.mpf(0), min(mp.mpf(1), 1 / ratio)
    for _ in range(110):
        a, z = lo + (hi - lo) / 3, hi - (hi - lo) / 3
        if inner(a)[0] < inner(z)[0]:
            lo = a
        else:
            hi = z
    c = (lo + hi) / 2
    q = inner(c)[1]
    s = c - q
    variance = n * (ratio * c * (1 + ratio) - 2 * ratio * s)
    return (b + g - ratio * (b + l)) / mp.sqrt(variance)


def closed(g, l, b, n, ratio):
    a = n * (1 + ratio)
    bb = (b + l) * ratio ** 2 - (b + g + 2 * l)
    c = l * (1 - ratio) * (b + g + l) / mp.mpf(n)
    q = (mp.sqrt(bb * bb - 4 * a * c) - bb) / (2 * a)
    return (b + g - ratio * (b + l)) / mp.sqrt(n * (1 + ratio) * q + (b + g + l) * (ratio - 1))


def interval(g, l, b, n, conf):
    z = mp.sqrt(2) * mp.erfinv(mp.mpf(conf))
    est = mp.log(mp.mpf(b + g) / (b + l))

    def end(sign):
        lo, hi = (est - 30, est) if sign > 0 else (est, est + 30)
        for _ in range(110):
            mid = (lo + hi) / 2
            lo, hi = (mid, hi) if closed(g, l, b, n, mp.exp(mid)) > sign * z else (lo, mid)
        return mp.exp((lo + hi) / 2)
    return float(end(1)), float(end(-1))


cases = []
for g, l, b, d in TABLES:
    n = g + l + b + d
    scores = []
    for ratio in ("0.7", "1", "1.4"):
        feasible = closed(g, l, b, n, mp.mpf(ratio))
        if n < 400 and min(g, l, b, d) > 0:
            mp.mp.dps = 20
            numeric = score(g, l, b, n, ratio)
            mp.mp.dps = 30
            assert abs(numeric - feasible) < 1e-6, (g, l, b, d, ratio, numeric, feasible)
            print("restricted ML agrees", g, l, b, d, ratio, mp.nstr(numeric, 10))
        scores.append([float(ratio), float(feasible)])
    low, high = clopper(g, g + l, "0.95")
    cases.append({"counts": {"gained": g, "lost": l, "both": b, "neither": d},
                  "odds": [float(low / (1 - low)), "Inf" if high == 1 else float(high / (1 - high))],
                  "ratio": (b + g) / (b + l), "scores": scores, "ratioInterval": interval(g, l, b, n, "0.95")})

rng = np.random.default_rng(20260303)
clustered = []
for clusters in (6, 8, 25, 60):
    rows = []
    for k in range(clusters):
        for _ in range(int(rng.integers(1, 9))):
            rows.append([f"s{k}", bool(rng.random() < 0.4), bool(rng.random() < 0.55)])
    by = {}
    for k, c, t in rows:
        by.setdefault(k, []).append(int(t) - int(c))
    d = [mp.mpf(sum(v)) / len(v) for v in by.values()]
    K, top, bottom = len(d), mp.fsum(d), mp.fsum(x * x for x in d)
    z = mp.sqrt(2) * mp.erfinv(mp.mpf("0.95"))
    stat = top / mp.sqrt(bottom)
    mean = top / K
    # solve |sum(d - x)| = z sqrt(sum (d - x)^2) for x on either side of the mean

    def gap(x):
        return abs(mp.fsum(v - x for v in d)) - z * mp.sqrt(mp.fsum((v - x) ** 2 for v in d))

    ends = []
    for sign in (-1, 1):
        lo, hi = mean, mean + sign * 50
        if gap(hi) < 0:
            ends.append(sign * 1.0)
            continue
        for _ in range(120):
            mid = (lo + hi) / 2
            lo, hi = (mid, hi) if gap(mid) < 0 else (lo, mid)
        ends.append(float(max(-1, min(1, lo))))
    clustered.append({"rows": rows, "statistic": float(stat), "p": float(mp.erfc(abs(stat) / mp.sqrt(2))),
                      "estimate": float(mean), "interval": ends})

pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(
    {"versions": {"python": sys.version.split()[0], "mpmath": mp.__version__, "numpy": np.__version__}, "cases": cases,
     "clustered": clustered}) + "\n")
