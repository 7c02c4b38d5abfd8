// What a program does with LangChain4j. Its store makes a client of the key alone, so the program sets the connection of
// the store.
import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.pinecone.PineconeEmbeddingStore;
import io.pinecone.clients.Index;
import io.pinecone.clients.Pinecone;
import io.pinecone.configs.PineconeConfig;
import io.pinecone.configs.PineconeConnection;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import org.openapitools.db_control.client.model.DeletionProtection;
import sun.misc.Unsafe;

public class Program {
  private static final String key = System.getenv("PINECONE_API_KEY");
  private static final List<String> ids = List.of("doc-1", "doc-2", "other");
  private static String host;
  private static PineconeEmbeddingStore store;

  interface Step {
    void run() throws Exception;
  }

  public static void main(String[] args) {
    Pinecone pinecone =
        new Pinecone.Builder(key).withHost(System.getenv("ENGINE_URL")).withTlsEnabled(false).build();
    step("create", () ->
        pinecone.createServerlessIndex("films", "cosine", 3, "aws", "us-east-1", DeletionProtection.DISABLED));
    step("wait", () -> {
      var about = pinecone.describeIndex("films");
      check(about.getStatus().getReady());
      host = about.getHost().replace("http://", "");
      store = storeOf("ns");
    });
    step("upsert", () ->
        store.addAll(
            ids,
            List.of(Embedding.from(new float[] {1, 0, 0}), Embedding.from(new float[] {0, 1, 0}), Embedding.from(new float[] {0, 0, 1})),
            List.of(segment("one", 1999), segment("two", 2010), segment("three", 2020))));
    step("query", () -> {
      var found = search(store, 2, metadataKey("year").isGreaterThan(2000));
      check(found.size() == 2 && found.get(0).embeddingId().equals("doc-2"));
      check(found.get(0).embedded().text().equals("two"));
    });
    absent("fetch");
    step("update", () -> {
      store.addAll(List.of("doc-1"), List.of(Embedding.from(new float[] {1, 0, 0})), List.of(segment("one", 2000)));
      check(search(store, 1, null).get(0).embedded().metadata().getInteger("year") == 2000);
    });
    absent("list");
    step("namespaces", () -> check(search(storeOf("empty"), 9, null).isEmpty() && search(store, 9, null).size() == 3));
    step("delete", () -> {
      store.removeAll(List.of("other"));
      check(search(store, 9, null).size() == 2);
      store.removeAll();
      check(search(store, 9, null).isEmpty());
      pinecone.deleteIndex("films");
    });
    absent("records");
    System.out.println("tutorial\tskipped\tthe tutorial uses the official client");
    System.exit(0);
  }

  /** Makes a store without its constructor, which would ask the cloud for the index. */
  private static PineconeEmbeddingStore storeOf(String namespace) throws Exception {
    PineconeConfig config = new PineconeConfig(key);
    config.setHost(host);
    config.setTLSEnabled(false);
    Field unsafe = Unsafe.class.getDeclaredField("theUnsafe");
    unsafe.setAccessible(true);
    var made = (PineconeEmbeddingStore) ((Unsafe) unsafe.get(null)).allocateInstance(PineconeEmbeddingStore.class);
    Map<String, Object> values =
        Map.of(
            "index", new Index(new PineconeConnection(config), "films"),
            "nameSpace", namespace,
            "metadataTextKey", "text");
    for (var value : values.entrySet()) {
      Field field = PineconeEmbeddingStore.class.getDeclaredField(value.getKey());
      field.setAccessible(true);
      field.set(made, value.getValue());
    }
    return made;
  }

  private static List<EmbeddingMatch<TextSegment>> search(PineconeEmbeddingStore of, int most, Filter filter) {
    var request =
        EmbeddingSearchRequest.builder()
            .queryEmbedding(Embedding.from(new float[] {1, 0.5f, 0}))
            .maxResults(most)
            .filter(filter)
            .build();
    return of.search(request).matches();
  }

  private static TextSegment segment(String text, int year) {
    return TextSegment.from(text, new Metadata().put("year", year));
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
