"""Measures by day (M3, M4, M5) by their definitions in numpy, for tests/content/*_test.ts.

Run: pip install numpy==2.4.6; python content_days.py

Posts and vectors are those of content.json; every value is computed pair by pair, neighbour by neighbour and n-gram by
n-gram (as tuples of words), never by sums or numbers for words. Writes content_days.json beside this file.
"""

import collections
import itertools
import json
import math
import pathlib
import platform
import re

import numpy

HERE = pathlib.Path(__file__).parent
random = numpy.random.default_rng(20260211)
posts = json.loads((HERE / "content.json").read_text())["posts"]
vectors = numpy.array([post["vector"] for post in posts])
vectors = vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)
days = sorted({post["createdAt"][:10] for post in posts})
places = {day: [i for i, post in enumerate(posts) if post["createdAt"][:10] == day] for day in days}


def author(i):
    return posts[i]["authorId"] or "only " + posts[i]["postId"]


def mean_cosine(a, b, different_authors):
    values = [
        float(vectors[i] @ vectors[j]) for i, j in itertools.product(a, b)
        if i != j and (not different_authors or author(i) != author(j))
    ]
    return math.fsum(values) / len(values) if values else None


def similarity():
    return [
        {
            "day": day,
            "other": other,
            "all pairs": mean_cosine(places[day], places[other], False),
            "different authors": mean_cosine(places[day], places[other], True),
        }
        for day, other in itertools.combinations_with_replacement(days, 2)
    ]


def density(day, k, other_authors):
    values = []
    for i in places[day]:
        cosines = sorted(
            (float(vectors[i] @ vectors[j]) for j in places[day]
             if i != j and (not other_authors or author(i) != author(j))), reverse=True)
        if len(cosines) >= k:
            values.append(sum(cosines[:k]) / k)
    return sum(values) / len(values) if values else None


def make_texts():
    words = ["agents", "write", "posts", "about", "feeds", "and", "votes", "again", "Never", "don't", "Straße", "42"]
    texts = []
    for day in range(6):
        for place in range(int(random.integers(2, 6))):
            known = words[day // 2: day // 2 + 7]
            text = " ".join(random.choice(known, size=int(random.integers(1, 12))).tolist())
            texts.append({
                "postId": f"t{len(texts):02d}",
                "createdAt": f"2026-02-0{day + 1}T{place:02d}:00:00.000Z",
                "title": str(random.choice(words)) if place % 2 else None,
                "text": text,
            })
    return texts


def grams_of(text, n):
    # The words here hold letters and digits alone, but for the apostrophe, which ends a word.
    words = re.findall(r"[^\W_]+", text.lower())
    return [tuple(words[i:i + n]) for i in range(len(words) - n + 1)]


def turnover(texts, n, rule, least):
    counts = collections.Counter()
    used = collections.defaultdict(set)
    for text in texts:
        whole = text["text"] if text["title"] is None else text["title"] + "\n" + text["text"]
        grams = grams_of(whole, n)
        counts.update(grams)
        used[text["createdAt"][:10]].update(grams)
    names = sorted(used)
    sets = [{gram for gram in used[day] if counts[gram] >= least} for day in names]
    rows = []
    for t in range(1, len(names)):
        earlier = set().union(*sets[:t]) if rule == "ever seen" else sets[t - 1]
        later = set().union(*sets[t:]) if rule == "ever seen" else sets[t]
        rows.append({
            "day": names[t],
            "births": len(sets[t] - earlier) / len(sets[t]) if sets[t] else None,
            "deaths": len(sets[t - 1] - later) / len(sets[t - 1]) if sets[t - 1] else None,
        })
    return rows


texts = make_texts()
result = {
    "versions": {"python": platform.python_version(), "numpy": numpy.__version__},
    "similarity": similarity(),
    "density": [
        {"day": day, "k": k, "same day": density(day, k, False), "same day, other authors": density(day, k, True)}
        for k in (1, 3) for day in days
    ],
    "texts": texts,
    "turnover": [
        {"n": n, "rule": rule, "least": least, "rows": turnover(texts, n, rule, least)}
        for n in (1, 2, 3, 4, 5) for rule in ("ever seen", "previous day") for least in (1, 2)
    ],
}
(HERE / "content_days.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
