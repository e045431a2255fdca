"""Golden values for the profile of a corpus: spread of authors' posts, variation of gaps, and near-duplicates found by
comparing every pair of texts. Standard library only."""
import itertools, json, math, pathlib, platform, random, statistics

rng = random.Random(20260205)


def gini(counts):
    """Mean absolute difference of all ordered pairs over twice the mean."""
    n = len(counts)
    return sum(abs(a - b) for a in counts for b in counts) / (2 * n * n * (sum(counts) / n))


def quantiles(counts):
    if len(counts) == 1:
        return {name: counts[0] for name in ["min", "q25", "median", "q75", "q90", "q99", "max"]}
    cuts = statistics.quantiles(counts, n=100, method="inclusive")
    return {"min": min(counts), "q25": cuts[24], "median": cuts[49], "q75": cuts[74], "q90": cuts[89], "q99": cuts[98],
            "max": max(counts)}


def most_active(counts):
    k = math.ceil(len(counts) / 100)
    return {"authors": k, "share": sum(sorted(counts)[-k:]) / sum(counts)}


def shingles(text, length=5):
    plain = " ".join(text.lower().split())
    if len(plain) <= length:
        return {plain} if plain else set()
    return {plain[i:i + length] for i in range(len(plain) - length + 1)}


def jaccard(a, b):
    return len(a & b) / len(a | b) if a | b else 1.0


def groups(texts, threshold):
    """Connected parts of the graph of all pairs at or above the threshold; parts of one text left out."""
    sets = [shingles(text) for text in texts]
    part = list(range(len(texts)))
    for i, j in itertools.combinations(range(len(texts)), 2):
        if sets[i] and sets[j] and jaccard(sets[i], sets[j]) >= threshold:
            low, high = sorted([part[i], part[j]])
            part = [low if p == high else p for p in part]
    found = {}
    for index, p in enumerate(part):
        found.setdefault(p, []).append(index)
    return [members for members in found.values() if len(members) > 1]


WORDS = ("memory agent human feed lobster shell token context window prompt karma post reply night quiet build deploy "
         "version network signal pattern letter garden river market ledger question answer morning server").split()


def sentence(n):
    return " ".join(rng.choice(WORDS) for _ in range(n)).capitalize() + "."


def varied(text, changes):
    words = text.split()
    for _ in range(changes):
        words[rng.randrange(len(words))] = rng.choice(WORDS)
    return " ".join(words)


counts = [[1], [3, 3, 3], [1, 1, 1, 1, 46], [rng.randint(1, 9) for _ in range(57)],
          [int(rng.paretovariate(1.1)) for _ in range(230)]]
gaps = [[600, 600, 601, 599, 600], [10, 20], [1, 1, 1, 400], [rng.randint(1, 9000) for _ in range(40)]]
bases = [sentence(rng.randint(6, 40)) for _ in range(30)]
texts = bases + [varied(base, changes) for base in bases[:20] for changes in (1, 2, 5)]
texts += ["", "gm", "gm!", "GM", "  gm ", "🦞🦞🦞🦞🦞🦞", "🦞🦞🦞🦞🦞🦞🦞"]
rng.shuffle(texts)
pairs = [(rng.choice(texts), rng.choice(texts)) for _ in range(20)] + [(bases[0], varied(bases[0], 1)), ("", "")]

out = {
    "versions": {"python": platform.python_version()},
    "counts": [{"counts": c, "gini": gini(c), "quantiles": quantiles(c), "topOnePercent": most_active(c)} for c in counts],
    "gaps": [{"gaps": g, "cov": statistics.stdev(g) / statistics.mean(g), "median": statistics.median(g)} for g in gaps],
    "pairs": [{"a": a, "b": b, "jaccard": jaccard(shingles(a), shingles(b))} for a, b in pairs if "🦞" not in a + b],
    "texts": texts,
    "groups": {str(t): groups(texts, t) for t in (0.5, 0.7, 0.9)},
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out, indent=1, ensure_ascii=False) + "\n")
