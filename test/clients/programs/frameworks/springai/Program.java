// What a program does with Spring AI. Its store makes a client of the key alone, so the program sets the client of the
// store, with a connection without TLS.
import io.pinecone.clients.Pinecone;
import io.pinecone.configs.PineconeConfig;
import io.pinecone.configs.PineconeConnection;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openapitools.db_control.client.model.DeletionProtection;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.pinecone.PineconeVectorStore;

public class Program {
  private static final String key = System.getenv("PINECONE_API_KEY");
  private static final Map<String, float[]> places =
      Map.of(
          "one", new float[] {1, 0, 0},
          "two", new float[] {0, 1, 0},
          "three", new float[] {0, 0, 1},
          "near one", new float[] {1, 0.5f, 0},
          // The store embeds it to find what a filter deletes.
          "", new float[] {1, 1, 1});
  private static PineconeVectorStore store;

  interface Step {
    void run() throws Exception;
  }

  /** Knows the vectors of a few texts. */
  static class Places implements EmbeddingModel {
    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
      List<Embedding> found = new ArrayList<>();
      // The metadata of a document stand before its text.
      for (String text : request.getInstructions())
        found.add(new Embedding(places.get(text.substring(text.lastIndexOf('\n') + 1)), found.size()));
      return new EmbeddingResponse(found);
    }

    @Override
    public int dimensions() {
      return 3;
    }

    @Override
    public float[] embed(Document document) {
      return places.get(document.getText());
    }
  }

  public static void main(String[] args) {
    Pinecone pinecone =
        new Pinecone.Builder(key).withHost(System.getenv("ENGINE_URL")).withTlsEnabled(false).build();
    step("create", () ->
        pinecone.createServerlessIndex(
            "films", "cosine", 3, "aws", "us-east-1", DeletionProtection.DISABLED, Map.of()));
    step("wait", () -> {
      var about = pinecone.describeIndex("films");
      check(about.getStatus().getReady());
      connectPlainly(pinecone, about.getHost().replace("http://", ""));
      store = storeOf(pinecone, "ns");
    });
    step("upsert", () ->
        store.add(
            List.of(
                document("doc-1", "one", 1999),
                document("doc-2", "two", 2010),
                document("other", "three", 2020))));
    step("query", () -> {
      var found = search(store, 2, "year > 2000");
      check(found.size() == 2 && found.get(0).getId().equals("doc-2") && found.get(0).getText().equals("two"));
    });
    absent("fetch");
    step("update", () -> {
      store.add(List.of(document("doc-1", "one", 2000)));
      check(((Number) search(store, 1, "year > 0").get(0).getMetadata().get("year")).intValue() == 2000);
    });
    absent("list");
    step("namespaces", () ->
        check(search(storeOf(pinecone, "empty"), 9, "year > 0").isEmpty() && search(store, 9, "year > 0").size() == 3));
    step("delete", () -> {
      store.delete(List.of("other"));
      check(search(store, 9, "year > 0").size() == 2);
      store.delete("year == 2010");
      check(search(store, 9, "year > 0").size() == 1);
      pinecone.deleteIndex("films");
    });
    absent("records");
    System.out.println("tutorial\tskipped\tthe tutorial uses the official client");
    System.exit(0);
  }

  /** Gives the client a connection without TLS, which it keeps by the name of the index. */
  @SuppressWarnings("unchecked")
  private static void connectPlainly(Pinecone pinecone, String host) throws Exception {
    PineconeConfig config = new PineconeConfig(key);
    config.setHost(host);
    config.setTLSEnabled(false);
    Method connections = Pinecone.class.getDeclaredMethod("getConnectionsMap");
    connections.setAccessible(true);
    ((Map<String, PineconeConnection>) connections.invoke(pinecone)).put("films", new PineconeConnection(config));
  }

  private static PineconeVectorStore storeOf(Pinecone pinecone, String namespace) throws Exception {
    PineconeVectorStore made =
        PineconeVectorStore.builder(new Places()).apiKey(key).indexName("films").namespace(namespace).build();
    Field client = PineconeVectorStore.class.getDeclaredField("pinecone");
    client.setAccessible(true);
    client.set(made, pinecone);
    return made;
  }

  /** Searches with a filter: the store fails on a search without one. */
  private static List<Document> search(PineconeVectorStore of, int most, String filter) {
    return of.similaritySearch(
        SearchRequest.builder().query("near one").topK(most).filterExpression(filter).build());
  }

  private static Document document(String id, String text, int year) {
    return new Document(id, text, Map.of("year", year));
  }

  private static void check(boolean isExpected) {
    if (!isExpected) throw new IllegalStateException("another answer than expected");
  }

  private static void absent(String name) {
    System.out.println(name + "\tskipped\tthe framework does not have it");
  }

  private static void step(String name, Step step) {
    try {
      step.run();
      System.out.println(name + "\tok");
    } catch (Exception | LinkageError error) {
      System.out.println(name + "\tfailed\t" + String.valueOf(error).replaceAll("\\s+", " "));
    }
  }
}
