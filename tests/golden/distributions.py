"""Golden values for tails and quantiles, mpmath at 50 digits. Logs, so that nothing underflows."""
import json, pathlib, sys
import mpmath as mp

mp.mp.dps = 50


def normal(z):
    return mp.log(mp.erfc(mp.mpf(z) / mp.sqrt(2)) / 2)


def student(t, df):
    t, df = mp.mpf(t), mp.mpf(df)
    both = mp.betainc(df / 2, mp.mpf(1) / 2, 0, df / (df + t * t), regularized=True)
    return mp.log(both / 2 if t > 0 else 1 - both / 2)


def beta(x, a, b):
    # through the hypergeometric series, which needs no quadrature
    x, a, b = map(mp.mpf, (x, a, b))
    lead = a * mp.log(x) + b * mp.log(1 - x) + mp.loggamma(a + b) - mp.loggamma(a + 1) - mp.loggamma(b)
    return lead + mp.log(mp.hyp2f1(1, a + b, a + 1, x, maxterms=10 ** 7, maxprec=10 ** 5))


def binomial_lower(k, n, p):
    term = mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1) + k * mp.log(p) + (n - k) * mp.log1p(-p)
    ratio, total = mp.mpf(1), mp.mpf(1)
    for i in range(k, 0, -1):
        ratio *= mp.mpf(i) / (n - i + 1) * (1 - p) / p
        total += ratio
        if ratio < mp.mpf(10) ** -45:
            break
    return term + mp.log(total)


def fisher(f, d1, d2):
    f, d1, d2 = map(mp.mpf, (f, d1, d2))
    return mp.log(mp.betainc(d2 / 2, d1 / 2, 0, d2 / (d2 + d1 * f), regularized=True))


def clopper(k, n, conf):
    tail = (1 - mp.mpf(conf)) / 2

    def solve(f, lo=mp.mpf(0), hi=mp.mpf(1)):
        for _ in range(170):
            mid = (lo + hi) / 2
            lo, hi = (mid, hi) if f(mid) < 0 else (lo, mid)
        return (lo + hi) / 2

    def lower(k, p):
        return mp.fsum(mp.binomial(n, i) * p ** i * (1 - p) ** (n - i) for i in range(k + 1))
    low = mp.mpf(0) if k == 0 else solve(lambda p: 1 - lower(k - 1, p) - tail)
    high = mp.mpf(1) if k == n else solve(lambda p: tail - lower(k, p))
    return float(low), float(high)


def f(x):
    return float(x)


out = {
    "versions": {"python": sys.version.split()[0], "mpmath": mp.__version__},
    "normalLogTail": [[z, f(normal(z))] for z in (0, 0.1, 1, 2.4999, 2.5, 3, 8, 40, 1e4, -1, -9)],
    "normalQuantile": [[p, f(mp.sqrt(2) * mp.erfinv(2 * mp.mpf(p) - 1))] for p in (1e-10, 0.025, 0.4, 0.5, 0.975, 0.995)],
    "studentLogTail": [[t, df, f(student(t, df))] for t, df in
                       ((2, 5), (-2, 5), (40, 30), (1e-5, 3), (1000, 1), (5, 2.5), (0.5, 1.3), (12, 99), (2, 400))],
    "betaLogLower": [[x, a, b, f(beta(x, a, b))] for x, a, b in
                     ((0.5, 1000, 1000), (0.3, 2, 0.5), (0.01, 0.5, 0.5), (0.2, 30, 7), (0.999, 3, 2), (0.5, 600, 900))],
    "binomialLogLower": [[k, n, p, f(binomial_lower(k, n, mp.mpf(p)))] for k, n, p in
                         ((0, 100000, 0.5), (49000, 100000, 0.5), (3, 10, 0.25), (2, 12, 0.5), (10, 100000, 0.001),
                          (1, 2, 0.5), (499, 1000, 0.5))],
    "fisherLogTail": [[x, a, b, f(fisher(x, a, b))] for x, a, b in ((3, 2, 10), (0.5, 5, 3.3), (30, 1, 100), (4, 384, 20))],
    "clopperPearson": [[k, n, c, *clopper(k, n, c)] for k, n, c in
                       ((0, 1, 0.95), (1, 1, 0.95), (3, 10, 0.95), (0, 20, 0.99), (17, 60, 0.9), (60, 60, 0.95))],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")
