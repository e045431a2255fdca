"""umap-learn on rows of float32: `peer.py <rows.f32> <dims> <seeded|parallel> <out.f64>`; one line of JSON."""
import json
import sys
import time
import warnings

import numpy as np
import umap

warnings.filterwarnings("ignore")
path, dims, mode, out = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
rows = np.fromfile(path, dtype=np.float32).reshape(-1, dims)
how = {"n_neighbors": 15, "min_dist": 0.1, "metric": "cosine"}
how |= {"random_state": 1, "n_jobs": 1} if mode == "seeded" else {"n_jobs": -1}
if len(rows) <= 5000:
    umap.UMAP(**how).fit(rows[:600])
else:
    umap.UMAP(**how).fit(rows[:4600])  # compiles both ways of finding neighbours
start = time.perf_counter()
fitted = umap.UMAP(**how).fit_transform(rows)
seconds = time.perf_counter() - start
fitted.astype(np.float64).tofile(out)
print(json.dumps({"seconds": seconds, "version": umap.__version__}))
