//! What a program does with the official Rust client, over gRPC. Prints one line for a step.
use pinecone_sdk::models::{
    Cloud, DeletionProtection, Kind, Metadata, Metric, Namespace, Value, Vector, WaitPolicy,
};
use pinecone_sdk::pinecone::{PineconeClient, PineconeClientConfig};
use pinecone_sdk::utils::errors::PineconeError;
use std::collections::BTreeMap;
use std::time::Duration;

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome {
    let client = PineconeClientConfig {
        api_key: Some(std::env::var("PINECONE_API_KEY")?),
        control_plane_host: Some(std::env::var("ENGINE_URL")?),
        ..Default::default()
    }
    .client()?;
    let ns: Namespace = "ns".into();

    let created = client
        .create_serverless_index(
            "films",
            3,
            Metric::Cosine,
            Cloud::Aws,
            "us-east-1",
            DeletionProtection::Disabled,
            WaitPolicy::NoWait,
        )
        .await;
    note("create", created.map(|_| true));
    let about = client.describe_index("films").await?;
    note("wait", Ok::<_, String>(about.status.ready));
    let mut index = client.index(&about.host).await?;

    let vectors = [
        vector("doc-1", [1.0, 0.0, 0.0], 1999.0),
        vector("doc-2", [0.0, 1.0, 0.0], 2010.0),
        vector("other", [0.0, 0.0, 1.0], 2020.0),
    ];
    let upserted = index.upsert(&vectors, &ns).await;
    note("upsert", upserted.map(|answer| answer.upserted_count == 3));

    let later = Value {
        kind: Some(Kind::StructValue(fields("$gt", 2000.0))),
    };
    let filter = Metadata {
        fields: BTreeMap::from([("year".to_string(), later)]),
    };
    let found = index
        .query_by_value(vec![1.0, 0.5, 0.0], None, 2, &ns, Some(filter), None, None)
        .await;
    note(
        "query",
        found.map(|answer| answer.matches.len() == 2 && answer.matches[0].id == "doc-2"),
    );

    let fetched = index.fetch(&["doc-1"], &ns).await;
    note(
        "fetch",
        fetched.map(|answer| answer.vectors["doc-1"].metadata == Some(fields("year", 1999.0))),
    );

    let updated = index
        .update("doc-1", vec![], None, Some(fields("year", 2000.0)), &ns)
        .await;
    let read = index
        .query_by_id("doc-1", 1, &ns, None, None, Some(true))
        .await;
    note(
        "update",
        updated
            .and(read)
            .map(|answer| answer.matches[0].metadata == Some(fields("year", 2000.0))),
    );

    let listed = index.list(&ns, Some("doc-"), None, None).await;
    note(
        "list",
        listed.map(|answer| answer.vectors.len() == 2 && answer.vectors[0].id == "doc-1"),
    );

    let stats = index.describe_index_stats(None).await;
    note(
        "namespaces",
        stats.map(|answer| answer.namespaces["ns"].vector_count == 3),
    );

    let deleted = index.delete_by_id(&["other"], &ns).await;
    let rest = index.describe_index_stats(None).await;
    let gone = client.delete_index("films").await;
    note(
        "delete",
        deleted
            .and(gone)
            .and(rest)
            .map(|answer| answer.total_vector_count == 2),
    );
    println!("records\tskipped\tthe client has no integrated records");
    note("tutorial", tutorial(&client).await);
    Ok(())
}

/// Does what the quick start of the documentation does.
async fn tutorial(client: &PineconeClient) -> Result<bool, PineconeError> {
    let name = "quickstart";
    let listed = client.list_indexes().await?;
    if listed.indexes.unwrap_or_default().is_empty() {
        client
            .create_serverless_index(
                name,
                2,
                Metric::Cosine,
                Cloud::Aws,
                "us-east-1",
                DeletionProtection::Disabled,
                WaitPolicy::WaitFor(Duration::from_secs(10)),
            )
            .await?;
    }
    let mut index = client
        .index(&client.describe_index(name).await?.host)
        .await?;
    let vectors = [("vec1", vec![1.0, 0.0]), ("vec2", vec![0.0, 1.0])].map(|(id, values)| Vector {
        id: id.to_string(),
        values,
        sparse_values: None,
        metadata: None,
    });
    index.upsert(&vectors, &Namespace::default()).await?;
    let vector = vec![1.0, 0.1];
    let found = index
        .query_by_value(vector, None, 2, &Namespace::default(), None, Some(true), None)
        .await?;
    client.delete_index(name).await?;
    Ok(found.matches.len() == 2 && found.matches[0].values == [1.0, 0.0])
}

fn vector(id: &str, values: [f32; 3], year: f64) -> Vector {
    Vector {
        id: id.to_string(),
        values: values.to_vec(),
        sparse_values: None,
        metadata: Some(fields("year", year)),
    }
}

fn fields(name: &str, number: f64) -> Metadata {
    let value = Value {
        kind: Some(Kind::NumberValue(number)),
    };
    Metadata {
        fields: BTreeMap::from([(name.to_string(), value)]),
    }
}

fn note<E: std::fmt::Display>(name: &str, outcome: Result<bool, E>) {
    match outcome {
        Ok(true) => println!("{name}\tok"),
        Ok(false) => println!("{name}\tfailed\tanother answer than expected"),
        Err(error) => println!("{name}\tfailed\t{}", error.to_string().replace('\n', " ")),
    }
}
