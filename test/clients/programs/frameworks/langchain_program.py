"""What a program does with LangChain for Python."""

from steps import check, run, spec  # Sets the variables, so it comes first.

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_pinecone import PineconeEmbeddings, PineconeVectorStore
from pinecone import Pinecone

places = {"one": [1.0, 0.0, 0.0], "two": [0.0, 1.0, 0.0], "three": [0.0, 0.0, 1.0], "near two": [0.1, 1.0, 0.0]}


class Places(Embeddings):
    """Knows the vectors of a few texts."""

    def embed_documents(self, texts):
        return [places[text] for text in texts]

    def embed_query(self, text):
        return places[text]


client = Pinecone()
store = None


def create():
    client.create_index(name="films", dimension=3, metric="cosine", spec=spec)


def wait():
    global store
    check(client.describe_index("films").status["ready"])
    store = PineconeVectorStore(index_name="films", embedding=Places(), namespace="ns")


def upsert():
    documents = [
        Document(page_content="one", metadata={"year": 1999}),
        Document(page_content="two", metadata={"year": 2010}),
        Document(page_content="three", metadata={"year": 2020}),
    ]
    check(store.add_documents(documents, ids=["doc-1", "doc-2", "other"]) == ["doc-1", "doc-2", "other"])


def query():
    found = store.similarity_search("near two", k=2, filter={"year": {"$gt": 2000}})
    check([document.page_content for document in found] == ["two", "three"])


def update():
    store.add_documents([Document(page_content="one", metadata={"year": 2000})], ids=["doc-1"])
    check(store.similarity_search("one", k=1)[0].metadata["year"] == 2000)


def namespaces():
    other = PineconeVectorStore(index_name="films", embedding=Places(), namespace="empty")
    check(other.similarity_search("one", k=1) == [] and len(store.similarity_search("one", k=9)) == 3)


def delete():
    store.delete(ids=["other"])
    check(len(store.similarity_search("one", k=9)) == 2)
    store.delete(filter={"year": {"$eq": 2010}})
    check(len(store.similarity_search("one", k=9)) == 1)
    client.delete_index("films")


def records():
    client.create_index(name="notes", dimension=1024, metric="cosine", spec=spec)
    notes = PineconeVectorStore(index_name="notes", embedding=PineconeEmbeddings(model="multilingual-e5-large"))
    notes.add_texts(["Customers get their money back within 30 days.", "The car park is free on weekends."])
    found = notes.similarity_search("Where can I leave my vehicle?", k=1)
    check(found[0].page_content.startswith("The car park"))


run(
    create=create,
    wait=wait,
    upsert=upsert,
    query=query,
    fetch=None,
    update=update,
    list=None,
    namespaces=namespaces,
    delete=delete,
    records=records,
)
