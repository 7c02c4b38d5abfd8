"""Embeds texts with the bundled model in the native ONNX Runtime.

Usage: embedTexts.py MODEL_FOLDER TEXTS.json OUT.f32 COUNT

TEXTS.json holds a list of texts. OUT.f32 gets the vectors of the first COUNT, as float32, in their order; what it holds
already is kept.
"""

import json
import os
import sys

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

TEXTS_A_PIECE = 2048
TEXTS_AT_ONCE = 32

folder, texts_file, out, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
with open(f"{folder}/model.json", encoding="utf8") as file:
    manifest = json.load(file)
dimension = manifest["dimension"]
tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
tokenizer.enable_truncation(manifest["tokens"]["default"])
tokenizer.no_padding()
session = onnxruntime.InferenceSession(f"{folder}/model.onnx", providers=["CPUExecutionProvider"])
with open(texts_file, encoding="utf8") as file:
    texts = json.load(file)[:count]


def embed(encodings):
    length = max(len(one.ids) for one in encodings)
    ids = np.zeros((len(encodings), length), np.int64)
    mask = np.zeros_like(ids)
    for row, one in enumerate(encodings):
        ids[row, : len(one.ids)] = one.ids
        mask[row, : len(one.ids)] = 1
    return session.run(None, {"input_ids": ids, "attention_mask": mask})[0]


bytes_a_row = 4 * dimension
done = os.path.getsize(out) // bytes_a_row if os.path.exists(out) else 0
with open(out, "r+b" if done > 0 else "wb") as file:
    file.truncate(done * bytes_a_row)
    file.seek(0, os.SEEK_END)
    for first in range(done, len(texts), TEXTS_A_PIECE):
        encodings = tokenizer.encode_batch(texts[first : first + TEXTS_A_PIECE])
        # Texts of one length need no padding.
        order = sorted(range(len(encodings)), key=lambda at: len(encodings[at].ids))
        vectors = np.empty((len(encodings), dimension), np.float32)
        for at in range(0, len(order), TEXTS_AT_ONCE):
            some = order[at : at + TEXTS_AT_ONCE]
            vectors[some] = embed([encodings[one] for one in some])
        file.write(vectors.tobytes())
        file.flush()
        print(first + len(encodings), flush=True)
