import { printJson, quoted } from './codeText.ts';
import { camelCased, type ProgramQuery, type ProgramSearch } from './programQuery.ts';

const callOf = {
  vectors: { method: 'query', shown: 'matches' },
  records: { method: 'searchRecords', shown: 'result.hits' },
  documents: { method: 'documents.search', shown: 'matches' },
} as const;

/** Returns the lines that send a query with the official client, after `pinecone` is made. */
export function typescriptQuery({ searches, remarks }: ProgramQuery): readonly string[] {
  const isSeveral = searches.length > 1;
  const blocks = searches.map((search) => linesOf(search));
  return [
    ...blocks.flatMap((lines) => (isSeveral ? ['{', ...lines.map(indented), '}'] : lines)),
    ...remarks.map((remark) => `// ${remark}`),
  ];
}

function linesOf({ host, namespace, kind, request }: ProgramSearch): readonly string[] {
  const { method, shown } = callOf[kind];
  const { namespace: _, ...body } = request.body;
  return [
    `const index = pinecone.index({ host: ${quoted(host, "'")}, namespace: ${quoted(namespace, "'")} });`,
    `const answer = await index.${method}(${printJson(camelCased(body))});`,
    `console.log(answer.${shown});`,
  ].flatMap((line) => line.split('\n'));
}

function indented(line: string): string {
  return line === '' ? line : `  ${line}`;
}
