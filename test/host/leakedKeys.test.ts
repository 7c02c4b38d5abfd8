import { after, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { partsOfExtension } from '../support/partsOfExtension.ts';
import { until } from '../support/host/until.ts';

const key = 'pcsk_canary4f_09b3d1aa77e2c1';
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a key in a file', () => {
  let folder: vscode.Uri;
  const uri = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, 'leaks', name);
  const marks = (name: string): vscode.Diagnostic[] =>
    vscode.languages
      .getDiagnostics(uri(name))
      .filter(({ code }) => code === 'vectorscope.leakedKey');
  const write = (name: string, bytes: Uint8Array): Thenable<void> =>
    vscode.workspace.fs.writeFile(uri(name), bytes);
  const fixes = async (name: string): Promise<(string | undefined)[]> => {
    await vscode.workspace.openTextDocument(uri(name));
    const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri(name),
      marks(name)[0]?.range,
    );
    return found.map(({ command }) => command?.command).filter((id) => id?.startsWith('vectors'));
  };

  before(async () => {
    await partsOfExtension();
    folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail('no folder is open');
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, 'leaks'), { recursive: true });
  });

  it('is found by Find Leaked Keys in text and in binary data, without a part of it', async () => {
    await write('app.py', encode(`import os\npc = Pinecone(api_key="${key}")\n`));
    await write('.env.test', encode(`PINECONE_API_KEY=${key}\n`));
    await write('cache.bin', new Uint8Array([0, 1, 2, ...encode(key), 0]));
    await write('clean.py', encode('print("no key")\n'));
    await vscode.commands.executeCommand('vectorscope.keys.findLeaked');
    const found = ['app.py', '.env.test', 'cache.bin', 'clean.py'].map((name) => marks(name));
    assert.deepEqual(
      found.map(({ length }) => length),
      [1, 1, 1, 0],
    );
    assert.ok(!JSON.stringify(found).includes('canary'));
    assert.match(found[2]?.[0]?.message ?? '', /binary data/);
  });

  it('has the fixes that its kind of file allows', async () => {
    assert.deepEqual(await fixes('app.py'), [
      'vectorscope.keys.moveToSecretStorage',
      'vectorscope.keys.rotate',
    ]);
    assert.deepEqual(await fixes('.env.test'), [
      'vectorscope.keys.moveToSecretStorage',
      'vectorscope.keys.ignoreFile',
      'vectorscope.keys.rotate',
    ]);
  });

  it('of an embedding provider is recognized, and is not moved into an environment', async () => {
    const { secrets } = (await partsOfExtension()).context;
    const settings = vscode.workspace.getConfiguration('vectorscope');
    const name = 'embedding/https://embed.example/apiKey';
    await settings.update(
      'embedding.providers',
      { house: { url: 'https://embed.example/v1' } },
      vscode.ConfigurationTarget.Global,
    );
    await secrets.store(name, 'house-canary-77c1');
    try {
      await write('embed.py', encode('client = connect("house-canary-77c1")\n'));
      await vscode.commands.executeCommand('vectorscope.keys.findLeaked');
      assert.match(marks('embed.py')[0]?.message ?? '', /^A secret that is stored on this machine/);
      assert.deepEqual(await fixes('embed.py'), ['vectorscope.keys.rotate']);
    } finally {
      await secrets.delete(name);
      await settings.update('embedding.providers', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('can be kept out of Git', async () => {
    const ignore = { uri: uri('.env.test') };
    await vscode.commands.executeCommand('vectorscope.keys.ignoreFile', ignore);
    await vscode.commands.executeCommand('vectorscope.keys.ignoreFile', ignore);
    const file = vscode.Uri.joinPath(folder, '.gitignore');
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    assert.equal(text, '/leaks/.env.test\n');
    assert.deepEqual(await fixes('.env.test'), [
      'vectorscope.keys.moveToSecretStorage',
      'vectorscope.keys.rotate',
    ]);
    await vscode.workspace.fs.delete(file);
  });

  it('is found when a file is saved, and its mark goes with it', async () => {
    const document = await vscode.workspace.openTextDocument(uri('clean.py'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), `key = "${key}"\n`);
    await vscode.workspace.applyEdit(edit);
    await document.save();
    await until(() => marks('clean.py').length === 1);
    const removal = new vscode.WorkspaceEdit();
    removal.delete(document.uri, new vscode.Range(0, 0, 1, 0));
    await vscode.workspace.applyEdit(removal);
    await until(() => marks('clean.py').length === 0);
    await document.save();
  });
});
