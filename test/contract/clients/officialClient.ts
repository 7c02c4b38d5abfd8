import * as sdk5 from 'pinecone-5';
import * as sdk6 from 'pinecone-6';
import * as sdk7 from 'pinecone-7';
import * as sdk8 from 'pinecone-8';
import { clientTitle } from './clientTitle.ts';

type Records = readonly sdk8.PineconeRecord[];
type Texts = readonly sdk8.IntegratedRecord[];

/** What versions 5 to 8 do with one namespace, whether they take lists or options. */
export type OfficialIndex = {
  readonly index: sdk8.Index;
  upsert(records: Records): Promise<void>;
  upsertRecords(records: Texts): Promise<void>;
  fetch(ids: readonly string[]): Promise<sdk8.FetchResponse>;
  deleteOne(id: string): Promise<void>;
  deleteMany(what: { ids: string[] } | { filter: object }): Promise<void>;
};

export type OfficialClient = {
  readonly title: string;
  readonly version: 5 | 6 | 7 | 8;
  /** With the types of version 8, which the calls of the tests share with those before. */
  readonly pinecone: sdk8.Pinecone;
  readonly errors: typeof sdk8.Errors;
  /** With its host too, which the client else asks for, and remembers by name and key alone. */
  index(at: IndexPlace | void, namespace?: string): OfficialIndex;
  configure(
    name: string,
    settings: { tags?: Record<string, string>; deletionProtection?: 'enabled' | 'disabled' },
  ): Promise<void>;
};

export type IndexPlace = { readonly name: string; readonly host: string };

export const versions = [5, 6, 7, 8] as const;

const clients = { 5: sdk5, 6: sdk6, 7: sdk7, 8: sdk8 };

export function titleOf(version: OfficialClient['version']): string {
  return clientTitle(`pinecone-${version}`);
}

export function connect(
  version: OfficialClient['version'],
  { url, key }: { readonly url: string; readonly key: string },
): OfficialClient {
  const sdk = clients[version];
  const pinecone = new sdk.Pinecone({ apiKey: key, controllerHostUrl: url });
  const common = {
    title: titleOf(version),
    version,
    pinecone: pinecone as sdk8.Pinecone,
    errors: sdk.Errors as typeof sdk8.Errors,
  };
  const place = (at: IndexPlace | void): IndexPlace => {
    if (at === undefined) throw new Error('There is no such index');
    return at;
  };
  if (pinecone instanceof sdk5.Pinecone || pinecone instanceof sdk6.Pinecone)
    return {
      ...common,
      index: (at, namespace = '') => {
        const { name, host } = place(at);
        return ofLists(pinecone.index(name, host).namespace(namespace) as sdk6.Index);
      },
      configure: async (name, settings) => void (await pinecone.configureIndex(name, settings)),
    };
  return {
    ...common,
    index: (at, namespace = '') =>
      ofOptions(common.pinecone.index({ ...place(at) }).namespace(namespace)),
    configure: async (name, settings) =>
      void (await common.pinecone.configureIndex({ name, ...settings })),
  };
}

function ofLists(index: sdk6.Index): OfficialIndex {
  return {
    index: index as unknown as sdk8.Index,
    upsert: (records) => index.upsert([...records]),
    upsertRecords: (records) => index.upsertRecords([...records]),
    fetch: (ids) => index.fetch([...ids]),
    deleteOne: (id) => index.deleteOne(id),
    deleteMany: (what) => index.deleteMany('ids' in what ? what.ids : what.filter),
  };
}

function ofOptions(index: sdk8.Index): OfficialIndex {
  return {
    index,
    upsert: (records) => index.upsert({ records: [...records] }),
    upsertRecords: (records) => index.upsertRecords({ records: [...records] }),
    fetch: (ids) => index.fetch({ ids: [...ids] }),
    deleteOne: (id) => index.deleteOne({ id }),
    deleteMany: (what) => index.deleteMany(what),
  };
}
