"""Golden values for rates that are known as figures: weighted sums (MOVER), ratios (MOVER-R), random effects.

MOVER and MOVER-R are solved from the published equations in mpmath; where the sum is a difference of counts, the interval
is also statsmodels' Newcombe interval. Random effects are statsmodels' combine_effects; chi-square tails are scipy's.
"""
import json, pathlib, sys
import mpmath as mp
import numpy, scipy, scipy.stats, statsmodels
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.proportion import confint_proportions_2indep

mp.mp.dps = 40


def z_of(confidence):
    return mp.sqrt(2) * mp.erfinv(mp.mpf(confidence))


def wilson(rate, n, z):
    """Roots of (p - rate)^2 = z^2 p (1 - p) / n, the definition of the interval."""
    rate, n = mp.mpf(rate), mp.mpf(n)
    a, b, c = 1 + z ** 2 / n, -(2 * rate + z ** 2 / n), rate ** 2
    root = mp.sqrt(b * b - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def mover(rates, z):
    centre = mp.fsum(mp.mpf(w) * mp.mpf(r) for r, n, w in rates)
    down = up = mp.mpf(0)
    for r, n, w in rates:
        low, high = wilson(r, n, z)
        ends = sorted([mp.mpf(w) * low, mp.mpf(w) * high])
        down += (mp.mpf(w) * mp.mpf(r) - ends[0]) ** 2
        up += (ends[1] - mp.mpf(w) * mp.mpf(r)) ** 2
    return centre - mp.sqrt(down), centre + mp.sqrt(up)


def p_value(rates):
    centre = mp.fsum(mp.mpf(w) * mp.mpf(r) for r, n, w in rates)
    side = 0 if centre > 0 else 1
    lo, hi = mp.mpf(0), mp.mpf(36)
    for _ in range(140):
        mid = (lo + hi) / 2
        end = mover(rates, mid)[side] * (1 if side == 0 else -1)
        lo, hi = (mid, hi) if end > 0 else (lo, mid)
    return mp.erfc(lo / mp.sqrt(2))


def ratio(control, treatment, z):
    (p0, n0), (p1, n1) = control, treatment
    l0, u0 = wilson(p0, n0, z)
    l1, u1 = wilson(p1, n1, z)
    p0, p1 = mp.mpf(p0), mp.mpf(p1)
    low = (p1 * p0 - mp.sqrt((p1 * p0) ** 2 - l1 * (2 * p1 - l1) * u0 * (2 * p0 - u0))) / (u0 * (2 * p0 - u0))
    high = (p1 * p0 + mp.sqrt((p1 * p0) ** 2 - u1 * (2 * p1 - u1) * l0 * (2 * p0 - l0))) / (l0 * (2 * p0 - l0))
    return low, high


SUMS = [
    [(0.8, 70, 1), (0.6, 80, -1)],
    [(0.828, 900, 1), (0.151, 900, -1)],
    [(0.828, 9, 1), (0.151, 9, -1)],
    [(0.044, 1800, 1), (0.03, 1800, -1), (0.08, 1800, -1), (0.02, 1800, 1)],
    [(0.5, 6, 1), (0.167, 6, -1), (0.2, 6, 1), (0.9, 6, -1)],
    [(0.1, 50, 0.25), (0.3, 50, 0.25), (0.2, 20, 0.5)],
    [(0.002, 9, 1), (0.209, 9, -1)],
    [(0.35, 7.5, 1), (0.2, 12.25, -1)],
]
RATIOS = [((0.02, 300), (0.3, 300)), ((0.013, 300), (0.753, 300)), ((0.013, 3), (0.31, 9)), ((0.46, 200), (0.765, 200)), ((0.4, 10), (0.1, 12))]
STUDIES = [
    [(0.677, 0.03), (0.481, 0.04), (0.008, 0.01)],
    [(0.118, 0.05), (0.104, 0.06), (0.5, 0.2), (0.74, 0.15), (0.132, 0.05)],
    [(0.1, 0.2), (0.12, 0.3)],
    [(-0.2, 0.1), (0.3, 0.15), (0.05, 0.02), (0.04, 0.09), (0.5, 0.4), (0.01, 0.05)],
]
out = {
    "versions": {"python": sys.version.split()[0], "mpmath": mp.__version__, "numpy": numpy.__version__, "scipy": scipy.__version__,
                 "statsmodels": statsmodels.__version__},
    "sums": [], "newcombe": [], "ratios": [], "effects": [], "chiSquare": [],
}
for rates in SUMS:
    out["sums"].append({
        "rates": rates,
        "estimate": float(mp.fsum(mp.mpf(w) * mp.mpf(r) for r, n, w in rates)),
        "p": None if min(w for r, n, w in rates) > 0 else float(p_value(rates)),  # a sum of rates never reaches 0
        "intervals": {str(c): [float(x) for x in mover(rates, z_of(c))] for c in (0.95, 0.9)},
    })
for x1, n1, x0, n0 in [(56, 70, 48, 80), (0, 12, 0, 10), (12, 12, 0, 10), (12, 900, 3, 1000)]:
    low, high = confint_proportions_2indep(x1, n1, x0, n0, method="newcomb", compare="diff", alpha=0.05, correction=False)
    out["newcombe"].append({"treatment": [x1, n1], "control": [x0, n0], "interval": [float(low), float(high)]})
for control, treatment in RATIOS:
    out["ratios"].append({"control": control, "treatment": treatment, "interval": [float(x) for x in ratio(control, treatment, z_of(0.95))]})
for rows in STUDIES:
    found = combine_effects(numpy.array([r[0] for r in rows]), numpy.array([r[1] ** 2 for r in rows]), method_re="dl")
    # statsmodels lets tau2 be negative; DerSimonian and Laird cut it at 0, where random effects are fixed ones.
    mean, error = (found.mean_effect_re, found.sd_eff_w_re_hksj) if found.tau2 > 0 else (found.mean_effect_fe, found.sd_eff_w_fe_hksj)
    half = scipy.stats.t.ppf(0.975, len(rows) - 1) * error
    out["effects"].append({
        "studies": rows, "q": float(found.q), "qP": float(scipy.stats.chi2.sf(found.q, len(rows) - 1)), "tau2": float(found.tau2),
        "iSquared": float(max(0, found.i2)), "mean": float(mean),
        "interval": [float(mean - half), float(mean + half)],
    })
for x, df in [(0.1, 1), (3.84, 1), (5.99, 2), (12.3, 3), (40, 5), (7.7, 6), (300, 4), (2.2, 11)]:
    out["chiSquare"].append({"x": x, "df": df, "p": float(scipy.stats.chi2.sf(x, df))})
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out))
