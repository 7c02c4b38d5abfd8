import { cloudControllerUrl } from '../environment.ts';
import type { IndexKind } from '../vectorIndex.ts';
import type { CodeLanguage } from './codeLanguages.ts';
import { lines, quoted } from './codeText.ts';
import { portRemark, type ConnectionAddress } from './connectionAddress.ts';
import { csharpCode } from './csharpCode.ts';
import { goCode } from './goCode.ts';
import { addressAndBody, httpCode } from './httpCode.ts';
import { javaCode } from './javaCode.ts';
import type { ProgramQuery } from './programQuery.ts';
import { pythonQuery } from './pythonQuery.ts';
import { rustCode } from './rustCode.ts';
import { typescriptQuery } from './typescriptQuery.ts';

type Index = NonNullable<ConnectionAddress['index']>;

const sampleText = 'summer holiday';

/**
 * Returns a program that connects and sends its query, or a first request. The program reads the key from the variable
 * PINECONE_API_KEY.
 */
export function connectionCode(language: CodeLanguage, place: ConnectionAddress): string {
  const { query } = place;
  switch (language) {
    case 'typescript':
      return typescript(place);
    case 'python':
      return python(place);
    case 'go':
      return query ? httpCode(language, query) : goCode(place);
    case 'java':
      return query ? httpCode(language, query) : javaCode(place);
    case 'csharp':
      return query ? httpCode(language, query) : csharpCode(place);
    case 'rust':
      return query ? httpCode(language, query) : rustCode(place);
    case 'curl':
      return curl(place);
  }
}

function typescript({ controllerUrl, index, isLocal, query }: ConnectionAddress): string {
  return lines(
    '// npm install @pinecone-database/pinecone',
    "import { Pinecone } from '@pinecone-database/pinecone';",
    '',
    isLocal && `// ${portRemark}`,
    'const pinecone = new Pinecone({',
    '  apiKey: process.env.PINECONE_API_KEY!,',
    controllerUrl !== undefined && `  controllerHostUrl: ${quoted(controllerUrl, "'")},`,
    '});',
    ...(query ? typescriptQuery(query) : typescriptSample(index)),
  );
}

function typescriptSample(index: Index | undefined): readonly string[] {
  if (index === undefined)
    return [
      'const { indexes = [] } = await pinecone.indexes.list();',
      'for (const { name, host } of indexes) console.log(name, host);',
    ];
  return [
    'const index = pinecone.index({',
    `  host: ${quoted(index.host, "'")},`,
    `  namespace: ${quoted(index.namespace, "'")},`,
    '});',
    '',
    'console.log(await index.describeIndexStats());',
    ...typescriptQuestion(index.kind),
  ];
}

function typescriptQuestion(kind: IndexKind): readonly string[] {
  switch (kind) {
    case 'vectors':
      return [
        'const { vectors = [] } = await index.listPaginated({ limit: 1 });',
        "const id = vectors[0]?.id ?? '';",
        "if (id !== '') {",
        '  const { matches } = await index.query({ id, topK: 5, includeMetadata: true });',
        '  console.log(matches);',
        '}',
      ];
    case 'records':
      return [
        `const query = { inputs: { text: ${quoted(sampleText, "'")} }, topK: 5 };`,
        'const { result } = await index.searchRecords({ query });',
        'console.log(result.hits);',
      ];
    case 'documents':
      return [
        'const { documents } = await index.documents.list({ limit: 5 });',
        'console.log(documents);',
      ];
  }
}

function python({ controllerUrl, index, isLocal, query }: ConnectionAddress): string {
  return lines(
    // Older clients have no documents.
    index?.kind === 'documents' || query?.searches.some(({ kind }) => kind === 'documents')
      ? '# pip install "pinecone>=10"'
      : '# pip install pinecone',
    'import os',
    '',
    'from pinecone import Pinecone',
    '',
    isLocal && `# ${portRemark}`,
    'pc = Pinecone(',
    '    api_key=os.environ["PINECONE_API_KEY"],',
    controllerUrl !== undefined && `    host=${quoted(controllerUrl, '"')},`,
    ')',
    ...(query ? pythonQuery(query) : pythonSample(index)),
  );
}

function pythonSample(index: Index | undefined): readonly string[] {
  if (index === undefined)
    return ['for index in pc.list_indexes():', '    print(index.name, index.host)'];
  return [
    `index = pc.Index(host=${quoted(index.host, '"')})`,
    '',
    'print(index.describe_index_stats())',
    ...pythonQuestion(index),
  ];
}

function pythonQuestion({ kind, namespace }: Index): readonly string[] {
  const name = quoted(namespace, '"');
  switch (kind) {
    case 'vectors':
      return [
        `namespace = ${name}`,
        'page = index.list_paginated(limit=1, namespace=namespace)',
        'for record in page.vectors:',
        '    print(index.query(id=record.id, top_k=5, namespace=namespace, include_metadata=True))',
      ];
    case 'records':
      return [
        `query = {"inputs": {"text": ${quoted(sampleText, '"')}}, "top_k": 5}`,
        `print(index.search(namespace=${name}, query=query))`,
      ];
    case 'documents':
      return [
        `documents = index.documents.list(namespace=${name}, limit=5)`,
        'for document in next(documents.pages()).items:',
        '    print(document.id)',
      ];
  }
}

/** Requires curl 7.76 and a POSIX shell. */
function curl({ controllerUrl, index, isLocal, query }: ConnectionAddress): string {
  return lines(
    '# The key comes from PINECONE_API_KEY through standard input: no list of processes shows it.',
    isLocal && `# ${portRemark}`,
    'request() {',
    `  printf 'Api-Key: %s\\n' "$PINECONE_API_KEY" |`,
    '    curl --silent --show-error --fail-with-body --header @- \\',
    "      --header 'X-Pinecone-Api-Version: 2026-07' \\",
    `      --header 'Content-Type: application/json' "$@"`,
    '}',
    '',
    ...(query ? curlRequests(query) : curlSample(controllerUrl, index)),
  );
}

function curlSample(
  controllerUrl: string | undefined,
  index: Index | undefined,
): readonly string[] {
  if (index === undefined)
    return [`request ${shellWord(`${controllerUrl ?? cloudControllerUrl}/indexes`)}`];
  return [
    `host=${shellWord(index.host)}`,
    `request --data '{}' "$host/describe_index_stats"`,
    ...curlQuestion(index),
  ];
}

function curlRequests({ searches, remarks }: ProgramQuery): readonly string[] {
  const calls = searches.map((search) => {
    const [url, body] = addressAndBody(search);
    return `request --data ${shellWord(body)} ${shellWord(url)}`;
  });
  return [...calls, ...remarks.map((remark) => `# ${remark}`)];
}

function curlQuestion({ kind, namespace }: Index): readonly string[] {
  const part = encodeURIComponent(namespace);
  switch (kind) {
    case 'vectors':
      return [`request "$host"${shellWord(`/vectors/list?limit=5&namespace=${part}`)}`];
    case 'records': {
      const body = JSON.stringify({ query: { inputs: { text: sampleText }, top_k: 5 } });
      return [
        `request --data ${shellWord(body)} "$host"${shellWord(`/records/namespaces/${part}/search`)}`,
      ];
    }
    case 'documents':
      return [
        `request --data '{"limit":5}' "$host"${shellWord(`/namespaces/${part}/documents/list`)}`,
      ];
  }
}

/** Quotes a text as one word of a POSIX shell. */
function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
