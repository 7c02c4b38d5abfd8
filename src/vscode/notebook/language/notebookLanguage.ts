import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../../common/disposables.ts';
import type { KnownField } from '../../../model/filter/language/knownField.ts';
import {
  completeNotebook,
  type NotebookCompletion,
} from '../../../model/notebook/language/completeNotebook.ts';
import { hoverNotebook } from '../../../model/notebook/language/hoverNotebook.ts';
import {
  notebookFolds,
  notebookOutline,
} from '../../../model/notebook/language/notebookOutline.ts';
import { placeInNotebook } from '../../../model/notebook/language/placeInNotebook.ts';
import { parseNotebook } from '../../../model/notebook/parseNotebook.ts';
import type { Binding } from '../../../model/notebook/cell.ts';
import { FieldKnowledge, type FieldDeps } from '../../../services/notebook/fieldKnowledge.ts';
import { effectiveBinding } from '../../../services/queries/cellBinding.ts';

const selector: vscode.DocumentSelector = { language: 'vecnb' };

const kinds: Readonly<Record<NotebookCompletion['kind'], vscode.CompletionItemKind>> = {
  cell: vscode.CompletionItemKind.Snippet,
  field: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
  operator: vscode.CompletionItemKind.Operator,
};

/** Registers completion, hover, symbols and folding for notebooks that are open as text. */
export function registerNotebookLanguage(deps: FieldDeps): Disposable {
  const resources = new Disposables();
  const knowledge = new FieldKnowledge(deps);
  const { languages } = vscode;
  const complete: vscode.CompletionItemProvider['provideCompletionItems'] = async (
    document,
    position,
    token,
  ) => {
    const fields = await fieldsAt(knowledge, document, position, token);
    const { line, character } = position;
    return completeNotebook(document.getText(), line, character, fields).map((one) =>
      itemOf(one, line),
    );
  };
  const hover: vscode.HoverProvider['provideHover'] = async (document, position, token) => {
    const fields = await fieldsAt(knowledge, document, position, token);
    const { line, character } = position;
    const found = hoverNotebook(document.getText(), line, character, fields);
    if (!found) return undefined;
    // A value of a parameter or of a record is shown as it is.
    const content = new vscode.MarkdownString().appendText(found.text);
    return new vscode.Hover(content, new vscode.Range(line, found.from, line, found.to));
  };
  resources.own(
    languages.registerCompletionItemProvider(
      selector,
      { provideCompletionItems: complete },
      '#',
      '{',
      '"',
      '$',
    ),
  );
  resources.own(languages.registerHoverProvider(selector, { provideHover: hover }));
  resources.own(
    languages.registerDocumentSymbolProvider(selector, { provideDocumentSymbols: symbolsOf }),
  );
  resources.own(
    languages.registerFoldingRangeProvider(selector, {
      provideFoldingRanges: (document) =>
        notebookFolds(document.getText()).map(([from, to]) => new vscode.FoldingRange(from, to)),
    }),
  );
  return resources;
}

function symbolsOf(document: vscode.TextDocument): vscode.DocumentSymbol[] {
  return notebookOutline(document.getText()).map(({ title, detail, fromLine, toLine }) => {
    const range = new vscode.Range(fromLine, 0, toLine, document.lineAt(toLine).text.length);
    const head = document.lineAt(fromLine).range;
    return new vscode.DocumentSymbol(title, detail, vscode.SymbolKind.Function, range, head);
  });
}

function itemOf(
  { label, detail, insert, kind, from, to }: NotebookCompletion,
  line: number,
): vscode.CompletionItem {
  const item = new vscode.CompletionItem(label, kinds[kind]);
  item.detail = detail;
  item.insertText = insert;
  item.range = new vscode.Range(line, from, line, to);
  return item;
}

/** Returns the known fields where the caret is in a filter. Only a filter needs them. */
async function fieldsAt(
  knowledge: FieldKnowledge,
  document: vscode.TextDocument,
  { line, character }: vscode.Position,
  token: vscode.CancellationToken,
): Promise<readonly KnownField[]> {
  const text = document.getText();
  const { value, cellAt } = placeInNotebook(text, line, character);
  const binding = value?.field.key === 'filter' ? bindingOf(text, cellAt) : undefined;
  if (binding === undefined) return [];
  const controller = new AbortController();
  const watch = token.onCancellationRequested(() => controller.abort());
  try {
    return await knowledge.fields(binding, controller.signal);
  } finally {
    watch.dispose();
  }
}

function bindingOf(text: string, cellAt: number): Binding | undefined {
  const parsed = parseNotebook(text);
  if (!parsed.isValid) return undefined;
  const cell = parsed.notebook.cells[cellAt];
  if (cell === undefined || cell.kind === 'text') return undefined;
  return effectiveBinding(cell, parsed.notebook.binding);
}
