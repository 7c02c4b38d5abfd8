"""FAISS as a contestant: reads a request from each line of stdin, and writes a line with the answer.

Usage: faissContestant.py KIND METRIC ROWS.f32 DIMENSION INDEX_FILE THREADS
"""

import base64
import json
import sys
import time

import faiss
import numpy as np

kind, metric, rows_file, dimension, index_file, threads = sys.argv[1:7]
dimension = int(dimension)
faiss.omp_set_num_threads(int(threads))
measure = faiss.METRIC_L2 if metric == "euclidean" else faiss.METRIC_INNER_PRODUCT


def prepared(vectors):
    vectors = np.ascontiguousarray(vectors, np.float32)
    if metric == "cosine":
        faiss.normalize_L2(vectors)
    return vectors


def build():
    if kind == "flat":
        made = faiss.IndexFlat(dimension, measure)
    elif kind == "sq8":
        made = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_8bit, measure)
    else:
        made = faiss.IndexHNSWFlat(dimension, 32, measure)
    rows = prepared(np.fromfile(rows_file, np.float32).reshape(-1, dimension))
    made.train(rows)
    made.add(rows)
    faiss.write_index(made, index_file)
    return made


index = None
for line in sys.stdin:
    request = json.loads(line)
    if request["call"] == "load":
        index = build()
        answer = {}
    elif request["call"] == "open":
        index = faiss.read_index(index_file)
        answer = {}
    else:
        query = prepared(np.frombuffer(base64.b64decode(request["query"]), np.float32)[None].copy())
        if kind == "hnsw":
            index.hnsw.efSearch = max(64, request["topK"])
        begin = time.perf_counter()
        _, found = index.search(query, request["topK"])
        seconds = time.perf_counter() - begin
        answer = {"rows": found[0].tolist(), "ms": 1000 * seconds}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
