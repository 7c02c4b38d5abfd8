import { describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { noteFigure } from '../support/figures.ts';

type Manifest = { contributes: { commands: { command: string }[] } };

function ownExtension(): vscode.Extension<{ activationMs: number }> {
  const extension = vscode.extensions.getExtension('vectorscope.vectorscope');
  assert.ok(extension, 'the extension is not installed in this host');
  return extension;
}

describe('activation', () => {
  it('opens no connection and starts no engine', async () => {
    const extension = ownExtension();
    assert.equal(extension.isActive, false, 'something activated the extension before this test');
    const sockets: unknown[] = [];
    const onSocket = (message: unknown): void => void sockets.push(message);
    subscribe('net.client.socket', onSocket);
    const started = performance.now();
    await extension.activate();
    const tookMs = performance.now() - started;
    await sleep(500);
    unsubscribe('net.client.socket', onSocket);
    noteFigure('activation, with loading the bundle', `${tookMs.toFixed(1)} ms`);
    const dataFolder = vscode.workspace
      .getConfiguration('vectorscope')
      .get<string>('engine.dataFolder');
    assert.ok(dataFolder, 'the setting for the data folder did not arrive');
    assert.deepEqual(
      { sockets: sockets.length, engineData: existsSync(dataFolder) },
      { sockets: 0, engineData: false },
    );
  });

  it('tells how long it took, far below what a user notices', async () => {
    const { activationMs } = await ownExtension().activate();
    noteFigure('activation, own code (aim < 50 ms)', `${activationMs.toFixed(1)} ms`);
    assert.ok(activationMs > 0 && activationMs < 500, `${activationMs} ms`);
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
