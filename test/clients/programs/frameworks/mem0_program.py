"""What a program does with the store of mem0."""

from steps import check, run, spec  # Sets the variables, so it comes first.

from mem0.vector_stores.pinecone import PineconeDB

store = None


def store_of(namespace):
    return PineconeDB(
        collection_name="films",
        embedding_model_dims=3,
        client=None,
        api_key=None,
        environment=None,
        serverless_config=spec["serverless"],
        pod_config=None,
        hybrid_search=False,
        metric="cosine",
        batch_size=100,
        extra_params=None,
        namespace=namespace,
    )


def search(top_k, filters=None, of=None):
    return (of or store).search("", [1.0, 0.5, 0.0], top_k, filters)


def create():
    global store
    store = store_of("ns")


def wait():
    check(store.col_info().status["ready"])


def upsert():
    store.insert(
        vectors=[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        payloads=[{"year": 1999}, {"year": 2010}, {"year": 2020}],
        ids=["doc-1", "doc-2", "other"],
    )


def query():
    check([one.id for one in search(2, {"year": {"gt": 2000}})] == ["doc-2", "other"])


def fetch():
    check(store.get("doc-1").payload == {"year": 1999} and store.get("none") is None)


def update():
    store.update("doc-1", [1.0, 0.0, 0.0], {"year": 2000})
    check(search(1)[0].payload == {"year": 2000})


def list_all():
    """Lists by a query with a vector of zeros."""
    [found] = store.list({"year": {"gte": 2010}})
    check(sorted(one.id for one in found) == ["doc-2", "other"])


def namespaces():
    check(search(9, of=store_of("empty")) == [] and store.count() == 3)


def delete():
    store.delete("other")
    check(len(search(9)) == 2)
    store_of(None).delete_col()
    check(store.list_cols().names() == [])


run(
    create=create,
    wait=wait,
    upsert=upsert,
    query=query,
    fetch=fetch,
    update=update,
    list=list_all,
    namespaces=namespaces,
    delete=delete,
    records=None,
)
