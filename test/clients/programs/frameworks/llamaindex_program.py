"""What a program does with LlamaIndex for Python."""

from steps import check, run, spec  # Sets the variables, so it comes first.

from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores import (
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
    VectorStoreQuery,
)
from llama_index.vector_stores.pinecone import PineconeVectorStore
from pinecone import Pinecone

client = Pinecone()
store = None


def node(name, embedding, year, document):
    source = {NodeRelationship.SOURCE: RelatedNodeInfo(node_id=document)}
    return TextNode(
        id_=name, text=f"text of {name}", embedding=embedding, metadata={"year": year}, relationships=source
    )


def search(top_k=9, filters=None, of=None):
    question = VectorStoreQuery(query_embedding=[1.0, 0.5, 0.0], similarity_top_k=top_k, filters=filters)
    return (of or store).query(question)


def create():
    client.create_index(name="films", dimension=3, metric="cosine", spec=spec)


def wait():
    global store
    check(client.describe_index("films").status.ready)
    store = PineconeVectorStore(index_name="films", namespace="ns")


def upsert():
    nodes = [
        node("doc-1", [1.0, 0.0, 0.0], 1999, "document-1"),
        node("doc-2", [0.0, 1.0, 0.0], 2010, "document-2"),
        node("other", [0.0, 0.0, 1.0], 2020, "document-3"),
    ]
    check(len(store.add(nodes)) == 3)


def query():
    after = MetadataFilter(key="year", value=2000, operator=FilterOperator.GT)
    found = search(2, MetadataFilters(filters=[after]))
    check([one.get_content() for one in found.nodes] == ["text of doc-2", "text of other"])


def fetch():
    found = store.get_nodes(filters=MetadataFilters(filters=[MetadataFilter(key="year", value=1999)]))
    check([one.get_content() for one in found] == ["text of doc-1"])


def update():
    store.add([node("doc-1", [1.0, 0.0, 0.0], 2000, "document-1")])
    check(search(1).nodes[0].metadata["year"] == 2000)


def namespaces():
    other = PineconeVectorStore(index_name="films", namespace="empty")
    check(len(search(of=other).nodes) == 0 and len(search().nodes) == 3)


def delete():
    store.delete("document-3")
    check(len(search().nodes) == 2)
    store.clear()
    check(len(search().nodes) == 0)
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
