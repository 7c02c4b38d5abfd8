// What differs between versions of the client: this is for version 5.
import io.pinecone.clients.Index;
import io.pinecone.clients.Pinecone;
import io.pinecone.configs.PineconeConfig;
import io.pinecone.configs.PineconeConnection;
import java.util.Map;
import org.openapitools.db_control.client.ApiException;
import org.openapitools.db_control.client.model.CreateIndexForModelRequest.CloudEnum;
import org.openapitools.db_control.client.model.CreateIndexForModelRequestEmbed;
import org.openapitools.db_control.client.model.DeletionProtection;

class Version {
  static void create(Pinecone pinecone, String name, int dimension) {
    pinecone.createServerlessIndex(
        name, "cosine", dimension, "aws", "us-east-1", DeletionProtection.DISABLED, Map.of());
  }

  static void createForModel(Pinecone pinecone, String name, CreateIndexForModelRequestEmbed embed)
      throws ApiException {
    pinecone.createIndexForModel(
        name, CloudEnum.AWS, "us-east-1", embed, DeletionProtection.DISABLED, Map.of());
  }

  /** Connects by hand: getIndexConnection of this version always uses TLS. */
  static Index connect(Pinecone pinecone, String name) {
    PineconeConfig config = new PineconeConfig(System.getenv("PINECONE_API_KEY"));
    config.setHost(pinecone.describeIndex(name).getHost().replace("http://", ""));
    config.setTLSEnabled(false);
    return new Index(config, new PineconeConnection(config), name);
  }
}
