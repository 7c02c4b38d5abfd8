import { before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension/compose.ts';
import { codeLanguages } from '../../src/model/connectionCode/codeLanguages.ts';
import { localEnvironment } from '../../src/model/environment.ts';
import { defaultNamespace } from '../../src/model/vectorIndex.ts';
import {
  findProgramConnection,
  programEnvironmentVariables,
} from '../../src/services/environments/programConnection.ts';
import { commands } from '../../src/vscode/ids.ts';
import { partsOfExtension } from '../support/partsOfExtension.ts';

const { signal } = new AbortController();
const index = 'fiori-docs';
const target = { environment: localEnvironment.name, index, namespace: defaultNamespace };

describe('a program of the user', () => {
  let parts: Parts;
  let key: string;
  let url: string;
  let host: string;

  before(async () => {
    parts = await partsOfExtension();
    const engine = await parts.connections.openEngine(signal);
    const local = await parts.connections.openForWriting(localEnvironment, signal);
    const indexes = await local.listIndexes(signal);
    if (!indexes.some(({ name }) => name === index))
      await engine.createSample(index, signal, () => undefined);
    const endpoint = await parts.connections.endpoint(localEnvironment, signal);
    key = endpoint.key.reveal();
    url = endpoint.url;
    ({ host } = await local.describeIndex(index, signal));
  });

  for (const language of codeLanguages)
    it(`gets ${language} code that names its index, and not the key`, async () => {
      await vscode.commands.executeCommand(commands.copyConnectionCode, { target, language });
      const code = await vscode.env.clipboard.readText();
      // The client for Java finds the host by the name.
      assert.ok(code.includes(language === 'java' ? `"${index}"` : host), code);
      assert.ok(code.includes('PINECONE_API_KEY'), code);
      assert.ok(!code.includes(key), 'the key is in the clipboard');
    });

  it('gets code for a whole environment from its node in the tree', async () => {
    const roots = await parts.tree.getChildren();
    const node = roots.find(
      (one) => one.type === 'environment' && one.environment.id === localEnvironment.id,
    );
    assert.ok(node);
    const argument = { ...node, language: 'curl' };
    await vscode.commands.executeCommand(commands.copyConnectionCode, argument);
    const code = await vscode.env.clipboard.readText();
    assert.match(code, new RegExp(`request '${url}/indexes'`));
  });

  it('finds the key and the addresses in the variables of a terminal that was opened for it', async () => {
    const source = { environment: localEnvironment, index, namespace: defaultNamespace };
    const access = await findProgramConnection(parts, source, signal);
    assert.deepEqual(programEnvironmentVariables(access), {
      PINECONE_API_KEY: key,
      PINECONE_CONTROLLER_HOST: url,
      PINECONE_HOST: host,
      PINECONE_INDEX_HOST: host,
    });
    assert.ok(!JSON.stringify(access).includes(key), 'the key can be printed');
  });
});
