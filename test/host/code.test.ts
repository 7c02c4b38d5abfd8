import { after, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { localEnvironment } from '../../src/model/environment.ts';
import { commands } from '../../src/vscode/ids.ts';
import { partsOfExtension } from '../support/partsOfExtension.ts';
import { until } from '../support/host/until.ts';

const { signal } = new AbortController();
const index = 'fiori-docs';
const program = `import { Pinecone } from '@pinecone-database/pinecone';
const pc = new Pinecone({ apiKey, environment: 'us-west1-gcp' });
const docs = pc.index('${index}');
await docs.query({ vector: new Array(3).fill(0), topK: 3 });
pc.index('fiori-dosc');
`;

describe('a program with Pinecone’s client', () => {
  let document: vscode.TextDocument;
  let dimension = 0;
  const problems = (): vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Vectorscope');

  before(async () => {
    const parts = await partsOfExtension();
    const engine = await parts.connections.openEngine(signal);
    const client = await parts.connections.openForWriting(localEnvironment, signal);
    if (!(await client.listIndexes(signal)).some(({ name }) => name === index))
      await engine.createSample(index, signal, () => undefined);
    parts.catalog.invalidate(localEnvironment.id);
    const indexes = await parts.catalog.indexes(localEnvironment, signal);
    dimension = indexes.find(({ name }) => name === index)?.dimension ?? 0;
    document = await vscode.workspace.openTextDocument({
      language: 'typescript',
      content: program,
    });
  });

  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('says above an index where it is, with Query and Open Map', async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    const own = lenses.filter(({ command }) => command?.command.startsWith('vectorscope.'));
    assert.deepEqual(
      own.map(({ command }) => command?.command),
      [commands.showRecords, commands.queryIndex, commands.showMap],
    );
    assert.match(own[0]?.command?.title ?? '', new RegExp(`^local · ${dimension} · `));
  });

  it('shows the facts of an index under the pointer', async () => {
    const at = document.positionAt(program.indexOf(index) + 2);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      at,
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((one) => (one as vscode.MarkdownString).value);
    assert.match(text.join('\n'), new RegExp(String.raw`Dimension:\S+${dimension}\b`));
  });

  it('has problems with a fix each', async () => {
    await until(() => problems().length === 3);
    const expected = [
      'Remove “environment”',
      `Change to “${index}”`,
      'Create Index…',
      `Change to ${dimension} values`,
    ];
    const offered: string[] = [];
    for (const problem of problems()) {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        problem.range,
      );
      const own = actions.filter(({ title }) => expected.includes(title));
      offered.push(...own.map(({ title }) => title));
      const edit = own.find((one) => one.edit !== undefined)?.edit;
      if (edit !== undefined) await vscode.workspace.applyEdit(edit);
    }
    assert.deepEqual(offered.sort(), expected.sort());
    await until(() => problems().length === 0);
    assert.ok(document.getText().includes('new Pinecone({ apiKey });'));
    assert.ok(document.getText().includes(`new Array(${dimension})`));
  });
});
