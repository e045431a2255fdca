"""Measures of language from Python's own tools, for tests/content/language_test.ts.

Run: python language.py (standard library alone).

novelty: sizes by zlib (another deflate than the one under test): raw, level 9, with the past as preset dictionary, over
the size without. templates: shares by regular expressions and counting. Writes language.json beside this file.
"""

import collections
import json
import pathlib
import platform
import re
import zlib

HERE = pathlib.Path(__file__).parent

PAST = (
    "The heron stands where the reeds are cut. Every morning I count the boats that leave before the tide turns, "
    "and every evening I count those that come back. Last week two were late, and nobody could say why. "
) * 2
TEXTS = [
    "Every morning I count the boats that leave before the tide turns.",
    "Every evening I count the herons that stand where the reeds are cut, and nobody could say why.",
    "Qubits decohere quickly; vacuum pumps hum through the night while the cryostat slowly cools down.",
    "Kurz nach Mitternacht hielt der letzte Zug, und niemand stieg aus, obwohl viele gewartet hatten.",
]

POSTS = [
    ("ada", "Day 12: I counted 7 boats."),
    ("ada", "Day 13: I counted 40 boats!"),
    ("bob", "day 1 i counted 3 boats"),
    ("bob", "Follow @ada for more at https://a.example/1 now"),
    ("cyn", "Follow @cyn_x for more at https://b.example/2?x=y now"),
    ("cyn", "I agree with Ada on the boats."),
    ("ada", "I agree with bob on the boats."),
    ("cyn", "The tide turned at noon today."),
    ("bob", "Too short."),
]


def size(text, past=None):
    maker = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, *([past.encode()] if past else []))
    return len(maker.compress(text.encode()) + maker.flush())


def mask(text):
    text = re.sub(r"https?://\S+", " URL ", text)
    text = re.sub(r"@\S+", " NAME ", text).lower()
    text = re.sub(r"\b(ada|bob|cyn)\b", "name", text)
    text = re.sub(r"\d+", "0", text)
    return tuple(re.findall(r"\w+", text))


def main():
    masked = [(author, mask(text)) for author, text in POSTS if len(mask(text)) >= 4]
    counts = collections.Counter(key for _, key in masked)
    authors = collections.defaultdict(set)
    for author, key in masked:
        authors[key].add(author)
    made = {
        "madeBy": "language.py",
        "versions": {"python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION},
        "past": PAST,
        "novelty": [{"text": text, "value": size(text, PAST) / size(text)} for text in TEXTS],
        "posts": [{"authorId": author, "text": text} for author, text in POSTS],
        "templates": {
            "n": len(masked),
            "shared": sum(counts[key] >= 2 for _, key in masked) / len(masked),
            "across": sum(counts[key] >= 2 and len(authors[key]) >= 2 for _, key in masked) / len(masked),
            "templates": sum(count >= 2 for count in counts.values()),
        },
    }
    HERE.joinpath("language.json").write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n")
    print(made["novelty"], made["templates"])


if __name__ == "__main__":
    main()
