"""Makes a map of rows with umap-learn, after it has compiled its code on a part of them.

Usage: umapLearn.py TASK

TASK is JSON: file, count, dimension, threads, epochs, neighbours, minDistance, output. Prints the seconds and the peak
memory in bytes as JSON; OUTPUT gets x, y of each row as float32.
"""

import json
import resource
import sys
import time
import warnings

import numpy as np
import umap

ROWS_TO_COMPILE = 5000  # Below 4,096 rows, umap-learn compares all pairs and compiles other code.

warnings.filterwarnings("ignore")
task = json.loads(sys.argv[1])
shape = (task["count"], task["dimension"])
rows = np.fromfile(task["file"], np.float32, shape[0] * shape[1]).reshape(shape)


def lay_out(some):
    return umap.UMAP(
        metric="cosine",
        n_neighbors=task["neighbours"],
        min_dist=task["minDistance"],
        n_epochs=task["epochs"],
        n_jobs=task["threads"],
    ).fit_transform(some)


lay_out(rows[:ROWS_TO_COMPILE])
begin = time.perf_counter()
positions = lay_out(rows)
seconds = time.perf_counter() - begin
positions.astype(np.float32).tofile(task["output"])
unit = 1 if sys.platform == "darwin" else 1024
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
print(json.dumps({"seconds": seconds, "peakBytes": peak}))
