"""What a program does with the official Python client, in each of its major versions. Prints one line for a step.

The argument is the transport: rest, grpc or asyncio.
"""

import asyncio
import inspect
import os
import sys
from importlib.metadata import version

transport = sys.argv[1]
major = int(version("pinecone").split(".")[0])
url = os.environ["ENGINE_URL"]
key = os.environ["PINECONE_API_KEY"]
spec = {"serverless": {"cloud": "aws", "region": "us-east-1"}}


def control():
    from pinecone import Pinecone

    if transport == "grpc" and major < 9:
        from pinecone.grpc import PineconeGRPC

        return PineconeGRPC(api_key=key, host=url)
    if transport == "grpc" and major >= 10:
        return Pinecone(api_key=key, host=url, grpc_scheme="http")
    return Pinecone(api_key=key, host=url)


def connect(client, host):
    if transport == "asyncio":
        return client.IndexAsyncio(host=host)
    if transport != "grpc":
        return client.Index(host=host)
    if major >= 10:
        return client.index(host=host, grpc=True)
    if major == 9:
        from pinecone.grpc import GrpcIndex

        return GrpcIndex(host=host, api_key=key, secure=False)
    from pinecone.grpc import GRPCClientConfig

    return client.Index(host=host.replace("http://", ""), grpc_config=GRPCClientConfig(secure=False))


def check(is_true):
    assert is_true, "another answer than expected"


async def result(value):
    return await value if inspect.isawaitable(value) else value


async def step(name, run):
    try:
        await run()
        print(name, "ok", sep="\t")
    except Exception as error:
        print(name, "failed", " ".join(f"{type(error).__name__}: {error}".split()), sep="\t")


async def main():
    client = control()
    index = None

    async def create():
        if major >= 10:
            fields = {"_values": {"type": "dense_vector", "dimension": 3, "metric": "cosine"}}
            client.indexes.create(name="films", schema={"fields": fields})
        else:
            client.create_index(name="films", dimension=3, metric="cosine", spec=spec)

    async def wait():
        nonlocal index
        about = client.describe_index("films")
        check(about.status["ready"] if major < 9 else about.status.ready)
        index = connect(client, about.host)

    async def upsert():
        vectors = [
            {"id": "doc-1", "values": [1.0, 0.0, 0.0], "metadata": {"year": 1999}},
            {"id": "doc-2", "values": [0.0, 1.0, 0.0], "metadata": {"year": 2010}},
            {"id": "other", "values": [0.0, 0.0, 1.0], "metadata": {"year": 2020}},
        ]
        answer = await result(index.upsert(vectors=vectors, namespace="ns"))
        check(answer.upserted_count == 3)

    async def query():
        answer = await result(
            index.query(vector=[1.0, 0.5, 0.0], top_k=2, filter={"year": {"$gt": 2000}}, namespace="ns")
        )
        check([match.id for match in answer.matches] == ["doc-2", "other"])

    async def fetch():
        answer = await result(index.fetch(ids=["doc-1"], namespace="ns"))
        check(answer.vectors["doc-1"].metadata["year"] == 1999)

    async def update():
        await result(index.update(id="doc-1", set_metadata={"year": 2000}, namespace="ns"))
        answer = await result(
            index.query(id="doc-1", top_k=1, include_metadata=True, namespace="ns")
        )
        check(answer.matches[0].metadata["year"] == 2000)

    async def list_ids():
        answer = await result(index.list_paginated(prefix="doc-", namespace="ns"))
        check([item.id for item in answer.vectors] == ["doc-1", "doc-2"])

    async def namespaces():
        stats = await result(index.describe_index_stats())
        check(stats.namespaces["ns"].vector_count == 3)
        if hasattr(index, "list_namespaces_paginated"):
            listed = await result(index.list_namespaces_paginated())
            check("ns" in [one.name for one in listed.namespaces])

    async def delete():
        await result(index.delete(ids=["other"], namespace="ns"))
        stats = await result(index.describe_index_stats())
        check(stats.total_vector_count == 2)
        client.delete_index("films")

    async def records():
        embed = {"model": "multilingual-e5-large", "field_map": {"text": "body"}}
        about = client.create_index_for_model(
            name="notes", cloud="aws", region="us-east-1", embed=embed
        )
        notes = client.IndexAsyncio(host=about.host) if transport == "asyncio" else client.Index(host=about.host)
        texts = [
            {"_id": "a", "body": "Customers get their money back within 30 days."},
            {"_id": "b", "body": "The car park is free on weekends."},
        ]
        question = {"text": "Where can I leave my vehicle?"}
        if major >= 9:
            await result(notes.upsert_records(namespace="ns", records=texts))
            answer = await result(notes.search(namespace="ns", top_k=1, inputs=question))
            check(answer.result.hits[0].id == "b")
        else:
            await result(notes.upsert_records("ns", texts))
            answer = await result(notes.search("ns", {"top_k": 1, "inputs": question}))
            check(answer["result"]["hits"][0]["_id"] == "b")
        if transport == "asyncio":
            await notes.close()

    async def tutorial():
        """What the tutorial does."""
        name = "quickstart"
        if name not in client.list_indexes().names():
            if major >= 10:
                fields = {"_values": {"type": "dense_vector", "dimension": 2, "metric": "cosine"}}
                client.indexes.create(name=name, schema={"fields": fields})
            else:
                from pinecone import ServerlessSpec

                client.create_index(
                    name=name, dimension=2, metric="cosine", spec=ServerlessSpec(cloud="aws", region="us-east-1")
                )
        quickstart = connect(client, client.describe_index(name).host) if transport != "rest" else client.Index(name)
        await result(quickstart.upsert(vectors=[("vec1", [1.0, 0.0]), ("vec2", [0.0, 1.0])]))
        answer = await result(quickstart.query(vector=[1.0, 0.1], top_k=2, include_values=True))
        check([match.id for match in answer.matches] == ["vec1", "vec2"])
        check(list(answer.matches[0].values) == [1.0, 0.0])
        client.delete_index(name)
        if transport == "asyncio":
            await quickstart.close()

    await step("create", create)
    await step("wait", wait)
    await step("upsert", upsert)
    await step("query", query)
    await step("fetch", fetch)
    await step("update", update)
    await step("list", list_ids)
    await step("namespaces", namespaces)
    await step("delete", delete)
    if major < 6 or (transport == "grpc" and major < 9):
        print("records", "skipped", "the client has no integrated records here", sep="\t")
    else:
        await step("records", records)
    await step("tutorial", tutorial)
    if transport == "asyncio":
        await index.close()


asyncio.run(main())
