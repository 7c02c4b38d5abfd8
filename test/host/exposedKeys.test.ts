import { after, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension/compose.ts';
import { partsOfExtension } from '../support/partsOfExtension.ts';
import { until } from '../support/host/until.ts';

const entry = { id: 'leak', name: 'leak', kind: 'cloud' };
const key = 'pcsk_exposed-canary';
const madeUp = 'anything-canary';

describe('a key in the settings', () => {
  let parts: Parts;
  let document: vscode.TextDocument;

  const environments = (): unknown =>
    vscode.workspace.getConfiguration('vectorscope').inspect('environments')?.workspaceValue;
  const write = (value: unknown): Thenable<void> =>
    vscode.workspace
      .getConfiguration('vectorscope')
      .update('environments', value, vscode.ConfigurationTarget.Workspace);
  const rows = async (): Promise<vscode.TreeItem[]> => {
    const nodes = await parts.tree.getChildren();
    return nodes
      .filter(({ type }) => type === 'exposedKey')
      .map((node) => parts.tree.getTreeItem(node));
  };
  const marks = (): vscode.Diagnostic[] =>
    vscode.languages
      .getDiagnostics(document.uri)
      .filter((one) => one.code === 'vectorscope.exposedKey');

  before(async () => {
    parts = await partsOfExtension();
    await write([{ ...entry, apiKey: key }]);
    await vscode.commands.executeCommand('vectorscope.environment.openSettings', 'workspace');
    document = vscode.window.activeTextEditor?.document ?? assert.fail('no settings are open');
  });

  after(async () => {
    for (const exposed of parts.exposedKeys.all().toReversed())
      await parts.exposedKeys.remove(exposed);
    await write(undefined);
  });

  it('has a row in the tree that says what to do, without a part of it', async () => {
    await until(async () => (await rows()).length === 1);
    const [row] = await rows();
    assert.equal(row?.description, 'remove it from the file and rotate it');
    assert.equal(row?.command?.command, 'vectorscope.environment.openSettings');
    assert.ok(!JSON.stringify(row).includes('canary'));
  });

  it('is marked in the settings file, with a fix', async () => {
    await until(() => marks().length === 1);
    const [mark] = marks();
    assert.equal(document.getText(mark?.range), JSON.stringify(key));
    assert.match(mark?.message ?? '', /remove it from the file and rotate it/);
    assert.ok(!mark?.message.includes('canary'));
    const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      mark?.range,
    );
    assert.deepEqual(
      fixes.map(({ command }) => command?.command).filter((id) => id?.startsWith('vectorscope')),
      ['vectorscope.settings.removeExposedKeys'],
    );
  });

  it('is found in a setting that somebody made up for it too', async () => {
    const edit = new vscode.WorkspaceEdit();
    const at = document.positionAt(document.getText().indexOf('{') + 1);
    edit.insert(document.uri, at, `\n"vectorscope.apiKey": ${JSON.stringify(madeUp)},`);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await document.save();
    await until(async () => (await rows()).length === 2 && marks().length === 2);
  });

  it('is taken out on request, and the rest of the settings stays', async () => {
    for (const exposed of parts.exposedKeys.all().toReversed())
      await parts.exposedKeys.remove(exposed);
    await until(() => marks().length === 0);
    assert.deepEqual(environments(), [entry]);
    assert.deepEqual(await rows(), []);
    assert.ok(!document.getText().includes('canary'));
  });
});
