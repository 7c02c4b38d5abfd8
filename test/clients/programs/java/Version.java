// What differs between versions of the client: this is for version 6.
import io.pinecone.clients.Index;
import io.pinecone.clients.Pinecone;
import java.util.Map;
import org.openapitools.db_control.client.ApiException;
import org.openapitools.db_control.client.model.CreateIndexForModelRequestEmbed;

class Version {
  static void create(Pinecone pinecone, String name, int dimension) {
    pinecone.createServerlessIndex(name, "cosine", dimension, "aws", "us-east-1", "disabled", Map.of());
  }

  static void createForModel(Pinecone pinecone, String name, CreateIndexForModelRequestEmbed embed)
      throws ApiException {
    pinecone.createIndexForModel(name, "aws", "us-east-1", embed, "disabled", Map.of());
  }

  static Index connect(Pinecone pinecone, String name) {
    return pinecone.getIndexConnection(name);
  }
}
