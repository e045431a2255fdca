"""Golden values for the sign-flip test: every flip enumerated, the interval by trying each candidate mean."""
import itertools, json, pathlib, sys
import numpy as np, scipy
from scipy import stats

rng = np.random.default_rng(20260301)


def enumerate_p(values, clusters, mean):
    names = sorted(set(clusters))
    sums = np.array([sum(v - mean for v, c in zip(values, clusters) if c == name) for name in names])
    flips = np.array(list(itertools.product([1, -1], repeat=len(names))))
    statistic = np.abs(flips @ sums)
    return float(np.mean(statistic >= abs(sums.sum()) - 1e-10))


def interval(values, clusters, level):
    """Ends of the set of means with p > level: candidates are where one flip's statistic ties with the observed one."""
    names = sorted(set(clusters))
    groups = {n: [v for v, c in zip(values, clusters) if c == n] for n in names}
    candidates = set()
    for size in range(1, len(names)):
        for subset in itertools.combinations(names, size):
            candidates.add(float(np.mean([v for n in subset for v in groups[n]])))
    estimate = float(np.mean(values))
    candidates = sorted(candidates)
    below = [c for c in candidates if c <= estimate + 1e-12]
    above = [c for c in candidates if c >= estimate - 1e-12]
    low = next((c for c in below if enumerate_p(values, clusters, c) > level + 1e-12), None)
    high = next((c for c in reversed(above) if enumerate_p(values, clusters, c) > level + 1e-12), None)
    # unbounded if p stays above the level far away
    far = enumerate_p(values, clusters, estimate - 1e6) > level + 1e-12
    return None if far else [low, high]


cases = []
specs = [(6, 1), (7, 1), (8, 1), (6, 4), (9, 2), (4, 3), (2, 5), (10, 1)]
for index, (clusters, size) in enumerate(specs):
    names, values = [], []
    for c in range(clusters):
        for _ in range(size + (c % 3 if size > 1 else 0)):
            names.append(f"s{c:02d}")
            values.append(round(float(rng.normal(0.3, 1)), 3 if index % 2 else 1))
    case = {"values": values, "clusters": names, "p": enumerate_p(values, names, 0.0),
            "interval": {str(c): interval(values, names, 1 - c) for c in (0.95, 0.9, 0.8)}}
    if size == 1:
        p = stats.permutation_test((np.array(values),), np.mean, permutation_type="samples", n_resamples=np.inf,
                                   alternative="two-sided").pvalue
        # scipy doubles the smaller tail; the distribution is symmetric
        assert abs(p - case["p"]) < 1e-12, (p, case["p"])
    cases.append(case)
# ties and zeros
values = [0, 0, 1, 1, 0, 1, -1, 0, 1, 1]
names = [f"s{i}" for i in range(10)]
cases.append({"values": values, "clusters": names, "p": enumerate_p(values, names, 0.0),
              "interval": {str(c): interval(values, names, 1 - c) for c in (0.95, 0.9, 0.8)}})

pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(
    {"versions": {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__}, "cases": cases},
    indent=1) + "\n")
