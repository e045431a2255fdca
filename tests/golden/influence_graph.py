"""Interaction graphs by networkx, for tests/content/structural_influence_test.ts.

Run: pip install networkx==3.6.1 numpy==2.4.6 scipy==1.17.1; python influence_graph.py

Makes comments of eleven agents on four days (agents that only comment, agents that are only commented on, repeated
ties, own texts, answers to comments), builds a weighted DiGraph commenter -> author for each day and writes what
networkx finds: pagerank(alpha=0.85), hits, overall_reciprocity; top shares, the overlap of the top three,
nodes above mean + 2 sd, by numpy; reciprocity of pairs by counting. Writes influence_graph.json beside this file.
"""

import itertools
import json
import pathlib
import platform

import networkx
import numpy
import scipy

HERE = pathlib.Path(__file__).parent
random = numpy.random.default_rng(20260211)
AGENTS = [f"agent {i}" for i in range(11)]
DAYS = [f"2026-02-0{day}" for day in range(1, 5)]


def make_texts():
    texts = []

    def add(day, place, kind, author, parent, thread):
        texts.append({
            "postId": f"t{len(texts):03d}",
            "kind": kind,
            "authorId": author,
            "createdAt": f"{day}T{place // 60:02d}:{place % 60:02d}:00.000Z",
            "parentId": parent,
            "threadId": thread,
        })
        return texts[-1]

    pull = random.dirichlet(numpy.full(9, 0.7))
    for day in DAYS:
        posts = [add(day, i, "post", author, None, None) for i, author in enumerate(AGENTS[:9])]
        comments = []
        for place in range(60):
            author = AGENTS[random.integers(0, 11)]
            if comments and random.random() < 0.4:
                parent = comments[random.integers(0, len(comments))]
                kind, thread = "reply", parent["threadId"]
            else:
                parent = posts[random.choice(9, p=pull)]
                kind, thread = "comment", parent["postId"]
            comments.append(add(day, 100 + place, kind, author, parent["postId"], thread))
    return texts


def graph_of(texts, keep):
    by_id = {text["postId"]: text for text in texts}
    graph = networkx.DiGraph()
    for text in texts:
        if text["kind"] == "post" or not keep(text, by_id[text["parentId"]]):
            continue
        source, target = text["authorId"], by_id[text["parentId"]]["authorId"]
        if source == target:
            continue
        weight = graph.get_edge_data(source, target, {"weight": 0})["weight"]
        graph.add_edge(source, target, weight=weight + 1)
    return graph


def day_values(graph):
    ranks = networkx.pagerank(graph, alpha=0.85, max_iter=10_000, tol=1e-15)
    hubs, authorities = networkx.hits(graph, max_iter=10_000, tol=1e-15)
    values = numpy.array(list(ranks.values()))
    ordered = sorted(ranks, key=lambda name: -ranks[name])
    return {
        "agents": graph.number_of_nodes(),
        "ties": graph.number_of_edges(),
        "pageRank": ranks,
        "hubs": hubs,
        "authorities": authorities,
        "topShare": {str(k): float(numpy.sort(values)[::-1][:k].sum()) for k in (1, 3)},
        "top3": ordered[:3],
        "gap3": ranks[ordered[2]] - ranks[ordered[3]],
        "supernodes": [name for name in ordered if ranks[name] > values.mean() + 2 * values.std()],
    }


def dyads(graph):
    pairs = [
        (graph.has_edge(a, b), graph.has_edge(b, a)) for a, b in itertools.combinations(graph.nodes, 2)
    ]
    return sum(x and y for x, y in pairs) / sum(x or y for x, y in pairs)


def main():
    texts = make_texts()
    days = [day_values(graph_of(texts, lambda text, _: text["createdAt"].startswith(day))) for day in DAYS]
    assert all(day["gap3"] > 1e-6 for day in days), "the top three must not be tied"
    everything = graph_of(texts, lambda *_: True)
    made = {
        "madeBy": "influence_graph.py",
        "versions": {
            "python": platform.python_version(),
            "networkx": networkx.__version__,
            "numpy": numpy.__version__,
            "scipy": scipy.__version__,
        },
        "texts": texts,
        "days": dict(zip(DAYS, days)),
        "persistence3": [len(set(a["top3"]) & set(b["top3"])) / 3 for a, b in itertools.pairwise(days)],
        "reciprocity": {
            "bidirectional dyads": dyads(everything),
            "edges": networkx.overall_reciprocity(everything),
            "post ties": networkx.overall_reciprocity(graph_of(texts, lambda _, parent: parent["kind"] == "post")),
            "reply ties": networkx.overall_reciprocity(graph_of(texts, lambda _, parent: parent["kind"] != "post")),
        },
    }
    HERE.joinpath("influence_graph.json").write_text(json.dumps(made, indent=1) + "\n")
    print(made["reciprocity"], made["persistence3"], [day["supernodes"] for day in days])


if __name__ == "__main__":
    main()
