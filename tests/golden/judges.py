"""Golden values for judged rates, agreement, calibration and heterogeneity.

Cohen's kappa and its standard error: statsmodels, checked against scikit-learn. Krippendorff's alpha: the krippendorff package.
Prediction-powered means: ppi_py, whose variances divide by n; ours divide by n - 1, so the script rescales them and asserts that
ppi_py agrees before. Logistic regression with clusters: statsmodels. Brier score: scikit-learn, its parts by their definitions.
Variance between groups: statsmodels' comparison of nested linear models, intervals by scipy's F quantiles. Rates over clusters:
statsmodels' clustered covariance in Wilson's equation. Means of strata: scipy's Welch test. Rogan-Gladen with Lang and Reiczigel's interval: their equations, solved
in 50 digits.
"""
import json, pathlib, sys
import mpmath, numpy as np, pandas as pd, scipy, sklearn, statsmodels, statsmodels.api as sm, statsmodels.formula.api as smf
import krippendorff
from importlib.metadata import version
from ppi_py import ppi_mean_ci, ppi_mean_pointestimate
from scipy import stats
from sklearn.metrics import brier_score_loss, cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

rng = np.random.default_rng(20261123)
mpmath.mp.dps = 50

kappa = []
for n, k, agree in ((40, 2, 0.8), (120, 3, 0.6), (75, 4, 0.3), (60, 2, 0.5)):
    first = rng.integers(0, k, n)
    second = np.where(rng.random(n) < agree, first, rng.integers(0, k, n))
    table = np.zeros((k, k))
    for a, b in zip(first, second):
        table[a, b] += 1
    found = cohens_kappa(table)
    assert abs(found.kappa - cohen_kappa_score(first, second)) < 1e-12
    kappa.append({"first": [f"l{a}" for a in first], "second": [f"l{b}" for b in second], "kappa": found.kappa, "standardError": found.std_kappa})

alpha = []
for n, raters, k, missing in ((30, 2, 2, 0), (50, 3, 3, 0.2), (25, 5, 4, 0.4)):
    truth = rng.integers(0, k, n)
    labels = [[None if rng.random() < missing else f"l{t if rng.random() < 0.7 else rng.integers(0, k)}" for t in truth] for _ in range(raters)]
    domain = [f"l{i}" for i in range(k)]
    matrix = [[np.nan if l is None else domain.index(l) for l in row] for row in labels]
    alpha.append({"items": [list(x) for x in zip(*labels)], "alpha": krippendorff.alpha(reliability_data=matrix, level_of_measurement="nominal", value_domain=list(range(k)))})


def lang_reiczigel(judged, n, tp, n_pos, tn, n_neg, confidence):
    m = mpmath.mpf
    z = mpmath.sqrt(2) * mpmath.erfinv(m(confidence))
    raw = (m(judged) / n + m(tn) / n_neg - 1) / (m(tp) / n_pos + m(tn) / n_neg - 1)
    n1 = n + z ** 2
    p1 = (m(judged) + z ** 2 / 2) / n1
    se, sp = (m(tp) + 1) / (n_pos + 2), (m(tn) + 1) / (n_neg + 2)
    pr = (p1 + sp - 1) / (se + sp - 1)
    a, b = se * (1 - se) / (n_pos + 2), sp * (1 - sp) / (n_neg + 2)
    shift = 2 * z ** 2 * (pr * a - (1 - pr) * b)
    half = z / (se + sp - 1) * mpmath.sqrt(p1 * (1 - p1) / n1 + pr ** 2 * a + (1 - pr) ** 2 * b)
    cut = lambda x: float(min(m(1), max(m(0), x)))
    return {"raw": float(raw), "low": cut(pr + shift - half), "high": cut(pr + shift + half)}


rogan = []
for judged, n, tp, n_pos, tn, n_neg, confidence in ((30, 100, 45, 50, 45, 50, 0.95), (3, 200, 18, 20, 75, 80, 0.95), (88, 90, 39, 40, 12, 20, 0.9), (0, 60, 30, 30, 30, 30, 0.95), (25, 60, 14, 25, 15, 25, 0.99)):
    rogan.append({"judged": {"events": judged, "n": n}, "truePositive": {"events": tp, "n": n_pos}, "trueNegative": {"events": tn, "n": n_neg}, "confidence": confidence, **lang_reiczigel(judged, n, tp, n_pos, tn, n_neg, confidence)})

ppi = []
for n, N, noise in ((40, 400, 0.1), (25, 90, 0.4), (200, 1000, 0.25)):
    truth = (rng.random(n) < 0.3).astype(float)
    flip = lambda values, share: np.where(rng.random(len(values)) < share, 1 - values, values)
    judged, rest = flip(truth, noise), flip((rng.random(N) < 0.3).astype(float), noise)
    case = {"truth": truth.tolist(), "judged": judged.tolist(), "unlabelled": rest.tolist()}
    spread = np.var(np.concatenate([judged, rest]), ddof=1)
    tuned = float(np.clip(np.cov(truth, judged, ddof=0)[0, 1] / ((1 + n / N) * spread), 0, 1))
    for name, weight in (("all", 1.0), ("tuned", tuned)):
        theirs = ppi_mean_ci(truth, judged, rest, alpha=0.05, lam=1 if name == "all" else None)
        z = stats.norm.ppf(0.975)
        point = weight * rest.mean() + (truth - weight * judged).mean()
        spread_at = lambda ddof: np.sqrt(weight ** 2 * rest.var(ddof=ddof) / N + (truth - weight * judged).var(ddof=ddof) / n)
        assert np.allclose([point - z * spread_at(0), point + z * spread_at(0)], [theirs[0].item(), theirs[1].item()], atol=1e-12)
        assert abs(point - ppi_mean_pointestimate(truth, judged, rest, lam=weight).item()) < 1e-12
        case[name] = {"estimate": point, "weight": weight, "low": point - z * spread_at(1), "high": point + z * spread_at(1)}
    ppi.append(case)

logistic = []
for n, clusters, p in ((120, 12, 1), (300, 25, 2), (90, 8, 0)):
    g = rng.integers(0, clusters, n)
    effects = rng.normal(0, 0.8, clusters)
    columns = {f"x{j}": rng.normal(0, 1, n).round(3) for j in range(p)}
    y = (rng.random(n) < 1 / (1 + np.exp(-(0.3 + effects[g] + 0.7 * sum(columns.values(), np.zeros(n)))))).astype(int)
    X = np.column_stack([np.ones(n)] + list(columns.values()))
    fit = sm.GLM(y, X, family=sm.families.Binomial()).fit(cov_type="cluster", cov_kwds={"groups": g}, tol=1e-14)
    names = ["(intercept)"] + list(columns)
    logistic.append({"outcome": y.tolist(), "predictors": {k: v.tolist() for k, v in columns.items()}, "clusters": [f"g{c}" for c in g], "coefficients": {name: {"estimate": fit.params[i], "standardError": fit.bse[i]} for i, name in enumerate(names)}})

brier = []
for n, bins in ((200, 10), (57, 4)):
    forecast = rng.beta(1, 2, n).round(4)
    outcome = (rng.random(n) < forecast ** 0.7).astype(int)
    place = np.minimum(bins - 1, np.floor(forecast * bins)).astype(int)
    groups = [np.flatnonzero(place == b) for b in range(bins) if (place == b).any()]
    rel = sum(len(i) * (forecast[i].mean() - outcome[i].mean()) ** 2 for i in groups) / n
    res = sum(len(i) * (outcome[i].mean() - outcome.mean()) ** 2 for i in groups) / n
    within = sum(((forecast[i] - forecast[i].mean()) ** 2).sum() - 2 * ((forecast[i] - forecast[i].mean()) * (outcome[i] - outcome[i].mean())).sum() for i in groups) / n
    brier.append({"forecast": forecast.tolist(), "outcome": outcome.tolist(), "bins": bins, "score": brier_score_loss(outcome, forecast), "reliability": rel, "resolution": res, "uncertainty": outcome.mean() * (1 - outcome.mean()), "within": within})

groups = []
for strata, sizes in ((1, [5, 7, 4]), (4, [6, 3, 9]), (3, [8, 8, 8])):
    rows = [(f"s{s}", f"w{w}", float(np.round(rng.normal(0.3 * s + 0.4 * w, 1), 3))) for s in range(strata) for w, size in enumerate(sizes) for _ in range(size)]
    frame = pd.DataFrame(rows, columns=["s", "w", "y"])
    small = smf.ols("y ~ C(s)" if strata > 1 else "y ~ 1", frame).fit()
    full = smf.ols("y ~ C(s):C(w)" if strata > 1 else "y ~ C(w)", frame).fit()
    f, p, df1 = full.compare_f_test(small)
    df2 = full.df_resid
    if strata == 1:
        assert abs(stats.f_oneway(*[x.y for _, x in frame.groupby("w")]).statistic - f) < 1e-9
    n0 = (len(rows) - sum((x ** 2 for x in sizes)) / sum(sizes) * strata) / df1
    groups.append({"rows": rows, "f": f, "p": p, "df": df1, "share": max(0, 1 - 1 / f), "low": max(0, 1 - stats.f.ppf(0.975, df1, df2) / f), "high": max(0, 1 - stats.f.ppf(0.025, df1, df2) / f), "variance": max(0, (f - 1) * full.mse_resid / n0)})

rates = []
for clusters, size, spread in ((8, 6, 1.0), (20, 3, 0.5), (12, 10, 2.0)):
    g = np.repeat(np.arange(clusters), size)
    y = (rng.random(len(g)) < 1 / (1 + np.exp(-rng.normal(-0.5, spread, clusters)[g]))).astype(float)
    n, rate = len(y), y.mean()
    clustered = sm.OLS(y, np.ones(n)).fit(cov_type="cluster", cov_kwds={"groups": g}).bse[0] ** 2
    t, z = stats.t.ppf(0.975, clusters - 1), stats.norm.ppf(0.975)
    worth = min(n, rate * (1 - rate) / clustered) * (z / t) ** 2
    centre, half = (rate * worth + z * z / 2) / (worth + z * z), z * np.sqrt(worth * rate * (1 - rate) + z * z / 4) / (worth + z * z)
    rates.append({"values": y.tolist(), "clusters": [f"c{c}" for c in g], "effectiveN": worth, "low": centre - half, "high": centre + half})

# Means of two strata with equal weight: half of Welch's t of one against the other turned in sign.
strata = []
for sizes in ((6, 14), (9, 3)):
    a, b = (rng.normal(0.5 * i, 1 + i, n).round(3) for i, n in enumerate(sizes))
    test = stats.ttest_ind(a, -b, equal_var=False)
    low, high = test.confidence_interval(0.95)
    strata.append({"a": a.tolist(), "b": b.tolist(), "t": test.statistic, "df": test.df, "p": test.pvalue, "low": low / 2, "high": high / 2})

out = {"versions": {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "sklearn": sklearn.__version__, "krippendorff": version("krippendorff"), "ppi-python": version("ppi-python")}, "kappa": kappa, "alpha": alpha, "roganGladen": rogan, "ppi": ppi, "logistic": logistic, "brier": brier, "heterogeneity": groups, "clusteredProportion": rates, "stratifiedMean": strata}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, default=float))
