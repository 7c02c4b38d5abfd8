import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/common/log.ts';
import { Secret } from '../../../src/common/secret.ts';
import type { IndexClient, PineconeClient } from '../../../src/pinecone/pineconeClient.ts';
import { createPineconeClient } from '../../../src/pinecone/restPineconeClient.ts';

const { signal } = new AbortController();
const url = 'http://127.0.0.1:9';
const backup = { id: 'b' };
const space = 'n';
const newIndex = { name: 'i', dimension: 2, metric: 'cosine', cloud: 'aws', region: 'r' } as const;

type Call = readonly ['read' | 'write', () => unknown];
type Calls<T> = Readonly<Record<Exclude<keyof T, 'index' | 'backups' | 'imports'>, Call>>;

// The types make a new method of a client an error here until it is listed.
const ofProject = (client: PineconeClient): Calls<PineconeClient> => ({
  listIndexes: ['read', () => client.listIndexes(signal)],
  describeIndex: ['read', () => client.describeIndex('i', signal)],
  createIndex: ['write', () => client.createIndex(newIndex, signal)],
  deleteIndex: ['write', () => client.deleteIndex('i', signal)],
  configureIndex: ['write', () => client.configureIndex('i', { isProtected: true }, signal)],
  embed: ['read', () => client.embed('m', ['text'], signal)],
  listModels: ['read', () => client.listModels(signal)],
  embedSparse: ['read', () => client.embedSparse('m', 'text', signal)],
  rerank: ['read', () => client.rerank({ model: 'm', query: 'a', texts: ['b'] }, signal)],
});
const ofBackups = ({ backups }: PineconeClient): Calls<PineconeClient['backups']> => ({
  list: ['read', () => backups.list(signal)],
  create: ['write', () => backups.create('i', 'name', signal)],
  describe: ['read', () => backups.describe(backup, signal)],
  restore: ['write', () => backups.restore(backup, 'i', signal)],
  restoreState: ['read', () => backups.restoreState('j', signal)],
  delete: ['write', () => backups.delete(backup, signal)],
});
const ofIndex = (index: IndexClient): Calls<IndexClient> => ({
  stats: ['read', () => index.stats(signal)],
  listNamespaces: ['read', () => index.listNamespaces({}, signal)],
  createNamespace: ['write', () => index.createNamespace(space, signal)],
  deleteNamespace: ['write', () => index.deleteNamespace(space, signal)],
  query: ['read', () => index.query({ namespace: space, topK: 1, by: { id: 'a' } }, signal)],
  queryText: ['read', () => index.queryText({ namespace: space, topK: 1, text: 'a' }, signal)],
  fetch: ['read', () => index.fetch(space, ['a'], signal)],
  fetchByMetadata: ['read', () => index.fetchByMetadata(space, { filter: { a: 1 } }, signal)],
  list: ['read', () => index.list(space, {}, signal)],
  upsert: ['write', () => index.upsert(space, [{ id: 'a', values: [1] }], signal)],
  upsertTexts: ['write', () => index.upsertTexts(space, [{ id: 'a', fields: {} }], signal)],
  countMatching: ['write', () => index.countMatching(space, { a: 1 }, signal)],
  delete: ['write', () => index.delete({ namespace: space, ids: ['a'] }, signal)],
});
const ofDocuments = (index: IndexClient): Calls<IndexClient> => ({
  ...ofIndex(index),
  countMatching: ['read', () => index.countMatching(space, { a: 1 }, signal)],
});
const ofImports = ({ imports }: IndexClient): Calls<IndexClient['imports']> => ({
  start: ['write', () => imports.start('file:///a', 'abort', signal)],
  list: ['read', () => imports.list(signal)],
  describe: ['read', () => imports.describe('1', signal)],
  cancel: ['write', () => imports.cancel('1', signal)],
});

const callsOf = (client: PineconeClient): readonly (readonly [string, Call])[] => {
  const index = client.index(`${url}/_i/query`);
  const documents = client.index(`${url}/_i/query`, { textFields: ['a'], fields: { a: {} } });
  const all = [
    ofProject(client),
    ofBackups(client),
    ofIndex(index),
    ofDocuments(documents),
    ofImports(index),
  ];
  return all.flatMap((calls): [string, Call][] => Object.entries(calls));
};

const build = (access?: 'read' | 'write'): { client: PineconeClient; sent: string[] } => {
  const sent: string[] = [];
  const client = createPineconeClient({
    endpoint: { url, key: new Secret('key') },
    log: silentLog,
    ...(access && { access }),
    fetch: async (input, init) => {
      sent.push(`${init?.method} ${input}`);
      return new Response('{"error":{"message":"no"}}', { status: 400 });
    },
  });
  return { client, sent };
};

describe('a client for reading', () => {
  const { client, sent } = build();

  it.each(callsOf(client))('treats %s by what it does', async (_, [kind, call]) => {
    sent.length = 0;
    await expect(call()).rejects.toMatchObject({
      kind: kind === 'write' ? 'internal' : 'badInput',
    });
    expect(sent.length).toBe(kind === 'write' ? 0 : 1);
  });
});

describe('a client for writing', () => {
  const { client, sent } = build('write');

  it.each(callsOf(client))('sends %s', async (_, [, call]) => {
    sent.length = 0;
    await expect(call()).rejects.toMatchObject({ kind: 'badInput' });
    expect(sent.length).toBe(1);
  });
});
