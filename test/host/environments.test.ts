import { after, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Secret } from '../../src/common/secret.ts';
import type { Parts } from '../../src/extension/compose.ts';
import type { EnvironmentDraft } from '../../src/services/environments/environments.ts';
import { partsOfExtension } from '../support/partsOfExtension.ts';

const { signal } = new AbortController();

/** The running engine stands in for a custom host: a real server with a real key on loopback. */
describe('environments', () => {
  let parts: Parts;
  let draft: EnvironmentDraft;
  let key: string;

  before(async () => {
    parts = await partsOfExtension();
    await parts.connections.openEngine(signal);
    const folder = vscode.workspace
      .getConfiguration('vectorscope')
      .get<string>('engine.dataFolder', '');
    const { url } = JSON.parse(await readFile(path.join(folder, 'engine.json'), 'utf8'));
    key = (await readFile(path.join(folder, 'engine.key'), 'utf8')).trim();
    draft = {
      name: 'host test',
      kind: 'custom',
      role: 'development',
      colour: 'purple',
      controllerUrl: url,
    };
  });

  after(async () => {
    const added = parts.environments.byName(draft.name);
    if (added !== undefined) await parts.environments.remove(added.id);
  });

  const inSettings = (): unknown =>
    vscode.workspace.getConfiguration('vectorscope').inspect('environments')?.globalValue;

  it('store nothing when the key is refused', async () => {
    const secretsBefore = await parts.context.secrets.keys();
    const adding = parts.environments.add(draft, new Secret('wrong-key-canary'), signal);
    await assert.rejects(adding, { kind: 'unauthorized' });
    assert.deepEqual(
      [inSettings(), await parts.context.secrets.keys()],
      [undefined, secretsBefore],
    );
  });

  it('store the descriptor in the settings and the key in the secret storage alone', async () => {
    const environment = await parts.environments.add(draft, new Secret(key), signal);
    assert.deepEqual(inSettings(), [environment]);
    const secret = await parts.context.secrets.get(`environment/${environment.id}/apiKey`);
    assert.deepEqual(JSON.parse(secret ?? ''), { key, address: draft.controllerUrl });
    const { globalState, workspaceState } = parts.context;
    const plain = [globalState, workspaceState].flatMap((state) =>
      state.keys().map((name) => JSON.stringify(state.get(name))),
    );
    const text = JSON.stringify([inSettings(), plain, parts.environments.all()]);
    assert.ok(text.includes(draft.controllerUrl ?? ''), 'the scan reads what it should');
    assert.ok(!text.includes(key), 'the key stands outside the secret storage');
  });

  it('open with the stored key', async () => {
    const environment = parts.environments.byName(draft.name);
    assert.ok(environment);
    const client = await parts.connections.openForWriting(environment, signal);
    assert.ok(Array.isArray(await client.listIndexes(signal)));
  });

  it('ask for the key again when the address in the settings is edited', async () => {
    const [entry] = inSettings() as object[];
    const configuration = vscode.workspace.getConfiguration('vectorscope');
    const moved = { ...entry, controllerUrl: 'https://elsewhere.example.com' };
    await configuration.update('environments', [moved], vscode.ConfigurationTarget.Global);
    const environment = parts.environments.byName(draft.name);
    assert.equal(environment?.controllerUrl, 'https://elsewhere.example.com');
    assert.equal(await parts.environments.hasKey(environment.id), false);
    await configuration.update('environments', [entry], vscode.ConfigurationTarget.Global);
    assert.equal(await parts.environments.hasKey(environment.id), true);
  });

  it('whose entry was taken out of the settings by hand leave a key that can be forgotten', async () => {
    const entries = inSettings() as { id: string }[];
    const configuration = vscode.workspace.getConfiguration('vectorscope');
    const target = vscode.ConfigurationTarget.Global;
    await configuration.update('environments', undefined, target);
    const storedKeys = async (): Promise<string[]> =>
      (await parts.context.secrets.keys()).filter((name) => name.includes(entries[0]!.id));
    // A step before the list is shown has no effect.
    for (let attempt = 0; attempt < 10 && (await storedKeys()).length > 0; attempt++)
      await forgetFirstUnusedKey();
    assert.deepEqual(await storedKeys(), []);
    await parts.environments.add(draft, new Secret(key), signal);
  });

  it('leave nothing behind when they are removed', async () => {
    const environment = parts.environments.byName(draft.name);
    assert.ok(environment);
    await parts.environments.remove(environment.id);
    const secrets = await parts.context.secrets.keys();
    assert.deepEqual(
      [inSettings(), secrets.filter((name) => name.includes(environment.id))],
      [undefined, []],
    );
  });
});

/** Checks the first key in the list of unused keys, and accepts the list. */
async function forgetFirstUnusedKey(): Promise<void> {
  const forgetting = vscode.commands.executeCommand('vectorscope.environment.forgetUnusedKeys');
  const ended = Promise.resolve(forgetting).then(() => true);
  do {
    await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
    await vscode.commands.executeCommand('workbench.action.quickPickManyToggle');
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  } while (!(await Promise.race([ended, sleep(100, false)])));
}
