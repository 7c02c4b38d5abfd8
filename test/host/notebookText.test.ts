import { before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { partsOfExtension } from '../support/partsOfExtension.ts';

const text = `vecnb 1
environment: local
index: docs
parameters: question: how do I pay

### query pay
text: {{question}}
fusion: 
filter:
  { "year": 2024,
    "lang": "en" }
`;

describe('a notebook as text', () => {
  let document: vscode.TextDocument;

  before(async () => {
    await partsOfExtension();
    document = await vscode.workspace.openTextDocument({ language: 'vecnb', content: text });
  });

  it('completes the values of a field', async () => {
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(7, 8),
    );
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.deepEqual(labels.slice(0, 2).sort(), ['rrf', 'score']);
  });

  it('tells the value of a parameter under the pointer', async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(6, 10),
    );
    const shown = hovers.flatMap(({ contents }) =>
      contents.map((one) => (typeof one === 'string' ? one : one.value)),
    );
    assert.match(shown.join(), /how.+do.+I.+pay/);
  });

  it('has its cells as symbols, and folds them and their long fields', async () => {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    assert.deepEqual(
      [symbols.map(({ name }) => name), folds.map(({ start, end }) => [start, end])],
      [
        ['1 query pay'],
        [
          [5, 10],
          [8, 10],
        ],
      ],
    );
  });
});
