"""The work of statistics.ts in numpy and scipy: one line of JSON, seconds, best of three after a first run."""
import json
import time

import numpy as np
from scipy import stats

rng = np.random.default_rng(1)
values = rng.normal(0.05, 1, 1000)
control = np.arange(100_000) % 3 == 0
treatment = np.arange(100_000) % 2 == 0
posts = rng.normal(0, 1, (3000, 384)).astype(np.float32)
posts /= np.linalg.norm(posts, axis=1, keepdims=True)
groups = np.arange(3000) % 3


def bootstrap():
    return stats.bootstrap((values,), np.mean, n_resamples=10_000, method="BCa", vectorized=True, random_state=1)


def sign_flip():
    return stats.permutation_test((values,), np.mean, permutation_type="samples", n_resamples=10_000, vectorized=True, random_state=1)


def mcnemar():
    gained = int(np.sum(~control & treatment))
    lost = int(np.sum(control & ~treatment))
    return stats.binomtest(min(gained, lost), gained + lost, 0.5).pvalue


def permanova():
    x = posts.astype(np.float64)
    x = x - x.mean(0)
    total = (x * x).sum()
    labels = groups.copy()
    counts = np.bincount(labels)

    def between(order):
        indicator = np.zeros((3, len(order)))
        indicator[order, np.arange(len(order))] = 1
        sums = indicator @ x
        return ((sums * sums).sum(1) / counts).sum()
    observed = between(labels)
    return total, sum(between(rng.permutation(labels)) >= observed for _ in range(999))


def best(run):
    run()
    times = []
    for _ in range(3):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


print(json.dumps({"bootstrap": best(bootstrap), "signFlip": best(sign_flip), "permanova": best(permanova), "mcnemar": best(mcnemar)}))
