import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type {
  SentenceModel,
  TextEmbedding,
} from '../../../../../src/engine/embedding/embeddingModel.ts';
import { SentenceEmbedder } from '../../../../../src/engine/embedding/sentences/sentenceEmbedder.ts';
import { readModelFiles } from '../../../../../src/engine/embedding/sentences/modelFolders.ts';
import { SentenceRuntime } from '../../../../../src/engine/embedding/sentences/sentenceRuntime.ts';
import { readSample, readSampleCatalog } from '../../../../../src/engine/samples/sampleCatalog.ts';
import { samplesFolder } from '../../samples/openEngine.ts';
import { temporaryFolder } from '../../testEngine.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const modelsFolder = path.resolve('media/models');
const modelFolder = path.join(modelsFolder, 'all-MiniLM-L6-v2');
const { signal } = new AbortController();

type Expected = { readonly maxLength: number; readonly values: readonly number[] } & (
  | { readonly text: string; readonly ids: readonly number[] }
  | { readonly fioriDocsId: string; readonly tokens: number }
);

const expected = JSON.parse(
  readFileSync(path.resolve('test/fixtures/models/all-MiniLM-L6-v2/expected.json'), 'utf8'),
) as readonly Expected[];

const cosine = (one: ArrayLike<number>, other: ArrayLike<number>): number => {
  let [dot, first, second] = [0, 0, 0];
  for (let at = 0; at < one.length; at++) {
    dot += one[at]! * other[at]!;
    first += one[at]! ** 2;
    second += other[at]! ** 2;
  }
  return dot / Math.sqrt(first * second);
};

describe('the bundled sentence model', () => {
  const embedder = new SentenceEmbedder({ modelsFolders: [modelsFolder] });
  let model: SentenceModel;
  beforeAll(async () => {
    [model] = (await embedder.listModels()) as [SentenceModel];
  });
  afterAll(() => embedder.dispose());

  const embed = (text: string, maxTokens?: number): Promise<TextEmbedding> =>
    embedder
      .embed(model, [text], maxTokens === undefined ? {} : { maxTokens }, signal)
      .then(([one]) => one!);

  it('gives the tokens and vectors of the published float model', async () => {
    const texts = expected.filter((one) => 'text' in one && one.text !== '');
    const cosines = await Promise.all(
      texts.map(async (one) => {
        if (!('text' in one)) return 0;
        const { values, tokens } = await embed(one.text, one.maxLength);
        expect(tokens).toBe(one.ids.length);
        return cosine(values, one.values);
      }),
    );
    expect(cosines.length).toBe(28);
    expect(Math.min(...cosines)).toBeGreaterThan(0.99);
  });

  it('gives the vectors of long passages at 128, 256 and 512 tokens', async () => {
    const [, about] = await readSampleCatalog(samplesFolder);
    const { ids, metadata } = await readSample(samplesFolder, about!);
    for (const one of expected) {
      if ('text' in one) continue;
      const text = String(metadata[ids.indexOf(one.fioriDocsId)]?.['text']);
      const { values, tokens } = await embed(text, one.maxLength);
      expect([tokens, cosine(values, one.values) > 0.99]).toEqual([one.tokens, true]);
    }
  });

  it('embeds in the order of the texts, with vectors of norm 1', async () => {
    const [king, queen] = await embedder.embed(model, ['king', 'queen'], {}, signal);
    expect(cosine(king!.values, (await embed('king')).values)).toBeCloseTo(1, 5);
    expect(Math.hypot(...queen!.values)).toBeCloseTo(1, 5);
  });

  it('truncates a text at 256 tokens by default, or rejects it', async () => {
    const long = 'word '.repeat(400);
    expect((await embed(long)).tokens).toBe(256);
    const refused = embedder.embed(model, [long], { refusesLonger: true }, signal);
    await expect(refused).rejects.toMatchObject({
      kind: 'badInput',
      message: expect.stringContaining('has 402 tokens, more than 256'),
    });
  });

  it('answers a question while it embeds many texts, and stops at once when those are cancelled', async () => {
    const many = new AbortController();
    const batch = embedder.embed(model, Array(2000).fill('many words'), {}, many.signal);
    await embed('a question');
    many.abort();
    await expect(batch).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

describe('the thread of a sentence model', () => {
  const embedders: SentenceEmbedder[] = [];
  afterEach(() => {
    for (const embedder of embedders.splice(0)) embedder.dispose();
  });

  const startEmbedder = (folder: string, idleMs?: number): SentenceEmbedder => {
    const embedder = new SentenceEmbedder({
      modelsFolders: [folder],
      ...(idleMs === undefined ? {} : { idleMs }),
    });
    embedders.push(embedder);
    return embedder;
  };

  it('starts with the first text and ends when idle', async () => {
    const embedder = startEmbedder(modelsFolder, 1);
    const [model] = (await embedder.listModels()) as [SentenceModel];
    expect(embedder.isRunning(model)).toBe(false);
    const embedding = embedder.embed(model, ['once'], {}, signal);
    expect(embedder.isRunning(model)).toBe(true);
    await embedding;
    await vi.waitFor(() => expect(embedder.isRunning(model)).toBe(false));
    await expect(embedder.embed(model, ['again'], {}, signal)).resolves.toHaveLength(1);
  });

  it('refuses a damaged file by its name, and loads it once it is restored', async () => {
    const { folder, file, bytes } = damagedCopy('model.onnx');
    const embedder = startEmbedder(folder);
    const [model] = (await embedder.listModels()) as [SentenceModel];
    const refused = embedder.embed(model, ['text'], {}, signal);
    await expect(refused).rejects.toMatchObject({
      kind: 'damaged',
      message: `The file model.onnx of the model all-MiniLM-L6-v2 is damaged: its checksum differs from the manifest; install the extension again`,
    });
    writeFileSync(file, bytes);
    await expect(embedder.embed(model, ['text'], {}, signal)).resolves.toHaveLength(1);
  });

  it.each(['tokenizer.json', 'tokenizer_config.json'])('refuses a damaged %s', async (name) => {
    const { folder } = damagedCopy(name);
    await expect(readModelFiles(path.join(folder, 'all-MiniLM-L6-v2'))).rejects.toMatchObject({
      kind: 'damaged',
      message: expect.stringContaining(`The file ${name} of the model all-MiniLM-L6-v2`),
    });
  });

  it('refuses a manifest of another form by its name', async () => {
    const folder = temporaryFolder();
    cpSync(modelFolder, path.join(folder, 'mine'), { recursive: true });
    writeFileSync(path.join(folder, 'mine', 'model.json'), '{}');
    await expect(startEmbedder(folder).listModels()).rejects.toMatchObject({
      kind: 'damaged',
      message: expect.stringContaining('The file model.json of the model mine is damaged'),
    });
  });

  it('refuses a file that is no network', async () => {
    const files = await readModelFiles(modelFolder);
    const broken = { ...files, network: files.network.subarray(0, 1000) };
    await expect(SentenceRuntime.load(broken, [modelsFolder])).rejects.toMatchObject({
      kind: 'badInput',
      message: expect.stringContaining('it is not a network that can be run'),
    });
  });
});

/** A copy of the bundled model with one file that lacks its last byte. */
function damagedCopy(name: string): { folder: string; file: string; bytes: Buffer } {
  const folder = temporaryFolder();
  cpSync(modelFolder, path.join(folder, 'all-MiniLM-L6-v2'), { recursive: true });
  const file = path.join(folder, 'all-MiniLM-L6-v2', name);
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.subarray(0, bytes.length - 1));
  return { folder, file, bytes };
}
