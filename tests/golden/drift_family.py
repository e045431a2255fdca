"""Direction of drifts, pull to the centre and groups of agents by definition, for tests/content/*_test.ts.

Run: pip install numpy==2.4.6 scipy==1.17.1; python drift_family.py

Reads the posts of content.json. Every value comes from the vectors by the definition, never from the closed forms
under test; nulls are enumerated in full; two groups are fitted by a general optimiser. Writes drift_family.json.
"""

import datetime
import itertools
import json
import math
import pathlib
import platform

import numpy
import scipy
from scipy.optimize import minimize

HERE = pathlib.Path(__file__).parent
CONTENT = json.loads(HERE.joinpath("content.json").read_text())
random = numpy.random.default_rng(20260301)


def unit(vectors):
    return vectors / numpy.linalg.norm(vectors, axis=-1, keepdims=True)


def cosine(a, b):
    return float(a @ b / (numpy.linalg.norm(a) * numpy.linalg.norm(b)))


def in_time(posts):
    return sorted(posts, key=lambda post: (post["createdAt"], post["postId"]))


def seconds(post):
    return datetime.datetime.fromisoformat(post["createdAt"].replace("Z", "+00:00")).timestamp()


def vectors_of(posts):
    return unit(numpy.array([post["vector"] for post in posts]))


def cut(posts, split):
    if split == "order":
        return len(posts) // 2
    times = [seconds(post) for post in posts]
    middle = (min(times) + max(times)) / 2
    return sum(time < middle for time in times)


def mean_pairs(a, b, same):
    values = [float(x @ y) for i, x in enumerate(a) for j, y in enumerate(b) if not same or i != j]
    return math.fsum(values) / len(values)


def drift_values(posts, split):
    vectors, early = vectors_of(posts), cut(posts, split)
    first, last = vectors[:early], vectors[early:]
    return {
        "early": early,
        "raw": 1 - cosine(first.mean(axis=0), last.mean(axis=0)),
        "unbiased": mean_pairs(first, first, True) + mean_pairs(last, last, True) - 2 * mean_pairs(first, last, False),
    }


def shift(vectors, early):
    return vectors[early:].mean(axis=0) - vectors[:early].mean(axis=0)


def against_others(shifts, variant):
    rows = shifts if variant == "raw" else [row / numpy.linalg.norm(row) for row in shifts]
    return [cosine(row, numpy.mean([other for j, other in enumerate(rows) if j != i], axis=0))
            for i, row in enumerate(rows)]


def summary(values, observed):
    values = numpy.array(values)
    far = numpy.abs(values - values.mean()) >= abs(observed - values.mean()) - 1e-12
    return {"mean": float(values.mean()), "sd": float(values.std()), "p": float(far.mean()), "cases": len(values)}


def sign_null(shifts, variant):
    observed = float(numpy.mean(against_others(shifts, variant)))
    flips = itertools.product([-1, 1], repeat=len(shifts))
    return summary([float(numpy.mean(against_others([s * row for s, row in zip(signs, shifts)], variant)))
                    for signs in flips], observed)


def split_null(agents, variant):
    """All ways to choose the early halves of all agents at once."""
    choices = [list(itertools.combinations(range(len(vectors)), len(vectors) // 2)) for vectors in agents]
    values = []
    for chosen in itertools.product(*choices):
        shifts = []
        for vectors, early in zip(agents, chosen):
            late = [i for i in range(len(vectors)) if i not in early]
            shifts.append(vectors[late].mean(axis=0) - vectors[list(early)].mean(axis=0))
        values.append(float(numpy.mean(against_others(shifts, variant))))
    observed = float(numpy.mean(against_others([shift(v, len(v) // 2) for v in agents], variant)))
    return summary(values, observed)


def centre_of(posts, agent, own, early, variant, window_end):
    if variant == "all other posts":
        kept = [post for post in posts if post["authorId"] != agent]
    elif variant == "frozen before late half":
        kept = [post for post in posts if post["authorId"] != agent and seconds(post) < seconds(own[early])]
    else:
        kept = [post for post in posts if post["authorId"] != agent and post["createdAt"][:10] < window_end]
    return vectors_of(kept).mean(axis=0), len(kept)


def pull(first, last, centre, similarity):
    if similarity == "centroid":
        return cosine(last.mean(axis=0), centre) - cosine(first.mean(axis=0), centre)
    return float(numpy.mean([cosine(v, centre) for v in last]) - numpy.mean([cosine(v, centre) for v in first]))


def pulls(posts, agents):
    found = []
    for variant, similarity, split in itertools.product(
        ("all other posts", "frozen before late half", "frozen first window"), ("centroid", "posts"), ("order", "time")
    ):
        window_end = "2026-02-03"
        for agent in agents:
            own = in_time([post for post in posts if post["authorId"] == agent])
            if variant == "frozen first window":
                own = [post for post in own if post["createdAt"][:10] >= window_end]
            early = cut(own, split)
            centre, count = centre_of(posts, agent, own, early, variant, window_end)
            vectors = vectors_of(own)
            found.append({
                "variant": variant, "similarity": similarity, "split": split, "agent": agent, "posts": len(own),
                "centrePosts": count, "value": pull(vectors[:early], vectors[early:], centre, similarity),
            })
    return found


def pull_nulls(posts, agent):
    """All orders of the agent's posts, and of its days, its centre held still."""
    own = in_time([post for post in posts if post["authorId"] == agent])
    early = len(own) // 2
    centre, _ = centre_of(posts, agent, own, early, "frozen before late half", None)
    vectors = vectors_of(own)
    observed = pull(vectors[:early], vectors[early:], centre, "centroid")
    by_post = [pull(vectors[list(chosen)], vectors[[i for i in range(len(own)) if i not in chosen]], centre, "centroid")
               for chosen in itertools.combinations(range(len(own)), early)]
    days = [list(group) for _, group in itertools.groupby(range(len(own)), key=lambda i: own[i]["createdAt"][:10])]
    by_day = []
    for order in itertools.permutations(days):
        places = [i for day in order for i in day]
        by_day.append(pull(vectors[places[:early]], vectors[places[early:]], centre, "centroid"))
    return {"post": summary(by_post, observed), "day": summary(by_day, observed)}


def normal_log(x, mean, deviation):
    return -0.5 * ((x - mean) / deviation) ** 2 - numpy.log(deviation) - 0.5 * math.log(2 * math.pi)


def groups(values, deviations):
    weights = deviations ** -2.0
    mean = float((weights * values).sum() / weights.sum())
    q = float((weights * (values - mean) ** 2).sum())
    excess = max(0.0, q - (len(values) - 1))
    between = math.sqrt(excess / (weights.sum() - (weights ** 2).sum() / weights.sum()))
    one = float(normal_log(values, mean, deviations).sum())

    def loss(parameters):
        lower, upper, log_odds = parameters
        share = 1 / (1 + math.exp(-log_odds))
        return -float(numpy.logaddexp(math.log(share) + normal_log(values, upper, deviations),
                                      math.log1p(-share) + normal_log(values, lower, deviations)).sum())

    starts = [(mean - a, mean + b, c) for a in (0.2, 1, 3) for b in (0.2, 1, 3) for c in (-2.2, 0, 2.2)]
    fits = [minimize(loss, start, method="Nelder-Mead",
                     options={"xatol": 1e-10, "fatol": 1e-12, "maxiter": 20000, "maxfev": 20000}) for start in starts]
    best = min(fits, key=lambda fit: fit.fun)
    lower, upper, log_odds = best.x
    wide = numpy.sqrt(deviations ** 2 + between ** 2)
    centre = float((values / wide ** 2).sum() / (1 / wide ** 2).sum())
    spread = float(normal_log(values, centre, wide).sum())
    return {
        "values": values.tolist(), "deviations": deviations.tolist(), "mean": mean, "q": q, "between": between,
        "share": excess / q, "meanOfSpread": centre, "errorOfSpread": float((1 / wide ** 2).sum() ** -0.5),
        "lower": float(lower), "upper": float(upper), "upperShare": 1 / (1 + math.exp(-log_odds)),
        "overOne": 2 * (-best.fun - one), "overSpread": 2 * (-best.fun - spread),
    }


def made_groups():
    deviations = random.uniform(0.5, 1.5, size=30)
    noise = deviations * random.normal(size=30)
    return {
        "opposite": groups(noise + numpy.where(numpy.arange(30) % 2 == 0, 2.5, -2.5), deviations),
        "few": groups(noise + numpy.where(numpy.arange(30) < 4, 5.0, 0.0), deviations),
    }


def main():
    posts = CONTENT["posts"]
    agents = ["ada", "bob", "cyn"]
    own = {agent: in_time([post for post in posts if post["authorId"] == agent]) for agent in agents}
    shifts = {split: [shift(vectors_of(own[a]), cut(own[a], split)) for a in agents] for split in ("order", "time")}
    small = [unit(numpy.ones(3) + random.normal(size=(size, 3))).astype("f4").astype("f8") for size in (4, 5, 4)]
    made = {
        "madeBy": "drift_family.py",
        "versions": {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__},
        "drift": {split: {agent: drift_values(own[agent], split) for agent in agents} for split in ("order", "time")},
        "direction": {
            split: {variant: dict(zip(agents, against_others(shifts[split], variant))) for variant in ("raw", "unit")}
            for split in ("order", "time")
        },
        "signNull": {variant: sign_null(shifts["order"], variant) for variant in ("raw", "unit")},
        "small": [vectors.tolist() for vectors in small],
        "splitNull": {variant: split_null([unit(v) for v in small], variant) for variant in ("raw", "unit")},
        "pull": pulls(posts, agents),
        "pullNull": pull_nulls(posts, "bob"),
        "groups": made_groups(),
    }
    HERE.joinpath("drift_family.json").write_text(json.dumps(made, indent=1) + "\n")
    print(json.dumps({key: made[key] for key in ("versions", "drift", "direction", "signNull", "splitNull", "pullNull")}, indent=1))


if __name__ == "__main__":
    main()
