"""Golden values for clustered inference, straight from the definitions with n x n matrices.

CR2 and Satterthwaite's degrees of freedom: Pustejovsky & Tipton 2018 (Debian's R has no clubSandwich), checked
against statsmodels' HC2 where every cluster is one row. Two-way: statsmodels. Wild bootstrap: all weights listed. Block randomization:
all assignments listed. BCa: Efron's equations on given draws.
"""
import itertools, json, pathlib, sys
import numpy as np, scipy, statsmodels, statsmodels.api as sm
from scipy import stats

rng = np.random.default_rng(20260306)


def sqrt_pinv(m):
    w, v = np.linalg.eigh(m)
    return v @ np.diag([0 if x < 1e-10 else x ** -0.5 for x in w]) @ v.T


def cr2(y, X, g, k):
    n, p = X.shape
    M = np.linalg.inv(X.T @ X)
    H = X @ M @ X.T
    e = y - H @ y
    ell = np.eye(p)[k]
    var, vectors = 0.0, []
    for c in sorted(set(g)):
        i = np.array([x == c for x in g])
        A = sqrt_pinv(np.eye(i.sum()) - H[np.ix_(i, i)])
        a = A @ X[i] @ M @ ell
        var += (a @ e[i]) ** 2
        vectors.append((np.eye(n) - H)[:, i] @ a)
    G = np.array(vectors)
    omega = G @ G.T
    return float((M @ X.T @ y)[k]), float(np.sqrt(var)), float(np.trace(omega) ** 2 / np.sum(omega * omega))


robust = []
for sizes, p in (([1] * 12, 1), ([1] * 15, 3), ([3, 4, 5, 2, 8, 1, 1], 1), ([3, 4, 5, 2, 8, 6], 2), ([10] * 8, 3), ([30, 2, 2, 2, 2, 2, 2, 2], 2), ([5] * 6, 4)):
    g = [f"c{j}" for j, s in enumerate(sizes) for _ in range(s)]
    n = len(g)
    effects = dict(zip(dict.fromkeys(g), rng.normal(0, 1, len(sizes))))
    columns = {}
    for j in range(p - 1):
        if j == 1:  # constant within clusters
            marks = dict(zip(dict.fromkeys(g), rng.integers(0, 3, len(sizes))))
            columns[f"x{j}"] = [float(marks[c]) for c in g]
        else:
            columns[f"x{j}"] = rng.normal(0, 1, n).round(3).tolist()
    y = (np.array([effects[c] for c in g]) + rng.normal(0, 1, n)).round(4)
    X = np.column_stack([np.ones(n)] + list(columns.values()))
    case = {"outcome": y.tolist(), "predictors": columns, "clusters": g, "fits": {}}
    for k, name in enumerate(["(intercept)"] + list(columns)):
        case["fits"][name] = cr2(y, X, g, k)
    if max(sizes) == 1:
        hc2 = sm.OLS(y, X).fit(cov_type="HC2").bse
        assert np.allclose(hc2, [f[1] for f in case["fits"].values()], rtol=1e-10)
    robust.append(case)


def t_cr(y, X, g, k, value):
    M = np.linalg.inv(X.T @ X)
    b = M @ X.T @ y
    e = y - X @ b
    v = sum((M[k] @ X[i].T @ e[i]) ** 2 for i in ([np.array(g) == c for c in sorted(set(g))]))
    return (b[k] - value) / np.sqrt(v)


def wild(y, X, g, k, value, weights):
    names = sorted(set(g))
    others = [j for j in range(X.shape[1]) if j != k]
    target = y - value * X[:, k]
    if others:
        b = np.linalg.lstsq(X[:, others], target, rcond=None)[0]
        fitted = X[:, others] @ b
    else:
        fitted = np.zeros(len(y))
    u = target - fitted
    index = np.array([names.index(c) for c in g])
    observed = abs(t_cr(y, X, g, k, value))
    ts = [abs(t_cr(fitted + value * X[:, k] + w[index] * u, X, g, k, value)) for w in weights]
    return float(np.mean(np.array(ts) >= observed * (1 - 1e-9)))


wilds = []
webb = np.array([-np.sqrt(1.5), -1, -np.sqrt(0.5), np.sqrt(0.5), 1, np.sqrt(1.5)])
for sizes, p, kind in (([3, 4, 5, 2, 8, 1], 1, "webb"), ([2, 3, 2, 5, 1, 4, 3, 2, 1, 1, 2, 3], 2, "rademacher")):
    g = [f"c{j:02d}" for j, s in enumerate(sizes) for _ in range(s)]
    n = len(g)
    effects = dict(zip(dict.fromkeys(g), rng.normal(0.5, 1, len(sizes))))
    y = (np.array([effects[c] for c in g]) + rng.normal(0, 1, n)).round(4)
    columns = {"x0": rng.normal(0, 1, n).round(3).tolist()} if p == 2 else {}
    X = np.column_stack([np.ones(n)] + list(columns.values()))
    if kind == "webb":
        weights = [np.array(w) for w in itertools.product(webb, repeat=6)][::7]  # every seventh of 46,656
    else:
        weights = [np.array(w) for w in itertools.product([-1.0, 1.0], repeat=12)]
    wilds.append({"outcome": y.tolist(), "predictors": columns, "clusters": g, "kind": kind,
                  "p": {name: {str(v): wild(y, X, g, k, v, weights) for v in (0.0, 0.4)}
                        for k, name in enumerate(["(intercept)"] + list(columns))}})

crossed = []
for a, b, keep in ((8, 7, 1.0), (12, 6, 0.7), (6, 20, 0.5)):
    rows = []
    ea, eb = rng.normal(0, 0.5, a), rng.normal(0.3, 0.5, b)
    for i in range(a):
        for j in range(b):
            if rng.random() < keep:
                rows.append([f"s{i:02d}", f"m{j:02d}", round(float(ea[i] + eb[j] + rng.normal()), 4)])
    d = np.array([r[2] for r in rows])
    ga, gb = np.array([int(r[0][1:]) for r in rows]), np.array([int(r[1][1:]) for r in rows])
    e = d - d.mean()
    n = len(d)

    def part(g):
        names = sorted(set(g.tolist()))
        s = sum(e[g == c].sum() ** 2 for c in names) / n ** 2
        return s, len(names)
    va, ca = part(ga)
    vb, cb = part(gb)
    vab, cab = part(ga * 1000 + gb)
    # statsmodels without its small-sample factors confirms each part
    fit = sm.OLS(d, np.ones(n))
    for v, gg in ((va, ga), (vb, gb)):
        assert abs(fit.fit(cov_type="cluster", cov_kwds={"groups": gg, "use_correction": False}).cov_params()[0, 0] - v) < 1e-12
    va, vb, vab = (v * c / (c - 1) for v, c in ((va, ca), (vb, cb), (vab, cab)))
    v = max(va + vb - vab, va, vb)
    df = min(ca, cb) - 1
    t = d.mean() / np.sqrt(v)
    half = stats.t.ppf(0.975, df) * np.sqrt(v)
    crossed.append({"rows": rows, "estimate": d.mean(), "se": float(np.sqrt(v)), "df": df, "p": float(2 * stats.t.sf(abs(t), df)),
                    "interval": [d.mean() - half, d.mean() + half]})

blocks = []
for shape in ([(2, 2), (1, 3), (2, 1)], [(1, 1)] * 8, [(3, 3), (2, 2)]):
    rows, parts = [], []
    for j, (n1, n0) in enumerate(shape):
        v = rng.normal(j, 1, n1 + n0).round(3)
        v[:n1] += 0.7
        rows += [[f"b{j}", "treatment" if i < n1 else "control", float(x)] for i, x in enumerate(v)]
        w = n1 * n0 / (n1 + n0)
        parts.append([w * (v[list(s)].mean() - np.delete(v, list(s)).mean()) for s in itertools.combinations(range(n1 + n0), n1)])
    scale = sum(a * b / (a + b) for a, b in shape)
    observed = sum(p[0] for p in parts) / scale
    all_stats = np.array([sum(c) for c in itertools.product(*parts)]) / scale
    blocks.append({"rows": rows, "estimate": float(observed), "p": float(np.mean(np.abs(all_stats) >= abs(observed) - 1e-12)),
                   "assignments": len(all_stats)})

bca = []
for n in (8, 20, 50):
    x = rng.exponential(1, n)
    draws = np.sort(rng.choice(x, (999, n)).mean(1))
    jack = (x.sum() - x) / (n - 1)
    tie = np.abs(draws - x.mean()) <= 1e-10 * np.ptp(draws)  # equal but for rounding
    z0 = stats.norm.ppf((np.sum((draws < x.mean()) & ~tie) + 0.5 * np.sum(tie)) / 999)
    dev = jack.mean() - jack
    a = (dev ** 3).sum() / (6 * (dev ** 2).sum() ** 1.5)
    z = stats.norm.ppf([0.05, 0.95])
    levels = stats.norm.cdf(z0 + (z0 + z) / (1 - a * (z0 + z)))
    bca.append({"draws": draws.tolist(), "jackknife": jack.tolist(), "estimate": float(x.mean()), "levels": levels.tolist()})
x = rng.exponential(1, 40).round(3)
boot = {}
for method in ("percentile", "BCa"):
    ci = stats.bootstrap((x,), np.mean, n_resamples=200000, method=method, batch=2000, random_state=1).confidence_interval
    boot[method] = [float(ci.low), float(ci.high)]

pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(
    {"versions": {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
     "robust": robust, "wild": wilds, "crossed": crossed, "blocks": blocks, "bca": bca, "boot": {"values": x.tolist(), **boot}}) + "\n")
