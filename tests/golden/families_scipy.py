"""Golden values: Page's L from scipy, Fieller's interval by solving its inequality, max-T by listing all flips, TOST of rates by mpmath."""
import itertools, json, pathlib, sys
import mpmath as mp, numpy as np, scipy
from scipy import stats

mp.mp.dps = 30
rng = np.random.default_rng(20260308)

page = []
for n, k, digits in ((4, 3, 3), (10, 4, 3), (7, 6, 3), (3, 8, 3), (30, 5, 3), (12, 4, 0)):
    data = (rng.normal(0, 1, (n, k)) + 0.3 * np.arange(k)).round(digits)
    ties = digits == 0
    if not ties:
        data = data + 1e-6 * np.arange(n * k).reshape(n, k)
    exact = None if ties or n > 20 else stats.page_trend_test(data, method="exact")
    normal = stats.page_trend_test(data, method="asymptotic")
    page.append({"blocks": data.tolist(), "L": float(normal.statistic), "normal": float(normal.pvalue),
                 "exact": None if exact is None else float(exact.pvalue)})

fieller = []
for a_mean, b_mean, n, m, paired in ((1, 4, 10, 10, True), (1, 4, 12, 9, False), (1, 0.3, 10, 10, True), (0.1, 0.2, 6, 6, True), (2, 3, 40, 30, False)):
    a = rng.normal(a_mean, 1, n).round(3)
    b = ((a - a.mean()) * 0.5 + rng.normal(b_mean, 1, m)).round(3) if paired else rng.normal(b_mean, 1, m).round(3)
    df = min(n, m) - 1
    t = mp.mpf(float(stats.t.ppf(0.975, df)))
    vA, vB = a.var(ddof=1) / n, b.var(ddof=1) / m
    vAB = float(np.cov(a, b)[0, 1] / n) if paired else 0.0

    def inside(r):
        return (a.mean() - r * b.mean()) ** 2 <= float(t) ** 2 * (vA - 2 * r * vAB + r * r * vB)
    square = b.mean() ** 2 - float(t) ** 2 * vB
    if square > 0:
        est = a.mean() / b.mean()
        ends = []
        for sign in (-1, 1):
            lo, hi = 0.0, 1.0
            while inside(est + sign * hi):
                hi *= 2
            for _ in range(200):
                mid = (lo + hi) / 2
                lo, hi = (mid, hi) if inside(est + sign * mid) else (lo, mid)
            ends.append(est + sign * lo)
        shape, excluded = "bounded", None
    else:
        disc = (a.mean() * b.mean() - float(t) ** 2 * vAB) ** 2 - square * (a.mean() ** 2 - float(t) ** 2 * vA)
        shape, ends = ("outside" if disc > 0 else "unbounded"), None
        excluded = sorted(np.roots([square, -2 * (a.mean() * b.mean() - float(t) ** 2 * vAB), a.mean() ** 2 - float(t) ** 2 * vA]).real.tolist()) if disc > 0 else None
    fieller.append({"numerator": a.tolist(), "denominator": b.tolist(), "relation": "paired" if paired else "independent",
                    "interval": ends, "shape": shape, "excluded": excluded})

maxt = []
for clusters, size, outcomes in ((6, 1, 3), (9, 2, 2), (8, 3, 4), (5, 1, 2)):
    names = [f"s{c}" for c in range(clusters) for _ in range(size)]
    data = (rng.normal(0, 1, (outcomes, clusters * size)) + np.array([1.2] + [0.3] * (outcomes - 1))[:, None]).round(3)
    sums = np.array([[row[np.array(names) == f"s{c}"].sum() for c in range(clusters)] for row in data])
    sums = sums / np.sqrt((sums ** 2).sum(1))[:, None]
    flips = np.array(list(itertools.product([1, -1], repeat=clusters)))
    T = np.abs(flips @ sums.T)
    obs = np.abs(sums.sum(1))
    order = np.argsort(-obs)
    adjusted, floor = {}, 0.0
    for rank, j in enumerate(order):
        m = T[:, order[rank:]].max(1)
        floor = max(floor, float(np.mean(m >= obs[j] - 1e-10)))
        adjusted[int(j)] = floor
    maxt.append({"clusters": names, "outcomes": data.tolist(), "raw": [float(np.mean(T[:, j] >= obs[j] - 1e-10)) for j in range(outcomes)],
                 "adjusted": [adjusted[j] for j in range(outcomes)]})


def score(g, l, n, d):
    g, l, n, d = map(mp.mpf, (g, l, n, d))
    a, b, c = 2 * n, -g - l + (2 * n - g + l) * d, -l * d * (1 - d)
    q = (mp.sqrt(b * b - 4 * a * c) - b) / (2 * a)
    return (g - l - n * d) / mp.sqrt(n * (2 * q + d * (1 - d)))


rates = []
for g, l, n, d in ((3, 2, 200, "0.05"), (10, 12, 60, "0.1"), (0, 0, 50, "0.08"), (0, 0, 20, "0.1"), (30, 10, 100, "0.15")):
    d = mp.mpf(d)
    p = max(mp.erfc(score(g, l, n, -d) / mp.sqrt(2)) / 2, mp.erfc(-score(g, l, n, d) / mp.sqrt(2)) / 2)
    rates.append({"gained": g, "lost": l, "neither": n - g - l, "smallest": float(d), "p": float(p)})

pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(
    {"versions": {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__, "mpmath": mp.__version__},
     "page": page, "fieller": fieller, "maxT": maxt, "rates": rates}) + "\n")
