"""What a program does with Haystack."""

from steps import check, run, spec  # Sets the variables, so it comes first.

from haystack import Document
from haystack.document_stores.types import DuplicatePolicy
from haystack_integrations.components.retrievers.pinecone import PineconeEmbeddingRetriever
from haystack_integrations.document_stores.pinecone import PineconeDocumentStore
from pinecone import Pinecone

client = Pinecone()
store = None
after_2000 = {"field": "meta.year", "operator": ">", "value": 2000}


def store_of(namespace):
    return PineconeDocumentStore(index="films", namespace=namespace, dimension=3, metric="cosine", spec=spec)


def document(name, embedding, year):
    return Document(id=name, content=f"text of {name}", embedding=embedding, meta={"year": year})


def search(top_k, filters=None, of=None):
    retriever = PineconeEmbeddingRetriever(document_store=of or store, top_k=top_k)
    found = retriever.run(query_embedding=[1.0, 0.5, 0.0], filters=filters)
    return found["documents"]


def create():
    global store
    store = store_of("ns")
    check(store.count_documents() == 0)


def wait():
    check(client.describe_index("films").status.ready)


def upsert():
    documents = [
        document("doc-1", [1.0, 0.0, 0.0], 1999),
        document("doc-2", [0.0, 1.0, 0.0], 2010),
        document("other", [0.0, 0.0, 1.0], 2020),
    ]
    check(store.write_documents(documents) == 3)


def query():
    check([one.id for one in search(2, after_2000)] == ["doc-2", "other"])


def fetch():
    found = store.filter_documents({"field": "meta.year", "operator": "==", "value": 1999})
    check([(one.id, one.content) for one in found] == [("doc-1", "text of doc-1")])


def update():
    store.write_documents([document("doc-1", [1.0, 0.0, 0.0], 2000)], policy=DuplicatePolicy.OVERWRITE)
    check(search(1)[0].meta["year"] == 2000)


def namespaces():
    check(search(9, of=store_of("empty")) == [] and store.count_documents() == 3)


def delete():
    store.delete_documents(["other"])
    check(store.count_documents() == 2)
    store.delete_by_filter(after_2000)
    check([one.id for one in search(9)] == ["doc-1"])
    client.delete_index("films")


run(
    create=create,
    wait=wait,
    upsert=upsert,
    query=query,
    fetch=fetch,
    update=update,
    list=None,
    namespaces=namespaces,
    delete=delete,
    records=None,
)
