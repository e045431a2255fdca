"""Golden values for paired yes/no tests.

McNemar: scipy's binomial test and statsmodels. Tango and Bonett-Price: the published equations
solved with mpmath at 40 digits. Writes paired_binary.json beside itself.
"""
import json, pathlib, sys
import mpmath as mp, scipy, statsmodels, numpy
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar

mp.mp.dps = 40

TABLES = [  # gained, lost, both, neither
    (10, 2, 3, 30), (0, 0, 5, 5), (1, 0, 0, 0), (0, 1, 1, 0), (1, 1, 0, 0), (8, 0, 0, 12), (0, 8, 4, 0),
    (43, 14, 20, 3), (3, 3, 0, 54), (30, 30, 0, 0), (500, 431, 1000, 2000), (50000, 49000, 0, 1000),
    (99000, 1000, 0, 0), (20, 0, 0, 0), (1, 59, 0, 0), (5, 4, 991, 0),
]


def tail(k, n):
    return mp.fsum(mp.binomial(n, i) for i in range(k + 1)) / mp.mpf(2) ** n


def log_exact(g, l):
    n, k = g + l, min(g, l)
    if 2 * k == n:
        return mp.mpf(0)
    if n <= 2000:
        return min(mp.mpf(0), mp.log(2 * tail(k, n)))
    return mp.log(2 * mp.betainc(n - k, k + 1, 0, mp.mpf(1) / 2, regularized=True)) if n <= 2000 else log_big(k, n)


def log_big(k, n):
    term = mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1) - n * mp.log(2)
    ratio, total = mp.mpf(1), mp.mpf(1)
    for i in range(k, 0, -1):
        ratio *= mp.mpf(i) / (n - i + 1)
        total += ratio
        if ratio < mp.mpf(10) ** -45:
            break
    return mp.log(2) + term + mp.log(total)


def log_mid(g, l):
    n, k = g + l, min(g, l)
    point = mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1) - n * mp.log(2)
    if 2 * k == n:
        return mp.mpf(0)  # both halves of the distribution: p = 1
    if n <= 2000:
        return mp.log(2 * tail(k, n) - mp.exp(point))
    return mp.log(mp.exp(log_big(k, n)) - mp.exp(point))


def score(g, l, n, d):
    g, l, n, d = map(mp.mpf, (g, l, n, d))
    a, b, c = 2 * n, -g - l + (2 * n - g + l) * d, -l * d * (1 - d)
    q = (mp.sqrt(max(mp.mpf(0), b * b - 4 * a * c)) - b) / (2 * a)
    v = n * (2 * q + d * (1 - d))
    top = g - l - n * d
    return mp.mpf(0) if top == 0 else (mp.inf * mp.sign(top) if v <= 0 else top / mp.sqrt(v))


def tango(g, l, n, conf):
    z = mp.sqrt(2) * mp.erfinv(conf)
    est = mp.mpf(g - l) / n

    def bisect(target, lo, hi):
        # score falls with delta
        for _ in range(160):
            mid = (lo + hi) / 2
            if score(g, l, n, mid) > target:
                lo = mid
            else:
                hi = mid
        return (lo + hi) / 2

    low = mp.mpf(-1) if est == -1 else bisect(z, mp.mpf(-1), est)
    high = mp.mpf(1) if est == 1 else bisect(-z, est, mp.mpf(1))
    return low, high


def bonett_price(g, l, n, conf):
    z = mp.sqrt(2) * mp.erfinv(conf)
    p, q = mp.mpf(g + 1) / (n + 2), mp.mpf(l + 1) / (n + 2)
    half = z * mp.sqrt((p + q - (p - q) ** 2) / (n + 2))
    return max(mp.mpf(-1), p - q - half), min(mp.mpf(1), p - q + half)


cases = []
for g, l, both, neither in TABLES:
    n = g + l + both + neither
    logp = log_exact(g, l)
    if n < 5000:
        p = stats.binomtest(min(g, l), g + l, 0.5).pvalue if g + l else 1.0
        assert abs(p - mp.exp(logp)) < 1e-9, (g, l, p, mp.exp(logp))
        other = mcnemar([[both, g], [l, neither]], exact=True).pvalue
        assert g + l == 0 or abs(p - other) < 1e-9
    case = {
        "counts": {"gained": g, "lost": l, "both": both, "neither": neither},
        "logExact": float(logp),
        "logMidP": float(log_mid(g, l)) if g + l else 0.0,
        "estimate": (g - l) / n,
        "score": float(score(g, l, n, 0)),
        "tango": {}, "bonettPrice": {},
    }
    for conf in (0.95, 0.9, 0.99):
        case["tango"][str(conf)] = [float(x) for x in tango(g, l, n, mp.mpf(str(conf)))]
        case["bonettPrice"][str(conf)] = [float(x) for x in bonett_price(g, l, n, mp.mpf(str(conf)))]
    cases.append(case)

out = {
    "versions": {"python": sys.version.split()[0], "mpmath": mp.__version__, "scipy": scipy.__version__,
                 "statsmodels": statsmodels.__version__, "numpy": numpy.__version__},
    "cases": cases,
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")
