"""Golden values for correlation and shape, from definitions on n x n matrices and by listing all arrangements."""
import itertools, json, pathlib, sys
import numpy as np, scipy
from scipy import stats
from scipy.spatial.distance import cdist

rng = np.random.default_rng(20260309)

corr = []
for n, digits in ((5, 3), (7, 3), (7, 0), (6, 0), (30, 2), (40, 0)):
    x = rng.normal(0, 2, n).round(digits)
    y = (x * 0.5 + rng.normal(0, 1.5, n)).round(digits)
    case = {"x": x.tolist(), "y": y.tolist()}
    for name, f in (("spearman", lambda a, b: stats.spearmanr(a, b).statistic), ("kendall", lambda a, b: stats.kendalltau(a, b).statistic)):
        r = f(x, y)
        p = None
        if n <= 7:
            p = float(np.mean([abs(f(x, np.array(o))) >= abs(r) - 1e-9 for o in itertools.permutations(y)]))
        v = (1 + r * r / 2) / (n - 3) if name == "spearman" else 0.437 / (n - 4)
        z = stats.norm.ppf(0.975) * np.sqrt(v)
        case[name] = {"r": float(r), "p": p, "interval": [float(np.tanh(np.arctanh(r) - z)), float(np.tanh(np.arctanh(r) + z))]}
    corr.append(case)


def anderson(D2, labels):
    """Anderson 2001: sums of squares from squared distances alone."""
    n, names = len(labels), sorted(set(labels))
    total = np.triu(D2).sum() / n
    within = sum(np.triu(D2[np.ix_(labels == g, labels == g)]).sum() / (labels == g).sum() for g in names)
    a = len(names)
    between, msw = total - within, within / (n - a)
    return between / (a - 1) / msw, between / total, (between - (a - 1) * msw) / (total + msw)


def arrangements(labels):
    """All different orders of the labels."""
    return set(itertools.permutations(labels.tolist()))


def energy(D, l):
    a, b = l == 0, l == 1
    return 2 * D[np.ix_(a, b)].mean() - D[np.ix_(a, a)].mean() - D[np.ix_(b, b)].mean()


groups = []
for sizes, dims, units in (((4, 4), 3, None), ((3, 5), 2, None), ((3, 3, 2), 4, None), ((6, 9), 2, [0, 0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6])):
    n = sum(sizes)
    labels = np.repeat(np.arange(len(sizes)), sizes)
    if units is not None:
        labels = np.array([0 if u < 3 else 1 for u in units])
        n = len(units)
    X = rng.normal(0, 1, (n, dims)) + 0.8 * labels[:, None]
    X = (X / np.linalg.norm(X, axis=1, keepdims=True)).round(6)
    D = cdist(X, X)
    F, r2, w2 = anderson(D ** 2, labels)
    case = {"vectors": X.ravel().tolist(), "dims": dims, "groups": [f"g{g}" for g in labels],
            "units": None if units is None else [f"u{u}" for u in units], "F": F, "r2": r2, "omega2": w2}
    if units is None:
        orders = [np.array(o) for o in arrangements(labels)]
    else:
        unit_labels = np.array([0 if u < 3 else 1 for u in sorted(set(units))])
        orders = [np.array([o[u] for u in units]) for o in arrangements(unit_labels)]
    case["p"] = float(np.mean([anderson(D ** 2, o)[0] >= F * (1 - 1e-9) for o in orders]))
    # dispersion
    z = np.array([np.sqrt(((X[i] - X[labels == labels[i]].mean(0)) ** 2).sum() * (m := (labels == labels[i]).sum()) / (m - 1)) for i in range(n)])
    if units is None:
        dl = labels
    else:
        z = np.array([z[np.array(units) == u].mean() for u in sorted(set(units))])
        dl = unit_labels
    case["dispersion"] = float(stats.f_oneway(*[z[dl == g] for g in sorted(set(dl))]).statistic)
    if len(sizes) == 2:
        m = lambda l: (l == 0).sum() * (l == 1).sum() / n
        e = energy(D, labels)
        case["energy"] = float(e)
        case["energyP"] = float(np.mean([energy(D, o) * m(o) >= e * m(labels) - 1e-12 for o in orders]))
        bw = float(np.median(D[np.triu_indices(n, 1)]))
        K = np.exp(-D ** 2 / (2 * bw ** 2))
        k = -energy(K, labels)
        case["mmd"], case["bandwidth"] = float(k), bw
        case["mmdP"] = float(np.mean([-energy(K, o) * m(o) >= k * m(labels) - 1e-12 for o in orders]))
        if dims == 1:
            assert abs(np.sqrt(e) - stats.energy_distance(X[labels == 0, 0], X[labels == 1, 0])) < 1e-10
    groups.append(case)
# scipy's energy distance is the root for one dimension
a, b = rng.normal(0, 1, 12).round(3), rng.normal(1, 1, 9).round(3)
energy1 = {"a": a.tolist(), "b": b.tolist(), "squared": float(stats.energy_distance(a, b) ** 2)}


def scan(X, lo):
    n = len(X)
    best = (-1, 0.0)
    for t in range(lo, n - lo + 1):
        d = X[:t].mean(0) - X[t:].mean(0)
        s = t * (n - t) / n * (d @ d)
        if s > best[1]:
            best = (t, float(s))
    return best


changes = []
for n, dims, at in ((8, 1, 4), (8, 2, 3), (60, 1, 41), (50, 3, 20)):
    X = (rng.normal(0, 1, (n, dims)) + 1.5 * (np.arange(n) >= at)[:, None]).round(4)
    lo = 2 if n == 8 else 5
    t, s = scan(X, lo)
    p = None
    if n == 8:
        p = float(np.mean([scan(X[list(o)], lo)[1] >= s * (1 - 1e-9) for o in itertools.permutations(range(n))]))
    changes.append({"values": X.ravel().tolist(), "dims": dims, "minSegment": lo, "at": t, "statistic": s, "p": p})


def henderson(y, A, B=None):
    """Henderson's method 1 by simulating nothing: expectations as quadratic forms, tr(Q Z Z')."""
    n = len(y)
    Z = [np.array([[1.0 if a == l else 0.0 for l in sorted(set(g))] for a in g]) for g in ([A] if B is None else [A, B])]
    mean = np.ones((n, n)) / n
    forms = [z @ np.diag(1 / z.sum(0)) @ z.T - mean for z in Z] + [np.eye(n) - mean]
    V = [z @ z.T for z in Z] + [np.eye(n)]
    M = np.array([[np.trace(Q @ v) for v in V] for Q in forms])
    return np.linalg.solve(M, np.array([y @ Q @ y for Q in forms])).tolist()


components = []
for rows in (
    [(f"a{i}", None) for i in range(6) for _ in range(4)],
    [(f"a{i}", None) for i in range(8) for _ in range(1 + i % 4)],
    [(f"a{i}", f"b{j}") for i in range(7) for j in range(5)],
    [(f"a{i}", f"b{j}") for i in range(9) for j in range(6) for _ in range((i * j) % 3)],
):
    ea, eb = rng.normal(0, 2, 10), rng.normal(0, 1, 10)
    y = np.array([ea[int(a[1])] + (eb[int(b[1])] if b else 0) + rng.normal() for a, b in rows]).round(4)
    A = [a for a, _ in rows]
    B = None if rows[0][1] is None else [b for _, b in rows]
    components.append({"y": y.tolist(), "a": A, "b": B, "components": henderson(y, A, B)})

pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(
    {"versions": {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__},
     "correlation": corr, "groups": groups, "energy1": energy1, "changes": changes, "components": components}) + "\n")
