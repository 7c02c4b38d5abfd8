import { describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { noteFigure } from '../support/figures.ts';

type Manifest = { contributes: { commands: { command: string }[] } };

function ownExtension(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('vectorscope.vectorscope');
  assert.ok(extension, 'the extension is not installed in this host');
  return extension;
}

/** Milliseconds, as *Developer: Startup Performance* tells them: without VS Code's own calls around an activation. */
async function activationTimes(): Promise<{ load: number; call: number; finish: number }> {
  await vscode.commands.executeCommand('perfview.show');
  const row = /^\| vectorscope\.vectorscope +\| \w+ +\| (\d+) +\| (\d+) +\| (\d+) /m;
  const find = (): RegExpExecArray | null | undefined => {
    const page = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf');
    return page && row.exec(page.getText());
  };
  for (let tries = 0; tries < 300 && !find(); tries++) await sleep(100);
  const [, load, call, finish] = find() ?? assert.fail('VS Code tells no times of the extension');
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  return { load: Number(load), call: Number(call), finish: Number(finish) };
}

describe('activation', () => {
  it('opens no connection and starts no engine', async () => {
    const extension = ownExtension();
    assert.equal(extension.isActive, false, 'something activated the extension before this test');
    const sockets: unknown[] = [];
    const onSocket = (message: unknown): void => void sockets.push(message);
    subscribe('net.client.socket', onSocket);
    await extension.activate();
    await sleep(500);
    unsubscribe('net.client.socket', onSocket);
    const dataFolder = vscode.workspace
      .getConfiguration('vectorscope')
      .get<string>('engine.dataFolder');
    assert.ok(dataFolder, 'the setting for the data folder did not arrive');
    assert.deepEqual(
      { sockets: sockets.length, engineData: existsSync(dataFolder) },
      { sockets: 0, engineData: false },
    );
  });

  it('is timed by VS Code', async () => {
    const { load, call, finish } = await activationTimes();
    noteFigure(
      'activation (aim < 50 ms)',
      `${load + call + finish} ms: ${load} ms to load the bundle, ${call} ms to run it, ${finish} ms to end`,
    );
    assert.ok(load + call + finish > 0);
  });

  it('registers every command of the manifest', async () => {
    const declared = (ownExtension().packageJSON as Manifest).contributes.commands;
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.ok(declared.length > 0);
    assert.deepEqual(
      declared.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });
});
