import { lines, quoted } from './codeText.ts';
import { portRemark, type ConnectionAddress } from './connectionAddress.ts';

/** Returns a program in Go. */
export function goCode({ controllerUrl, index, isLocal }: ConnectionAddress): string {
  const queries = index?.kind === 'vectors';
  return lines(
    '// go get github.com/pinecone-io/go-pinecone/v5',
    'package main',
    '',
    'import (',
    '\t"context"',
    '\t"fmt"',
    '\t"log"',
    '\t"os"',
    '',
    '\t"github.com/pinecone-io/go-pinecone/v5/pinecone"',
    ')',
    '',
    'func main() {',
    '\tctx := context.Background()',
    isLocal && `\t// ${portRemark}`,
    '\tclient, err := pinecone.NewClient(pinecone.NewClientParams{',
    '\t\tApiKey: os.Getenv("PINECONE_API_KEY"),',
    controllerUrl !== undefined && `\t\tHost:   ${quoted(controllerUrl)},`,
    '\t})',
    '\tcheck(err)',
    ...(index === undefined
      ? [
          '\tindexes, err := client.ListIndexes(ctx)',
          '\tcheck(err)',
          '\tfor _, index := range indexes {',
          '\t\tfmt.Println(index.Name, index.Host)',
          '\t}',
        ]
      : [
          '\tindex, err := client.Index(pinecone.NewIndexConnParams{',
          `\t\tHost:      ${quoted(index.host)},`,
          `\t\tNamespace: ${quoted(index.namespace)},`,
          '\t})',
          '\tcheck(err)',
          '\tdefer index.Close()',
          '',
          '\tstats, err := index.DescribeIndexStats(ctx)',
          '\tcheck(err)',
          '\tfmt.Println("records:", stats.TotalVectorCount)',
        ]),
    ...(queries ? query : []),
    '}',
    '',
    'func check(err error) {',
    '\tif err != nil {',
    '\t\tlog.Fatal(err)',
    '\t}',
    '}',
  );
}

const query = [
  '\tlimit := uint32(1)',
  '\tpage, err := index.ListVectors(ctx, &pinecone.ListVectorsRequest{Limit: &limit})',
  '\tcheck(err)',
  '\tfor _, id := range page.VectorIds {',
  '\t\tanswer, err := index.QueryByVectorId(ctx, &pinecone.QueryByVectorIdRequest{',
  '\t\t\tVectorId:        *id,',
  '\t\t\tTopK:            5,',
  '\t\t\tIncludeMetadata: true,',
  '\t\t})',
  '\t\tcheck(err)',
  '\t\tfor _, match := range answer.Matches {',
  '\t\t\tfmt.Println(match.Vector.Id, match.Score)',
  '\t\t}',
  '\t}',
];
