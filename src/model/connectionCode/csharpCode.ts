import { lines, quoted } from './codeText.ts';
import { isPlainText, portRemark, type ConnectionAddress } from './connectionAddress.ts';

/** Returns a program in C#. */
export function csharpCode(place: ConnectionAddress): string {
  const { controllerUrl, index, isLocal } = place;
  const queries = index?.kind === 'vectors';
  return lines(
    '// dotnet add package Pinecone.Client',
    'using Pinecone;',
    '',
    isLocal && `// ${portRemark}`,
    'var pinecone = new PineconeClient(',
    '    Environment.GetEnvironmentVariable("PINECONE_API_KEY"),',
    '    new ClientOptions',
    '    {',
    controllerUrl !== undefined && `        BaseUrl = ${quoted(controllerUrl)},`,
    isPlainText(place) && '        IsTlsEnabled = false,',
    '    });',
    ...(index === undefined
      ? [
          'var list = await pinecone.ListIndexesAsync();',
          'foreach (var index in list.Indexes ?? [])',
          '    Console.WriteLine($"{index.Name} {index.Host}");',
        ]
      : [
          `var index = pinecone.Index(host: ${quoted(index.host)});`,
          '',
          'Console.WriteLine(await index.DescribeIndexStatsAsync(new DescribeIndexStatsRequest()));',
        ]),
    ...(queries
      ? [
          `var page = await index.ListAsync(new ListRequest { Namespace = ${quoted(index.namespace)}, Limit = 1 });`,
          'foreach (var record in page.Vectors ?? [])',
          '    Console.WriteLine(await index.QueryAsync(new QueryRequest',
          '    {',
          '        Id = record.Id,',
          '        TopK = 5,',
          `        Namespace = ${quoted(index.namespace)},`,
          '        IncludeMetadata = true,',
          '    }));',
        ]
      : []),
  );
}
