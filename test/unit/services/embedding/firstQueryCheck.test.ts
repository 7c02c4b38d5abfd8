import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/common/log.ts';
import { Secret } from '../../../../src/common/secret.ts';
import { localEnvironment } from '../../../../src/model/environment.ts';
import { sampleTag, type Metric } from '../../../../src/model/vectorIndex.ts';
import { defaultNamespace } from '../../../../src/model/vectorIndex.ts';
import type { PineconeClient } from '../../../../src/pinecone/pineconeClient.ts';
import { createPineconeClient } from '../../../../src/pinecone/restPineconeClient.ts';
import { EmbeddingProviders } from '../../../../src/services/embedding/embeddingProviders.ts';
import { Embeddings } from '../../../../src/services/embedding/embeddings.ts';
import {
  FirstQueryCheck,
  type DoubtfulModel,
} from '../../../../src/services/embedding/firstQueryCheck.ts';
import { startEngine, type EngineProcess } from '../../../support/engineProcess.ts';
import { writeTinyTransformer } from '../../../support/models/tinyTransformer.ts';
import { temporaryFolder } from '../../engine/testEngine.ts';

const { signal } = new AbortController();
const model = { provider: 'local', model: 'tiny', textField: 'text' };
/** What the model makes of the texts: the mean of the vectors of [CLS], the word and [SEP]. */
const made = { dog: [5 / 3, 0, 1, 0], cat: [4 / 3, 2 / 3, 1, 0] };

describe('the first query by text', () => {
  let engine: EngineProcess;
  let service: PineconeClient;
  let doubts: DoubtfulModel[];
  /** Purposes of the texts that were embedded. */
  let embedded: string[];
  let embeddings: Embeddings;

  beforeAll(async () => {
    const folder = path.join(temporaryFolder(), 'tiny');
    writeTinyTransformer(folder);
    engine = await startEngine({ args: ['--models', folder] });
    const endpoint = { url: engine.url, key: new Secret(engine.key) };
    service = createPineconeClient({ endpoint, access: 'write', log: silentLog });
  }, 60_000);
  afterAll(() => engine.stop());

  beforeEach(() => {
    doubts = [];
    embedded = [];
    const state = new Map<string, unknown>();
    const deps = {
      connections: { open: async () => service },
      chosenModel: () => model,
      providers: new EmbeddingProviders({
        endpoints: () => [],
        keyOf: async () => undefined,
        ask: async () => false,
        agreed: { has: () => false, add: async () => undefined },
        client: { embed: async () => [], listModels: async () => [] },
      }),
    };
    const unchecked = new Embeddings(deps);
    const check = new FirstQueryCheck({
      connections: deps.connections,
      embed: (request, both) => {
        embedded.push(request.purpose);
        return unchecked.embed(request, both);
      },
      state: { get: (key) => state.get(key), set: (key, value) => void state.set(key, value) },
      warn: (doubt) => void doubts.push(doubt),
    });
    embeddings = new Embeddings({
      ...deps,
      beforeQuery: (request, both) => check.run(request, both),
    });
  });

  const createIndex = async (
    name: string,
    vectors: readonly (readonly number[])[],
    metric: Metric = 'cosine',
    tags = {},
  ): Promise<void> => {
    const about = { name, dimension: 4, metric, cloud: 'aws', region: 'us-east-1', tags };
    const { host } = await service.createIndex(about, signal);
    const records = ['dog', 'cat'].map((text, at) => ({
      id: text,
      values: [...(vectors[at] ?? [])],
      metadata: { text },
    }));
    await service.index(host).upsert(defaultNamespace, records, signal);
  };
  const ask = async (name: string) => {
    const index = await service.describeIndex(name, signal);
    const environment = localEnvironment;
    const request = { environment, index, model, texts: ['dog'], purpose: 'query' as const };
    return embeddings.embed(request, signal);
  };

  it('checks the model once, and says nothing where it made the vectors', async () => {
    await createIndex('right', [made.dog, made.cat]);
    await ask('right');
    await ask('right');
    expect([doubts, embedded]).toEqual([[], ['passage']]);
  });

  it('warns where another model made the vectors', async () => {
    await createIndex('wrong', [
      [0, 0, 0, 1],
      [0, 1, 0, 0],
    ]);
    expect(await ask('wrong')).toHaveLength(1);
    expect(doubts).toMatchObject([{ index: 'wrong', model: { model: 'tiny' } }]);
    expect(doubts[0]?.cosine).toBeLessThan(0.3);
  });

  it('sends nothing where distances are of vectors with another norm', async () => {
    const long = [made.dog, made.cat].map((vector) => vector.map((value) => value * 3));
    await createIndex('long', long, 'euclidean');
    await expect(ask('long')).rejects.toMatchObject({
      kind: 'badInput',
      message: expect.stringMatching(
        /“long” have a norm of about 5\.\d\d, those of the model “tiny” 1\.\d\d/,
      ),
    });
  });

  it('takes the model of a sample as it is', async () => {
    await createIndex('sample', [made.cat, made.dog], 'cosine', { [sampleTag]: 'sample' });
    await ask('sample');
    expect([doubts, embedded]).toEqual([[], []]);
  });

  it('answers where no record has a text', async () => {
    const about = {
      name: 'bare',
      dimension: 4,
      metric: 'cosine',
      cloud: 'aws',
      region: 'us-east-1',
    } as const;
    await service.createIndex(about, signal);
    expect(await ask('bare')).toHaveLength(1);
  });
});
