import { before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { Secret } from '../../src/common/secret.ts';
import type { Parts } from '../../src/extension/compose.ts';
import { commands } from '../../src/vscode/ids.ts';
import { partsOfExtension } from '../support/partsOfExtension.ts';

const { signal } = new AbortController();

describe('Copy Diagnostics', () => {
  let parts: Parts;

  before(async () => {
    parts = await partsOfExtension();
    await parts.connections.openEngine(signal);
  });

  it('copies versions, states and the last failures, and no key, name or address', async () => {
    const folder = vscode.workspace
      .getConfiguration('vectorscope')
      .get<string>('engine.dataFolder', '');
    const { url } = JSON.parse(await readFile(path.join(folder, 'engine.json'), 'utf8')) as {
      url: string;
    };
    const engineKey = (await readFile(path.join(folder, 'engine.key'), 'utf8')).trim();
    const draft = {
      name: 'canary of diagnostics',
      kind: 'custom',
      role: 'production',
      colour: 'red',
      controllerUrl: url,
    } as const;
    const refused = parts.environments.add(draft, new Secret('pcsk_canary'), signal);
    await assert.rejects(refused, { kind: 'unauthorized' });
    const added = await parts.environments.add(draft, new Secret(engineKey), signal);
    try {
      await vscode.commands.executeCommand(commands.copyDiagnostics);
      const text = await vscode.env.clipboard.readText();
      const wanted = [
        `VS Code: ${vscode.version}`,
        'State: running',
        'custom, production, has a key',
      ];
      for (const words of [...wanted, 'GET /indexes: 401']) assert.ok(text.includes(words), text);
      for (const secret of ['canary', engineKey, url, folder])
        assert.ok(!text.includes(secret), `${secret} is in the clipboard`);
    } finally {
      await parts.environments.remove(added.id);
    }
  });
});
