import path from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { AddedFolders } from '../../../../src/engine/embedding/sentences/addedFolders.ts';
import { SentenceEmbedder } from '../../../../src/engine/embedding/sentences/sentenceEmbedder.ts';
import { writeTinyTransformer } from '../../../support/models/tinyTransformer.ts';
import { temporaryFolder, TestEngine } from '../testEngine.ts';

vi.setConfig({ testTimeout: 60_000 });

/** An engine to which the user adds a folder of sentence-transformers while it runs. */
describe('an engine with a model of the user’s own', () => {
  const sentences = new SentenceEmbedder({
    modelsFolders: [],
    added: new AddedFolders(temporaryFolder()),
  });
  const engine = new TestEngine(undefined, undefined, { sentences });
  afterAll(() => {
    engine.close();
    sentences.dispose();
  });

  const folder = path.join(temporaryFolder(), 'tiny');
  writeTinyTransformer(folder, { prompts: { query: 'ask: ', passage: '' } });
  const search = (text: string): Promise<unknown> =>
    engine
      .send('POST', '/_i/pets/records/namespaces/__default__/search', {
        query: { top_k: 1, inputs: { text } },
      })
      .then(({ json }) => (json as { result: { hits: { _id: string }[] } }).result.hits[0]?._id);

  it('lists it with its dimension and length', async () => {
    const added = await engine.send('POST', '/_vectorscope/models', { folder });
    expect(added).toMatchObject({ status: 201, json: { model: 'tiny', default_dimension: 4 } });
    const { json } = await engine.send('GET', '/models?type=embed&vector_type=dense');
    expect(json).toMatchObject({ models: [{ model: 'tiny', max_sequence_length: 32 }] });
    const { json: own } = await engine.send('GET', '/_vectorscope/models');
    expect(own).toEqual({ models: [{ name: 'tiny', folder }] });
  });

  it('creates indexes for it, which take and answer texts with its prompts', async () => {
    const created = await engine.send('POST', '/indexes/create-for-model', {
      name: 'pets',
      cloud: 'aws',
      region: 'us-east-1',
      embed: { model: 'tiny', field_map: { text: 'body' } },
    });
    expect(created).toMatchObject({
      status: 201,
      json: {
        dimension: 4,
        embed: {
          read_parameters: { input_type: 'query' },
          write_parameters: { input_type: 'passage', max_tokens_per_sequence: 16 },
        },
      },
    });
    const lines = ['dog', 'cat'].map((body) => JSON.stringify({ _id: body, body })).join('\n');
    await engine.send('POST', '/_i/pets/records/namespaces/__default__/upsert', lines);
    expect([await search('dog'), await search('cat')]).toEqual(['dog', 'cat']);
  });

  it('names what a folder lacks, and takes no path that is not whole', async () => {
    const lacking = path.join(temporaryFolder(), 'lacking');
    writeTinyTransformer(lacking, { modules: ['Dense'] });
    const message = (about: object): Promise<string> =>
      engine.send('POST', '/_vectorscope/models', about).then(({ text }) => text);
    expect(await message({ folder: lacking })).toContain('a module of the type Dense');
    expect(await message({ folder: 'lacking' })).toContain('needs its whole path');
  });

  it('forgets it when it is removed, and leaves its files', async () => {
    const removed = await engine.send('DELETE', '/_vectorscope/models/tiny');
    expect(removed.status).toBe(204);
    expect((await engine.send('GET', '/models')).text).not.toContain('tiny');
    const again = await engine.send('POST', '/_vectorscope/models', { folder });
    expect(again.status).toBe(201);
  });
});
