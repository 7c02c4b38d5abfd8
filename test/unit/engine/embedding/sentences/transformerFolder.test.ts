import { cpSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AddedFolders } from '../../../../../src/engine/embedding/sentences/addedFolders.ts';
import {
  describeModel,
  readModelFiles,
} from '../../../../../src/engine/embedding/sentences/modelFolders.ts';
import { SentenceEmbedder } from '../../../../../src/engine/embedding/sentences/sentenceEmbedder.ts';
import { SentenceRuntime } from '../../../../../src/engine/embedding/sentences/sentenceRuntime.ts';
import { nameOf } from '../../../../../src/engine/embedding/sentences/transformerFolder.ts';
import {
  writeTinyTransformer,
  type TinyTransformer,
} from '../../../../support/models/tinyTransformer.ts';
import { temporaryFolder } from '../../testEngine.ts';

vi.setConfig({ testTimeout: 60_000 });

const { signal } = new AbortController();
const embedders: SentenceEmbedder[] = [];
afterEach(() => {
  for (const embedder of embedders.splice(0)) embedder.dispose();
});

function openEmbedder(folders: readonly string[], dataFolder?: string): SentenceEmbedder {
  const added = dataFolder === undefined ? {} : { added: new AddedFolders(dataFolder) };
  const embedder = new SentenceEmbedder({ modelsFolders: folders, ...added });
  embedders.push(embedder);
  return embedder;
}

function tinyFolder(about?: TinyTransformer): string {
  const folder = path.join(temporaryFolder(), 'tiny');
  writeTinyTransformer(folder, about);
  return folder;
}

/** Runs the model of a folder in this thread. */
async function embed(folder: string, text: string): Promise<readonly number[]> {
  await describeModel(folder);
  const runtime = await SentenceRuntime.load(await readModelFiles(folder), []);
  return [...(await runtime.embed(runtime.tokensOf(text)))];
}

describe('a folder of sentence-transformers', () => {
  it.each([
    ['mean', [5 / 4, 2 / 4, 3 / 4, 0]],
    ['cls', [4, 0, 0, 0]],
    ['lasttoken', [0, 0, 3, 0]],
  ])('is pooled by %s as its settings say', async (pooling, expected) => {
    expect(await embed(tinyFolder({ pooling }), 'Dog CAT')).toEqual(expected);
  });

  it('returns vectors of norm 1 only if it has a module for that', async () => {
    const vector = await embed(tinyFolder({ pooling: 'cls', normalizes: true }), 'dog');
    expect(vector).toEqual([1, 0, 0, 0]);
  });

  it('takes a network that returns the vectors of tokens by another name', async () => {
    const folder = tinyFolder({ pooling: 'cls', output: 'token_embeddings' });
    expect(await embed(folder, 'dog')).toEqual([4, 0, 0, 0]);
  });

  it('puts the prompt of its settings before texts, and cuts them before the token that ends them', async () => {
    const embedder = openEmbedder([tinyFolder({ prompts: { query: 'ask: ' }, maxLength: 4 })]);
    const [model] = await embedder.listModels();
    const valuesOf = async (inputType: 'query' | 'passage'): Promise<readonly number[]> => {
      const [one] = await embedder.embed(model!, ['dog cat dog cat'], { inputType }, signal);
      return [...one!.values];
    };
    expect(await valuesOf('query')).toEqual([5 / 4, 0, 3 / 4, 8 / 4]);
    expect(await valuesOf('passage')).toEqual([5 / 4, 2 / 4, 3 / 4, 0]);
  });

  it('has the dimension and the length of its settings', async () => {
    const [model] = await openEmbedder([tinyFolder({ maxLength: 12 })]).listModels();
    expect(model).toMatchObject({ name: 'tiny', dimension: 4, tokens: { default: 12, most: 32 } });
  });

  it('is named by its repository in the cache of Hugging Face', () => {
    const snapshot = '/home/me/.cache/huggingface/hub/models--org--small-e5/snapshots/0a1b';
    expect([nameOf(snapshot), nameOf('/models/tiny')]).toEqual(['small-e5', 'tiny']);
  });
});

describe('a folder that cannot be used', () => {
  it.each<[string, TinyTransformer, string]>([
    ['a further layer', { modules: ['Dense'] }, 'modules.json: it has a module of the type Dense'],
    ['another pooling', { pooling: 'max' }, '1_Pooling/config.json: it pools by max'],
    ['another output', { output: 'logits' }, 'its network has no sentence_embedding'],
    [
      'an unknown input',
      { inputs: ['input_ids', 'attention_mask', 'pixel_values'] },
      'its network has input pixel_values',
    ],
  ])('names %s', async (_, about, message) => {
    await expect(embed(tinyFolder(about), 'dog')).rejects.toMatchObject({
      kind: 'badInput',
      message: expect.stringContaining(message),
    });
  });

  it.each(['modules.json', '1_Pooling/config.json', 'config.json', 'tokenizer.json'])(
    'names a damaged %s',
    async (name) => {
      const folder = tinyFolder();
      writeFileSync(path.join(folder, name), '{');
      await expect(embed(folder, 'dog')).rejects.toMatchObject({
        kind: 'badInput',
        message: expect.stringContaining(`${name}: it is damaged or of an unknown form`),
      });
    },
  );

  it('names a network that is cut off, and takes it once it is whole', async () => {
    const folder = tinyFolder();
    const whole = tinyFolder();
    truncateSync(path.join(folder, 'onnx/model.onnx'), 100);
    const embedder = openEmbedder([folder]);
    const [model] = await embedder.listModels();
    await expect(embedder.embed(model!, ['dog'], {}, signal)).rejects.toMatchObject({
      kind: 'badInput',
      message: expect.stringContaining('The model tiny cannot be loaded: it is not a network'),
    });
    cpSync(whole, folder, { recursive: true });
    await expect(embedder.embed(model!, ['dog'], {}, signal)).resolves.toHaveLength(1);
  });

  it('says how to make the network that it lacks', async () => {
    const folder = tinyFolder();
    rmSync(path.join(folder, 'onnx'), { recursive: true });
    await expect(embed(folder, 'dog')).rejects.toMatchObject({
      message: expect.stringContaining('has no network, as onnx/model.onnx: export it'),
    });
  });

  it('leaves the other models of its parent usable', async () => {
    const good = tinyFolder();
    const parent = path.dirname(good);
    writeTinyTransformer(path.join(parent, 'other'), { pooling: 'max' });
    const embedder = openEmbedder([parent]);
    expect((await embedder.listModels()).map(({ name }) => name)).toEqual(['tiny']);
    await expect(embedder.refusalOf('other')).resolves.toMatchObject({ kind: 'badInput' });
  });
});

describe('an added folder', () => {
  it('is there for the next engine of the data folder, until it is removed', async () => {
    const [folder, data] = [tinyFolder(), temporaryFolder()];
    const added = await openEmbedder([], data).addFolder(folder, signal);
    const next = openEmbedder([], data);
    expect((await next.listModels()).map(({ name }) => name)).toEqual([added.name]);
    await next.removeModel('tiny');
    expect(await next.listModels()).toEqual([]);
  });

  it('is refused if it is no model, and where another one has its name', async () => {
    const embedder = openEmbedder([tinyFolder()], temporaryFolder());
    await expect(embedder.addFolder(temporaryFolder(), signal)).rejects.toMatchObject({
      message: expect.stringContaining('has no modules.json'),
    });
    await expect(embedder.addFolder(tinyFolder(), signal)).rejects.toMatchObject({
      kind: 'conflict',
    });
  });
});
