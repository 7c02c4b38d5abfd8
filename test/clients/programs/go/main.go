// What a program does with the official Go client, over gRPC. Prints one line for a step.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/pinecone-io/go-pinecone/v5/pinecone"
	"google.golang.org/protobuf/types/known/structpb"
)

var errOther = errors.New("another answer than expected")

// plain sends requests to index hosts as plain text: the client writes https:// before them.
type plain struct{}

func (plain) RoundTrip(request *http.Request) (*http.Response, error) {
	request.URL.Scheme = "http"
	return http.DefaultTransport.RoundTrip(request)
}

func main() {
	ctx := context.Background()
	client, err := pinecone.NewClient(pinecone.NewClientParams{
		ApiKey:     os.Getenv("PINECONE_API_KEY"),
		Host:       os.Getenv("ENGINE_URL"),
		RestClient: &http.Client{Transport: plain{}},
	})
	if err != nil {
		panic(err)
	}
	var index *pinecone.IndexConnection
	step("create", func() error {
		dimension, metric := int32(3), pinecone.Cosine
		_, err := client.CreateServerlessIndex(ctx, &pinecone.CreateServerlessIndexRequest{
			Name: "films", Cloud: pinecone.Aws, Region: "us-east-1", Dimension: &dimension, Metric: &metric,
		})
		return err
	})
	step("wait", func() error {
		about, err := client.DescribeIndex(ctx, "films")
		if err != nil {
			return err
		}
		if !about.Status.Ready {
			return errOther
		}
		index, err = client.Index(pinecone.NewIndexConnParams{Host: about.Host, Namespace: "ns"})
		return err
	})
	step("upsert", func() error {
		count, err := index.UpsertVectors(ctx, []*pinecone.Vector{
			vector("doc-1", []float32{1, 0, 0}, 1999),
			vector("doc-2", []float32{0, 1, 0}, 2010),
			vector("other", []float32{0, 0, 1}, 2020),
		})
		return check(count == 3, err)
	})
	step("query", func() error {
		filter, err := structpb.NewStruct(map[string]interface{}{
			"year": map[string]interface{}{"$gt": 2000},
		})
		if err != nil {
			return err
		}
		answer, err := index.QueryByVectorValues(ctx, &pinecone.QueryByVectorValuesRequest{
			Vector: []float32{1, 0.5, 0}, TopK: 2, MetadataFilter: filter,
		})
		return check(err == nil && len(answer.Matches) == 2 && answer.Matches[0].Vector.Id == "doc-2", err)
	})
	step("fetch", func() error {
		answer, err := index.FetchVectors(ctx, []string{"doc-1"})
		return check(err == nil && yearOf(answer.Vectors["doc-1"]) == 1999, err)
	})
	step("update", func() error {
		err := index.UpdateVector(ctx, &pinecone.UpdateVectorRequest{Id: "doc-1", Metadata: metadata(2000)})
		if err != nil {
			return err
		}
		answer, err := index.QueryByVectorId(ctx, &pinecone.QueryByVectorIdRequest{
			VectorId: "doc-1", TopK: 1, IncludeMetadata: true,
		})
		return check(err == nil && yearOf(answer.Matches[0].Vector) == 2000, err)
	})
	step("list", func() error {
		prefix := "doc-"
		answer, err := index.ListVectors(ctx, &pinecone.ListVectorsRequest{Prefix: &prefix})
		return check(err == nil && len(answer.VectorIds) == 2 && *answer.VectorIds[0] == "doc-1", err)
	})
	step("namespaces", func() error {
		answer, err := index.ListNamespaces(ctx, &pinecone.ListNamespacesParams{})
		return check(err == nil && len(answer.Namespaces) == 2 && answer.Namespaces[1].Name == "ns", err)
	})
	step("delete", func() error {
		if err := index.DeleteVectorsById(ctx, []string{"other"}); err != nil {
			return err
		}
		stats, err := index.DescribeIndexStats(ctx)
		if err := check(err == nil && stats.TotalVectorCount == 2, err); err != nil {
			return err
		}
		return client.DeleteIndex(ctx, "films")
	})
	step("records", func() error { return records(ctx, client) })
	step("tutorial", func() error { return tutorial(ctx, client) })
}

// tutorial does what the quick start of the documentation does.
func tutorial(ctx context.Context, client *pinecone.Client) error {
	name, dimension, metric := "quickstart", int32(2), pinecone.Cosine
	indexes, err := client.ListIndexes(ctx)
	if err := check(len(indexes) == 1, err); err != nil {
		return err
	}
	about, err := client.CreateServerlessIndex(ctx, &pinecone.CreateServerlessIndexRequest{
		Name: name, Cloud: pinecone.Aws, Region: "us-east-1", Dimension: &dimension, Metric: &metric,
	})
	if err != nil {
		return err
	}
	index, err := client.Index(pinecone.NewIndexConnParams{Host: about.Host})
	if err != nil {
		return err
	}
	defer index.Close()
	_, err = index.UpsertVectors(ctx, []*pinecone.Vector{
		{Id: "vec1", Values: &[]float32{1, 0}}, {Id: "vec2", Values: &[]float32{0, 1}},
	})
	if err != nil {
		return err
	}
	answer, err := index.QueryByVectorValues(ctx, &pinecone.QueryByVectorValuesRequest{
		Vector: []float32{1, 0.1}, TopK: 2, IncludeValues: true,
	})
	isExpected := err == nil && len(answer.Matches) == 2 && answer.Matches[0].Vector.Id == "vec1" &&
		(*answer.Matches[0].Vector.Values)[0] == 1
	if err := check(isExpected, err); err != nil {
		return err
	}
	return client.DeleteIndex(ctx, name)
}

func records(ctx context.Context, client *pinecone.Client) error {
	about, err := client.CreateIndexForModel(ctx, &pinecone.CreateIndexForModelRequest{
		Name: "notes", Cloud: pinecone.Aws, Region: "us-east-1",
		Embed: pinecone.CreateIndexForModelEmbed{
			Model: "multilingual-e5-large", FieldMap: map[string]interface{}{"text": "body"},
		},
	})
	if err != nil {
		return err
	}
	notes, err := client.Index(pinecone.NewIndexConnParams{Host: about.Host, Namespace: "ns"})
	if err != nil {
		return err
	}
	err = notes.UpsertRecords(ctx, []*pinecone.IntegratedRecord{
		{"_id": "a", "body": "Customers get their money back within 30 days."},
		{"_id": "b", "body": "The car park is free on weekends."},
	})
	if err != nil {
		return err
	}
	// SearchRecords drops the inputs of its query, so the question is embedded first.
	embedded, err := client.Inference.Embed(ctx, &pinecone.EmbedRequest{
		Model: "multilingual-e5-large", TextInputs: []string{"Where can I leave my vehicle?"},
		Parameters: pinecone.EmbedParameters{"input_type": "query"},
	})
	if err != nil {
		return err
	}
	values := embedded.Data[0].DenseEmbedding.Values
	answer, err := notes.SearchRecords(ctx, &pinecone.SearchRecordsRequest{
		Query: pinecone.SearchRecordsQuery{TopK: 1, Vector: &pinecone.SearchRecordsVector{Values: &values}},
	})
	return check(err == nil && len(answer.Result.Hits) == 1 && answer.Result.Hits[0].Id == "b", err)
}

func vector(id string, values []float32, year int) *pinecone.Vector {
	return &pinecone.Vector{Id: id, Values: &values, Metadata: metadata(year)}
}

func metadata(year int) *pinecone.Metadata {
	made, err := structpb.NewStruct(map[string]interface{}{"year": year})
	if err != nil {
		panic(err)
	}
	return made
}

func yearOf(vector *pinecone.Vector) float64 {
	return vector.Metadata.Fields["year"].GetNumberValue()
}

func check(isExpected bool, err error) error {
	if err == nil && !isExpected {
		return errOther
	}
	return err
}

func step(name string, run func() error) {
	if err := run(); err != nil {
		fmt.Printf("%s\tfailed\t%s\n", name, strings.Join(strings.Fields(err.Error()), " "))
		return
	}
	fmt.Printf("%s\tok\n", name)
}
