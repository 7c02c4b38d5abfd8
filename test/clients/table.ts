import { steps, type CaseResult, type ClientCase, type StepResult } from './clientCase.ts';

export type Row = { readonly of: ClientCase; readonly result: CaseResult };

const begin = '<!-- clients: `npm run clients` writes this table -->';
const end = '<!-- /clients -->';

/** Returns a document with the table of results in its place. Throws if it has no such place. */
export function withTable(text: string, rows: readonly Row[]): string {
  const [before, rest = ''] = text.split(begin);
  const [, after] = rest.split(end);
  if (before === undefined || after === undefined)
    throw new Error('docs/engine.md has no place for the table of clients');
  return `${before}${begin}\n\n${tableOf(rows)}\n${end}${after}`;
}

function tableOf(rows: readonly Row[]): string {
  const head = ['client', 'version', 'transport', ...steps];
  const lines = rows.map(({ of, result }) => {
    const { language, version, transport } = of;
    const cells =
      result.kind === 'skipped'
        ? steps.map(() => 'not run')
        : steps.map((name) => signOf(result.steps.get(name)));
    return [language, version, transport, ...cells];
  });
  return [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

function signOf(step: StepResult | undefined): string {
  if (step?.kind === 'passed') return '✓';
  return step?.kind === 'absent' ? '–' : '✗';
}
