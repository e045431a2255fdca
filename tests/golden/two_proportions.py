"""Golden values for two unpaired proportions and for what scipy can enumerate.

Newcombe and Miettinen-Nurminen: mpmath on the published equations (the restricted rate by Farrington and
Manning's closed form), checked against statsmodels (Newcombe), numerical maximum likelihood and Newcombe's 1998 table. Boschloo: the supremum on a dense grid with a local
refinement, checked against scipy. Cliff's interval: all pairs listed.
"""
import itertools, json, pathlib, sys
import mpmath as mp, numpy as np, scipy, statsmodels
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

mp.mp.dps = 40
TABLES = [(48, 80, 56, 70), (0, 10, 0, 12), (0, 10, 12, 12), (5, 56, 0, 29), (1, 2, 2, 2), (10, 10, 20, 20),
          (3, 1000, 12, 900), (49000, 100000, 50000, 100000), (7, 34, 1, 34)]


def wilson(k, n, z):
    c = (k + z * z / 2) / (n + z * z)
    h = z * mp.sqrt(mp.mpf(k) * (n - k) / n + z * z / 4) / (n + z * z)
    return (mp.mpf(0) if k == 0 else c - h), (mp.mpf(1) if k == n else c + h)


def newcombe(k0, n0, k1, n1, z):
    p0, p1 = mp.mpf(k0) / n0, mp.mpf(k1) / n1
    l0, u0 = wilson(k0, n0, z)
    l1, u1 = wilson(k1, n1, z)
    return p1 - p0 - mp.sqrt((p1 - l1) ** 2 + (u0 - p0) ** 2), p1 - p0 + mp.sqrt((u1 - p1) ** 2 + (p0 - l0) ** 2)


def mn_score(k0, n0, k1, n1, d):
    """Farrington & Manning 1990: group 1 is the treatment, p1 = p0 + d."""
    p0, p1, d = mp.mpf(k0) / n0, mp.mpf(k1) / n1, mp.mpf(d)
    th = mp.mpf(n0) / n1
    a = 1 + th
    b = -(1 + th + p1 + th * p0 + d * (th + 2))
    c = d * d + d * (2 * p1 + th + 1) + p1 + th * p0
    e = -p1 * d * (1 + d)
    v = b ** 3 / (3 * a) ** 3 - b * c / (6 * a * a) + e / (2 * a)
    s = b * b / (3 * a) ** 2 - c / (3 * a)
    u = mp.sign(v) * mp.sqrt(max(s, mp.mpf(0)))
    if u == 0:
        u = mp.sqrt(max(s, mp.mpf(0)))
    ratio = mp.mpf(0) if u == 0 else v / u ** 3
    w = (mp.pi + mp.acos(max(mp.mpf(-1), min(mp.mpf(1), ratio)))) / 3
    r1 = min(mp.mpf(1), max(mp.mpf(0), 2 * u * mp.cos(w) - b / (3 * a)))
    r0 = min(mp.mpf(1), max(mp.mpf(0), r1 - d))
    var = (r1 * (1 - r1) / n1 + r0 * (1 - r0) / n0) * mp.mpf(n0 + n1) / (n0 + n1 - 1)
    top = p1 - p0 - d
    if var <= mp.mpf(10) ** -60:
        return mp.mpf(0) if abs(top) < mp.mpf(10) ** -20 else mp.sign(top) * mp.inf
    return top / mp.sqrt(var)


def mn(k0, n0, k1, n1, z):
    est = mp.mpf(k1) / n1 - mp.mpf(k0) / n0

    def end(sign):
        bound = mp.mpf(-sign)
        if est == bound:
            return bound
        lo, hi = (bound, est) if sign > 0 else (est, bound)
        for _ in range(110):
            mid = (lo + hi) / 2
            lo, hi = (mid, hi) if mn_score(k0, n0, k1, n1, mid) > sign * z else (lo, mid)
        return (lo + hi) / 2
    return end(1), end(-1)


cases = []
for k0, n0, k1, n1 in TABLES:
    case = {"control": [k0, n0], "treatment": [k1, n1], "score": float(mn_score(k0, n0, k1, n1, 0)), "newcombe": {}, "mn": {}}
    for conf in ("0.95", "0.9"):
        z = mp.sqrt(2) * mp.erfinv(mp.mpf(conf))
        nc, m = newcombe(k0, n0, k1, n1, z), mn(k0, n0, k1, n1, z)
        case["newcombe"][conf], case["mn"][conf] = [float(x) for x in nc], [float(x) for x in m]
        other = confint_proportions_2indep(k1, n1, k0, n0, method="newcomb", compare="diff", alpha=1 - float(conf))
        assert max(abs(float(a) - b) for a, b in zip(nc, other)) < 1e-10, (k0, n0, k1, n1, nc, other)
    if 0 < k0 < n0 and 0 < k1 < n1:
        # restricted maximum likelihood by plain numerical search (statsmodels' score test departs from it for unequal n)
        for d in (-0.2, 0.0, 0.1, 0.3):
            def loss(p):
                return -(k0 * np.log(p) + (n0 - k0) * np.log(1 - p) + k1 * np.log(p + d) + (n1 - k1) * np.log(1 - p - d))
            p = scipy.optimize.minimize_scalar(loss, bounds=(max(0, -d) + 1e-12, min(1, 1 - d) - 1e-12), method="bounded",
                                               options={"xatol": 1e-12}).x
            v = ((p + d) * (1 - p - d) / n1 + p * (1 - p) / n0) * (n0 + n1) / (n0 + n1 - 1)
            other = (k1 / n1 - k0 / n0 - d) / np.sqrt(v)
            assert abs(float(mn_score(k0, n0, k1, n1, d)) / other - 1) < 1e-5, (k0, n0, k1, n1, d, other)
    cases.append(case)

# Newcombe 1998, table II, method 6: 56/70 against 48/80, and 5/56 against 0/29 (here with the sign reversed)
assert [round(x, 4) for x in cases[0]["mn"]["0.95"]] == [0.0528, 0.3382], cases[0]["mn"]
assert [round(x, 4) for x in cases[3]["mn"]["0.95"]] == [-0.1933, 0.0326], cases[3]["mn"]


def boschloo_side(k0, n0, k1, n1):
    """Larger treatment rate."""
    h = lambda a, b: stats.hypergeom.sf(b - 1, n0 + n1, n1, a + b)
    table = np.array([[h(a, b) for b in range(n1 + 1)] for a in range(n0 + 1)])
    region = table <= h(k0, k1) * (1 + 1e-7)

    def chance(pi):
        return float(stats.binom.pmf(np.arange(n0 + 1), n0, pi) @ region @ stats.binom.pmf(np.arange(n1 + 1), n1, pi))
    grid = np.linspace(0, 1, 2001)
    values = np.array([chance(p) for p in grid])
    best = 0.0
    for i in np.argsort(values)[-8:]:
        r = scipy.optimize.minimize_scalar(lambda p: -chance(p), bounds=(max(0, grid[max(i - 1, 0)]), min(1, grid[min(i + 1, 2000)])),
                                           method="bounded", options={"xatol": 1e-12})
        best = max(best, -r.fun, values[i])
    return best


boschloo = []
for k0, n0, k1, n1 in [(7, 12, 8, 8), (5, 10, 9, 10), (0, 5, 5, 5), (10, 30, 20, 31), (74, 100, 53, 90), (1, 2, 1, 2), (0, 4, 0, 6), (2, 15, 11, 25)]:
    greater, less = boschloo_side(k0, n0, k1, n1), boschloo_side(n0 - k0, n0, n1 - k1, n1)
    two = min(1.0, 2 * min(greater, less))
    # scipy: rows are the two outcomes, columns the two groups
    for alt, mine in (("two-sided", two), ("greater", greater), ("less", less)):
        ref = stats.boschloo_exact([[k1, k0], [n1 - k1, n0 - k0]], alternative=alt, n=128).pvalue
        assert abs(ref - mine) < 2e-5, (k0, n0, k1, n1, alt, ref, mine)
    boschloo.append({"control": [k0, n0], "treatment": [k1, n1], "two": two, "greater": greater, "less": less})

rng = np.random.default_rng(20260305)
permutation, cliff = [], []
for n0, n1, digits in ((4, 4, 2), (3, 7, 2), (6, 8, 0), (2, 5, 2), (5, 5, 0)):
    c, t = rng.normal(0, 2, n0).round(digits), rng.normal(1, 1, n1).round(digits)
    allv = np.concatenate([t, c])

    def welch(a, b):
        v = a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b)
        d = a.mean() - b.mean()
        return abs(d) / np.sqrt(v) if v > 1e-20 else (0.0 if abs(d) < 1e-12 else np.inf)
    stat = [welch(allv[list(s)], np.delete(allv, list(s))) for s in itertools.combinations(range(n0 + n1), n1)]
    obs = welch(t, c)
    permutation.append({"control": c.tolist(), "treatment": t.tolist(), "p": float(np.mean(np.array(stat) >= obs * (1 - 1e-9)))})
for n0, n1, digits in ((10, 12, 2), (25, 18, 0), (40, 7, 1), (5, 6, 2), (4, 3, 2)):
    c, t = rng.normal(0, 2, n0).round(digits), rng.normal(1, 1, n1).round(digits)
    if n0 == 4:
        t = c.max() + 1 + np.arange(n1)
    d = np.sign(t[:, None] - c[None, :])
    delta = d.mean()
    z = float(stats.norm.ppf(0.975))
    s2 = (n0 ** 2 * ((d.mean(1) - delta) ** 2).sum() + n1 ** 2 * ((d.mean(0) - delta) ** 2).sum() - ((d - delta) ** 2).sum()) / (
        n0 * n1 * (n0 - 1) * (n1 - 1))
    s2 = max(s2, (1 - delta ** 2) / (n0 * n1 - 1))
    if abs(delta) == 1:
        m = min(n0, n1)
        ci = [(m - z * z) / (m + z * z), 1.0]
    else:
        half = z * np.sqrt(s2) * np.sqrt((1 - delta ** 2) ** 2 + z * z * s2)
        den = 1 - delta ** 2 + z * z * s2
        ci = [max(-1, (delta - delta ** 3 - half) / den), min(1, (delta - delta ** 3 + half) / den)]
    cliff.append({"control": c.tolist(), "treatment": t.tolist(), "delta": float(delta), "interval": [float(x) for x in ci]})

pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(
    {"versions": {"python": sys.version.split()[0], "mpmath": mp.__version__, "numpy": np.__version__, "scipy": scipy.__version__,
                  "statsmodels": statsmodels.__version__},
     "cases": cases, "boschloo": boschloo, "permutation": permutation, "cliff": cliff}) + "\n")
