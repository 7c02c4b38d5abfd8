import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import { askFor } from '../../support/engineRequests.ts';
import { makeWordModel, tinyModel } from '../../support/wordModel.ts';
import { clientTitle } from './clientTitle.ts';

const entry = path.join(import.meta.dirname, 'node_modules/@pinecone-database/mcp/dist/index.js');
const preload = path.join(import.meta.dirname, 'sendToEnginePreload.ts');

describe.each([clientTitle('@pinecone-database/mcp')])('%s', () => {
  let engine: EngineProcess;
  const client = new Client({ name: 'contract', version: '1.0.0' });
  beforeAll(async () => {
    engine = await startEngine();
    await makeWordModel(engine);
    await askFor(engine, 'POST', '/indexes/create-for-model', {
      name: 'texts',
      cloud: 'aws',
      region: 'us-east-1',
      embed: { model: tinyModel, field_map: { text: 'body' } },
    });
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: ['--import', preload, entry],
      env: { PINECONE_API_KEY: engine.key, ENGINE_UNDER_TEST: engine.url },
      stderr: 'ignore',
    });
    await client.connect(transport);
  });
  afterAll(async () => {
    await client.close();
    await engine.stop();
  });

  async function call(
    name: string,
    args: Record<string, unknown> = {},
  ): Promise<{ isError: boolean; text: string }> {
    const { content, isError } = await client.callTool({ name, arguments: args });
    const [part] = content as { text: string }[];
    return { isError: isError === true, text: part?.text ?? '' };
  }

  const read = async (name: string, args: Record<string, unknown> = {}): Promise<unknown> => {
    const { isError, text } = await call(name, args);
    if (isError) throw new Error(text);
    return JSON.parse(text);
  };

  it('lists and describes indexes', async () => {
    expect(await read('list-indexes')).toMatchObject({
      indexes: [{ name: 'texts' }, { name: tinyModel }],
    });
    expect(await read('describe-index', { name: 'texts' })).toMatchObject({
      name: 'texts',
      dimension: 2,
      embed: { model: tinyModel, fieldMap: { text: 'body' } },
      status: { ready: true },
    });
  });

  it('upserts records, and finds them by text and filter', async () => {
    const target = { name: 'texts', namespace: 'animals' };
    const { text, isError } = await call('upsert-records', {
      ...target,
      records: [
        { id: 'r1', body: 'the dog', kind: 'pet' },
        { _id: 'r2', body: 'a car', kind: 'thing' },
      ],
    });
    expect([isError, text]).toEqual([false, expect.any(String)]);
    const query = { topK: 5, inputs: { text: 'puppy' } };
    expect(await read('search-records', { ...target, query })).toMatchObject({
      result: { hits: [{ _id: 'r1', fields: { body: 'the dog', kind: 'pet' } }, { _id: 'r2' }] },
    });
    const filtered = { ...query, filter: { kind: 'thing' } };
    expect(await read('search-records', { ...target, query: filtered })).toMatchObject({
      result: { hits: [{ _id: 'r2' }] },
    });
    expect(await read('describe-index-stats', { name: 'texts' })).toMatchObject({
      namespaces: { animals: { recordCount: 2 } },
      totalRecordCount: 2,
    });
  });

  it('tells the agent what this machine cannot do', async () => {
    const created = await call('create-index-for-model', {
      name: 'cloudy',
      embed: { model: 'multilingual-e5-large', fieldMap: { text: 'body' } },
    });
    expect(created).toEqual({
      isError: true,
      text: expect.stringContaining('multilingual-e5-large'),
    });
    const reranked = await call('rerank-documents', {
      model: 'bge-reranker-v2-m3',
      query: 'dog',
      documents: ['the dog', 'a car'],
    });
    expect(reranked).toEqual({
      isError: true,
      text: expect.stringContaining('bge-reranker-v2-m3'),
    });
  });
});
