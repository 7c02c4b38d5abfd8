"""Runs the steps of a program and prints one line for each."""

import os

names = "create wait upsert query fetch update list namespaces delete records".split()

# What tells the framework where the engine is, unless its program says so itself.
os.environ["PINECONE_CONTROLLER_HOST"] = os.environ["ENGINE_URL"]
# Progress bars would stand between the lines.
os.environ["TQDM_DISABLE"] = "1"

spec = {"serverless": {"cloud": "aws", "region": "us-east-1"}}


def check(is_true):
    assert is_true, "another answer than expected"


def run(**steps):
    """Runs the steps in the order of the table. None stands for what the framework does not have."""
    for name in names:
        step = steps[name]
        if step is None:
            print(name, "skipped", "the framework does not have it", sep="\t", flush=True)
            continue
        try:
            step()
            print(name, "ok", sep="\t", flush=True)
        except Exception as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            print(name, "failed", reason, sep="\t", flush=True)
    print("tutorial", "skipped", "the tutorial uses the official client", sep="\t")
