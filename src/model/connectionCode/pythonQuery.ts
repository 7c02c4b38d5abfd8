import { quoted } from './codeText.ts';
import { snakeCased, type ProgramQuery, type ProgramSearch } from './programQuery.ts';

/** Returns the lines that send a query with the official client, after `pc` is made. */
export function pythonQuery({ searches, remarks }: ProgramQuery): readonly string[] {
  return [...searches.flatMap(linesOf), ...remarks.map((remark) => `# ${remark}`)];
}

const methodOf = { vectors: 'query', records: 'search', documents: 'documents.search' } as const;

function linesOf({ host, namespace, kind, request }: ProgramSearch): readonly string[] {
  const { namespace: _, ...body } = request.body;
  return [
    `index = pc.Index(host=${quoted(host)})`,
    `answer = index.${methodOf[kind]}(`,
    `    namespace=${quoted(namespace)},`,
    ...Object.entries(body).map(([name, value]) => `    ${snakeCased(name)}=${literal(value)},`),
    ')',
    ...(kind === 'records'
      ? ['print(answer)']
      : ['for match in answer.matches:', '    print(match)']),
  ];
}

/** Returns a JSON value as a literal of Python. */
function literal(value: unknown): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null || value === undefined) return 'None';
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).map(([name, part]) => `${quoted(name)}: ${literal(part)}`);
  return `{${entries.join(', ')}}`;
}
