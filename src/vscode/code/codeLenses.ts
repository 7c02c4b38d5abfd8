import * as vscode from 'vscode';
import { formatCount } from '../formatNumbers.ts';
import { commands } from '../ids.ts';
import type { KnownIndex, KnownIndexes } from './knownIndexes.ts';
import { codeOf } from './programs.ts';

/** Shows above each index of a program where it is, and what can be done with it. */
export class CodeLenses implements vscode.CodeLensProvider, vscode.HoverProvider {
  readonly #indexes: KnownIndexes;
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(indexes: KnownIndexes, onDidChangeCodeLenses: vscode.Event<void>) {
    this.#indexes = indexes;
    this.onDidChangeCodeLenses = onDidChangeCodeLenses;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    return (codeOf(document)?.indexes ?? []).flatMap(({ name, start, end }) => {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      return this.#indexes
        .named(name)
        .slice(0, maxEnvironments)
        .flatMap((known) => lensesOf(known, range));
    });
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const offset = document.offsetAt(position);
    const use = codeOf(document)?.indexes.find(
      ({ start, end }) => start <= offset && offset <= end,
    );
    const known = use === undefined ? [] : this.#indexes.named(use.name);
    if (use === undefined || known.length === 0) return undefined;
    const range = new vscode.Range(document.positionAt(use.start), document.positionAt(use.end));
    return new vscode.Hover(known.map(hoverText), range);
  }
}

/** Environments that are named above one line. */
const maxEnvironments = 3;

function lensesOf(known: KnownIndex, range: vscode.Range): vscode.CodeLens[] {
  const argument = { target: targetOf(known) };
  const lens = (title: string, command: string): vscode.CodeLens =>
    new vscode.CodeLens(range, { title, command, arguments: [argument] });
  return [
    lens(factsOf(known), commands.showRecords),
    lens(vscode.l10n.t('Query'), commands.queryIndex),
    lens(vscode.l10n.t('Open Map'), commands.showMap),
  ];
}

function targetOf({ environment, index, namespace }: KnownIndex): object {
  return { environment: environment.name, index: index.name, namespace };
}

function factsOf({ environment, index, recordCount }: KnownIndex): string {
  return [
    environment.name,
    ...(index.dimension === undefined ? [] : [index.dimension.toLocaleString('en')]),
    index.metric,
    ...(recordCount === undefined ? [] : [formatCount(recordCount)]),
  ].join(' · ');
}

/** Text from the service is escaped, never Markdown. */
function hoverText({ environment, index, recordCount }: KnownIndex): vscode.MarkdownString {
  const rows = [
    vscode.l10n.t('Environment: {0}', environment.name),
    ...(index.dimension === undefined
      ? []
      : [vscode.l10n.t('Dimension: {0}', index.dimension.toLocaleString('en'))]),
    vscode.l10n.t('Metric: {0}', index.metric),
    ...(recordCount === undefined
      ? []
      : [vscode.l10n.t('Records: {0}', recordCount.toLocaleString('en'))]),
  ];
  const markdown = new vscode.MarkdownString();
  for (const row of rows) markdown.appendText(row).appendMarkdown('  \n');
  return markdown;
}
