import { describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import type { activate } from '../../src/extension/main.ts';
import { partsOfExtension } from '../support/partsOfExtension.ts';

const prefix = 'vectorscope.';

async function ownCommands(): Promise<string[]> {
  const all = await vscode.commands.getCommands(true);
  // VS Code makes commands of its own for a view, by the view's name.
  return all.filter((id) => id.startsWith(prefix) && !id.startsWith(`${prefix}tree.`));
}

describe('the end of the extension', () => {
  it('leaves nothing registered, so that it can begin again', async () => {
    const { context } = await partsOfExtension();
    const before = await ownCommands();
    for (const resource of context.subscriptions.splice(0).reverse()) await resource.dispose();
    assert.deepEqual(await ownCommands(), []);
    const bundle = path.join(context.extensionPath, 'dist/extension.cjs');
    const again = createRequire(__filename)(bundle) as { activate: typeof activate };
    // Commands, editors and views that were still there would be refused a second time.
    assert.ok(again.activate(context));
    assert.deepEqual((await ownCommands()).sort(), before.sort());
  });
});
