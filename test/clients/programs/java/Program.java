// What a program does with the official Java client, over gRPC. Prints one line for a step.
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.pinecone.clients.Index;
import io.pinecone.clients.Pinecone;
import io.pinecone.unsigned_indices_model.VectorWithUnsignedIndices;
import java.util.List;
import java.util.Map;
import org.openapitools.db_control.client.model.CreateIndexForModelRequestEmbed;

public class Program {
  private static Index index;

  interface Step {
    void run() throws Exception;
  }

  public static void main(String[] args) {
    Pinecone pinecone =
        new Pinecone.Builder(System.getenv("PINECONE_API_KEY"))
            .withHost(System.getenv("ENGINE_URL"))
            .withTlsEnabled(false)
            .build();
    step("create", () -> Version.create(pinecone, "films", 3));
    step("wait", () -> {
      check(pinecone.describeIndex("films").getStatus().getReady());
      index = Version.connect(pinecone, "films");
    });
    step("upsert", () -> {
      List<VectorWithUnsignedIndices> vectors =
          List.of(
              vector("doc-1", List.of(1f, 0f, 0f), 1999),
              vector("doc-2", List.of(0f, 1f, 0f), 2010),
              vector("other", List.of(0f, 0f, 1f), 2020));
      check(index.upsert(vectors, "ns").getUpsertedCount() == 3);
    });
    step("query", () -> {
      Struct later = struct("$gt", number(2000));
      Struct filter = struct("year", Value.newBuilder().setStructValue(later).build());
      var matches = index.queryByVector(2, List.of(1f, 0.5f, 0f), "ns", filter).getMatchesList();
      check(matches.size() == 2 && matches.get(0).getId().equals("doc-2"));
    });
    step("fetch", () -> {
      var vectors = index.fetch(List.of("doc-1"), "ns").getVectorsMap();
      check(yearOf(vectors.get("doc-1").getMetadata()) == 1999);
    });
    step("update", () -> {
      index.update("doc-1", null, struct("year", number(2000)), "ns", null, null);
      var matches = index.queryByVectorId(1, "doc-1", "ns", false, true).getMatchesList();
      check(yearOf(matches.get(0).getMetadata()) == 2000);
    });
    step("list", () -> {
      var vectors = index.list("ns", "doc-").getVectorsList();
      check(vectors.size() == 2 && vectors.get(0).getId().equals("doc-1"));
    });
    step("namespaces", () -> {
      var namespaces = index.listNamespaces().getNamespacesList();
      check(namespaces.stream().anyMatch(one -> one.getName().equals("ns") && one.getRecordCount() == 3));
    });
    step("delete", () -> {
      index.deleteByIds(List.of("other"), "ns");
      check(index.describeIndexStats().getTotalVectorCount() == 2);
      pinecone.deleteIndex("films");
    });
    step("records", () -> {
      var embed =
          new CreateIndexForModelRequestEmbed()
              .model("multilingual-e5-large")
              .fieldMap(Map.of("text", "body"));
      Version.createForModel(pinecone, "notes", embed);
      Index notes = Version.connect(pinecone, "notes");
      notes.upsertRecords(
          "ns",
          List.of(
              Map.of("_id", "a", "body", "Customers get their money back within 30 days."),
              Map.of("_id", "b", "body", "The car park is free on weekends.")));
      var answer =
          notes.searchRecordsByText("Where can I leave my vehicle?", "ns", List.of("body"), 1, null, null);
      check(answer.getResult().getHits().get(0).getId().equals("b"));
      notes.close();
    });
    step("tutorial", () -> tutorial(pinecone));
    index.close();
    System.exit(0);
  }

  /** Does what the quick start of the documentation does. */
  private static void tutorial(Pinecone pinecone) {
    String name = "quickstart";
    if (pinecone.listIndexes().getIndexes().stream().noneMatch(one -> one.getName().equals(name)))
      Version.create(pinecone, name, 2);
    Index quickstart = Version.connect(pinecone, name);
    quickstart.upsert("vec1", List.of(1f, 0f));
    quickstart.upsert("vec2", List.of(0f, 1f));
    var matches = quickstart.query(2, List.of(1f, 0.1f), null, null, null, "", null, true, false).getMatchesList();
    check(matches.size() == 2 && matches.get(0).getId().equals("vec1"));
    check(matches.get(0).getValuesList().equals(List.of(1f, 0f)));
    quickstart.close();
    pinecone.deleteIndex(name);
  }

  private static VectorWithUnsignedIndices vector(String id, List<Float> values, int year) {
    return new VectorWithUnsignedIndices(id, values, struct("year", number(year)), null);
  }

  private static Struct struct(String name, Value value) {
    return Struct.newBuilder().putFields(name, value).build();
  }

  private static Value number(double value) {
    return Value.newBuilder().setNumberValue(value).build();
  }

  private static double yearOf(Struct metadata) {
    return metadata.getFieldsOrThrow("year").getNumberValue();
  }

  private static void check(boolean isExpected) {
    if (!isExpected) throw new IllegalStateException("another answer than expected");
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
