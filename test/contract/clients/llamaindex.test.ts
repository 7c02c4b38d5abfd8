import { BaseEmbedding } from '@llamaindex/core/embeddings';
import { NodeRelationship, TextNode } from '@llamaindex/core/schema';
import {
  FilterCondition,
  FilterOperator,
  VectorStoreQueryMode,
} from '@llamaindex/core/vector-store';
import { PineconeVectorStore } from '@llamaindex/pinecone';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import { askFor, newIndexBody } from '../../support/engineRequests.ts';
import { clientTitle } from './clientTitle.ts';
import { sendToEngine } from './sendToEngine.ts';

/** A part of a document, with its own words as its id. */
function node(document: string, text: string, embedding: number[], metadata: object): TextNode {
  const relationships = { [NodeRelationship.SOURCE]: { nodeId: document, metadata: {} } };
  return new TextNode({ id_: text, text, embedding, metadata, relationships });
}

/** A store wants one, though these nodes bring their vectors. */
class NoEmbedding extends BaseEmbedding {
  // That of the base class is protected.
  public constructor() {
    super();
  }

  override getTextEmbedding(text: string): Promise<number[]> {
    return Promise.reject(new Error(`${text} was to be embedded`));
  }
}

describe.each([clientTitle('@llamaindex/pinecone')])('%s', () => {
  let engine: EngineProcess;
  let store: PineconeVectorStore;
  beforeAll(async () => {
    engine = await startEngine();
    await askFor(engine, 'POST', '/indexes', newIndexBody('llama', 2, 'cosine'));
    vi.stubGlobal('fetch', sendToEngine(engine.url));
    store = new PineconeVectorStore({
      indexName: 'llama',
      namespace: 'nodes',
      embeddingModel: new NoEmbedding(),
      apiKey: engine.key,
    });
    await store.add([
      node('compass', 'north', [0, 1], { height: 10, side: 'up' }),
      node('compass', 'east', [1, 0], { height: 5, side: 'right' }),
      node('compass', 'north-east', [1, 1], { height: 1, side: 'up' }),
    ]);
  });
  afterAll(async () => {
    vi.unstubAllGlobals();
    await engine.stop();
  });

  const idsOf = async (similarityTopK: number): Promise<readonly string[]> =>
    (await store.query({ ...search, similarityTopK })).ids;
  const search = { queryEmbedding: [0, 1], similarityTopK: 3, mode: VectorStoreQueryMode.DEFAULT };

  it('finds nodes, best first', async () => {
    const { ids, similarities, nodes = [] } = await store.query({ ...search, similarityTopK: 2 });
    expect(ids).toEqual(['compass_chunk_north', 'compass_chunk_north-east']);
    expect(similarities[0]).toBe(1);
    expect(nodes.map((node) => (node as TextNode).text).sort()).toEqual(['north', 'north-east']);
  });

  it('filters', async () => {
    const filters = {
      condition: FilterCondition.AND,
      filters: [
        { key: 'side', value: 'up', operator: FilterOperator.EQ },
        { key: 'height', value: 5, operator: FilterOperator.LT },
      ],
    };
    expect((await store.query({ ...search, filters })).ids).toEqual(['compass_chunk_north-east']);
  });

  it('deletes a document with all its nodes', async () => {
    const { length } = await idsOf(200);
    await store.add(Array.from({ length: 90 }, (_, at) => node('long', `${at}`, [1, at + 1], {})));
    expect(await idsOf(200)).toHaveLength(length + 90);
    await store.delete('long');
    expect(await idsOf(200)).toHaveLength(length);
  });

  it('clears its namespace', async () => {
    await store.clearIndex();
    expect((await store.query(search)).ids).toEqual([]);
  });
});
