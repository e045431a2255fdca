"""Interrupted series and change points by numpy, for tests/content/interventions_golden_test.ts.

Run: pip install numpy==2.4.6; python interventions.py

Three agents of uneven days in four dimensions, each with a trend and a jump. Mean changes are counted pair by pair of
posts; levels and slopes come from least squares over posts (numpy.linalg.lstsq), the noise of their squared lengths from
refitting without each day; placebo dates, ranks and shifts by plain loops. Change points: the best split by trying all
of them, its exact p by all 8! orders of eight days; chance shares by exact binomial sums. Writes interventions.json
beside this file.
"""

import datetime
import itertools
import json
import math
import pathlib
import platform

import numpy

HERE = pathlib.Path(__file__).parent
random = numpy.random.default_rng(20260629)
START = datetime.date(2026, 2, 1)
DIMS = 4
WINDOW, GAP, LEAST_POSTS = 7, 1, 10


def day_name(day):
    return (START + datetime.timedelta(days=int(day))).isoformat()


def unit(row):
    return row / numpy.sqrt((row * row).sum())


def make_agent(agent, days, jump_at):
    drift, jump = random.normal(0, 0.02, DIMS), random.normal(0, 0.4, DIMS)
    posts = []
    for day in range(days):
        mood = random.normal(0, 0.2, DIMS)
        for place in range(int(random.choice([0, 1, 2, 3, 5], p=[0.1, 0.2, 0.3, 0.3, 0.1]))):
            at = numpy.ones(DIMS) + drift * day + mood + (jump if day >= jump_at else 0) + random.normal(0, 0.3, DIMS)
            vector = unit(at).astype(numpy.float32)
            posts.append({
                "postId": f"{agent}-{day:02d}-{place}",
                "authorId": agent,
                "day": day,
                "createdAt": f"{day_name(day)}T00:{place:02d}:00.000Z",
                "vector": [float(value) for value in vector],
            })
    return posts


def vectors_of(posts):
    return numpy.array([unit(numpy.array(post["vector"])) for post in posts]), numpy.array([p["day"] for p in posts])


def fit(places, rows):
    design = numpy.column_stack([numpy.ones(len(places)), places])
    return numpy.linalg.lstsq(design, rows, rcond=None)[0]


def line_parts(places, rows, other_mean):
    """Level and slope of a side, and what chance adds to their squared lengths."""
    found = fit(places, rows)
    noise = numpy.zeros(2)
    design = numpy.column_stack([numpy.ones(len(places)), places])
    inverse = numpy.linalg.pinv(design)  # coefficients = inverse @ rows
    for day in numpy.unique(places):
        own = places == day
        without = fit(places[~own], rows[~own])
        mean = rows[own].mean(axis=0)
        product = (mean - other_mean) @ (mean - without[0] - without[1] * day)
        noise += inverse[:, own].sum(axis=1) ** 2 * product
    return found, noise


def mean_of_pairs(a, days_a, b, days_b):
    total, pairs = 0.0, 0
    for x, day_x in zip(a, days_a):
        for y, day_y in zip(b, days_b):
            if day_x != day_y:
                total, pairs = total + float(x @ y), pairs + 1
    return total / pairs


def changes_at(rows, days, date):
    """none, level, slope at a date; None where a side lacks posts, per least number of days."""
    before = (days >= date - GAP - WINDOW) & (days < date - GAP)
    after = (days >= date) & (days < date + WINDOW)
    if before.sum() < LEAST_POSTS or after.sum() < LEAST_POSTS:
        return None
    least = min(len(numpy.unique(days[before])), len(numpy.unique(days[after])))
    if least < 3:
        raise SystemExit("choose data whose windows have three days, so that both trends use the same dates")
    one, two, day_one, day_two = rows[before], rows[after], days[before] - date, days[after] - date
    none = (
        mean_of_pairs(one, day_one, one, day_one) + mean_of_pairs(two, day_two, two, day_two)
        - 2 * mean_of_pairs(one, day_one, two, day_two)
    )
    first, noise_first = line_parts(day_one, one, two.mean(axis=0))
    second, noise_second = line_parts(day_two, two, one.mean(axis=0))
    squared = ((second - first) ** 2).sum(axis=1) - noise_first - noise_second
    return {"none": none, "level": float(squared[0]), "slope": float(squared[1]), "n": int(before.sum() + after.sum())}


def series_of(posts, event):
    rows, days = vectors_of(posts)
    at_event = changes_at(rows, days, event)
    placebos = []
    for date in range(days.min(), days.max() + 1):
        if abs(date - event) >= 2 * WINDOW + GAP:
            found = changes_at(rows, days, date)
            if found is not None:
                placebos.append({"date": day_name(date), "shift": int(date - event), **found})
    return {"agentId": posts[0]["authorId"], "day": day_name(event), "event": at_event, "placebos": placebos}


def rank(value, values):
    below, same = sum(other < value for other in values), sum(other == value for other in values)
    return (below + (same - 1) / 2) / (len(values) - 1)


def pooled(series, name):
    mean_ranks, means = {}, {}
    own = []
    for one in series:
        values = [one["event"][name]] + [placebo[name] for placebo in one["placebos"]]
        own.append(rank(one["event"][name], values))
        for placebo in one["placebos"]:
            mean_ranks.setdefault(placebo["shift"], []).append(rank(placebo[name], values))
            means.setdefault(placebo["shift"], []).append(placebo[name])
    used = [shift for shift in sorted(means) if len(means[shift]) >= len(series) / 2]
    reached = sum(numpy.mean(mean_ranks[shift]) >= numpy.mean(own) - 1e-12 for shift in used)
    return {
        "estimate": float(numpy.mean([one["event"][name] for one in series])),
        "shifts": len(used),
        "mean": float(numpy.mean([numpy.mean(means[shift]) for shift in used])),
        "pValue": float((1 + reached) / (len(used) + 1)),
    }


def best_split(sums, sizes, least):
    best = (0.0, -1)
    for at in range(least, len(sizes) - least + 1):
        n1, n2 = sizes[:at].sum(), sizes[at:].sum()
        gap = sums[:at].sum(axis=0) / n1 - sums[at:].sum(axis=0) / n2
        statistic = n1 * n2 / (n1 + n2) * float(gap @ gap)
        if statistic > best[0]:
            best = (statistic, at, math.sqrt(float(gap @ gap)))
    return best


def blocks_of(posts, block):
    rows, days = vectors_of(posts)
    distinct = list(dict.fromkeys(days.tolist()))
    block_of = {day: place // block for place, day in enumerate(distinct)}
    number = max(block_of.values()) + 1
    sums, sizes = numpy.zeros((number, DIMS)), numpy.zeros(number)
    first_day = {}
    for row, day in zip(rows, days):
        sums[block_of[day]] += row
        sizes[block_of[day]] += 1
        first_day.setdefault(block_of[day], int(day))
    return sums, sizes, first_day


def change_of(posts, block, least):
    sums, sizes, first_day = blocks_of(posts, block)
    statistic, at, size = best_split(sums, sizes, least)
    return {"agentId": posts[0]["authorId"], "block": block, "minSegment": least, "day": day_name(first_day[at]), "size": size}


def exact_p(posts, least):
    sums, sizes, _ = blocks_of(posts, 1)
    own = best_split(sums, sizes, least)[0]
    orders = list(itertools.permutations(range(len(sizes))))
    reached = sum(best_split(sums[list(order)], sizes[list(order)], least)[0] >= own * (1 - 1e-9) for order in orders)
    return {"agentId": posts[0]["authorId"], "minSegment": least, "orders": len(orders), "pValue": reached / len(orders)}


def binomial_upper(k, n, rate):
    return sum(math.comb(n, i) * rate**i * (1 - rate) ** (n - i) for i in range(k, n + 1))


agents = [("ada", 62, 30), ("bob", 58, 30), ("cleo", 66, 35)]
corpus = {name: make_agent(name, days, jump) for name, days, jump in agents}
short = make_agent("dora", 10, 5)
while len({post["day"] for post in short}) != 8:
    short = make_agent("dora", 10, 5)
series = [series_of(corpus[name], jump) for name, _, jump in agents]

result = {
    "made": {"python": platform.python_version(), "numpy": numpy.__version__},
    "settings": {"windowDays": WINDOW, "gapDays": GAP, "minPosts": LEAST_POSTS},
    "posts": [post for posts in corpus.values() for post in posts],
    "short": short,
    "series": series,
    "pooled": {name: pooled(series, name) for name in ("none", "level", "slope")},
    "changes": [change_of(corpus[name], block, least) for name, _, _ in agents for block, least in ((1, 5), (3, 4))],
    "exact": exact_p(short, 2),
    "binomial": [{"k": k, "n": n, "pValue": binomial_upper(k, n, 0.05)} for k, n in ((0, 3), (1, 1), (2, 3), (5, 40))],
}
(HERE / "interventions.json").write_text(json.dumps(result, indent=1) + "\n")
