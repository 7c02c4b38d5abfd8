import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import type { RpcClient } from '../../../common/rpc.ts';
import { defaultNamespace } from '../../../model/vectorIndex.ts';
import { emptyDefaultNamespace, type NamespaceDetails } from '../../storage/namespaceTable.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import { anyObject, decode } from '../schemas/decode.ts';
import { filterableFields } from '../schemas/filterableFields.ts';
import { nextToken, pageOf, type PageParameters } from '../schemas/paging.ts';
import { decodeNamespace } from '../schemas/recordIdentifiers.ts';

/** The operations on the namespaces of an index, for requests in any encoding. */
export class NamespaceOperations {
  readonly #store: RpcClient<StoreCalls>;

  constructor(store: RpcClient<StoreCalls>) {
    this.#store = store;
  }

  /** Returns a page of the namespaces, sorted by name. */
  async list(index: string, page: PageParameters): Promise<NamespacePage> {
    const { prefix, after, limit } = pageOf(page);
    const all = await this.#all(index);
    const matching = all.filter(({ name }) => name.startsWith(prefix));
    const rest = matching.filter(({ name }) => name > after);
    const namespaces = rest.slice(0, limit);
    const next = nextToken(rest.length <= limit, namespaces.at(-1)?.name);
    return { namespaces, totalCount: matching.length, next };
  }

  /** Throws `conflict` if the namespace exists. */
  async create(index: string, body: unknown): Promise<NamespaceDetails> {
    const { name, schema } = decode(newNamespace, body);
    const namespace = decodeNamespace(name);
    if (namespace === defaultNamespace) {
      const message = `Namespace ${defaultNamespace} always exists and cannot be created`;
      throw new Failure('badInput', message);
    }
    const filterable = schema ? filterableFields(schema.fields) : undefined;
    await this.#store.call('namespace.create', {
      index,
      namespace,
      ...(filterable === undefined ? {} : { filterable }),
    });
    return this.describe(index, namespace);
  }

  /** Throws `notFound`. */
  describe(index: string, name: string | undefined): Promise<NamespaceDetails> {
    return this.#store.call('namespace.describe', { index, namespace: decodeNamespace(name) });
  }

  /** Throws `notFound`. */
  async delete(index: string, name: string | undefined): Promise<void> {
    await this.#store.call('namespace.delete', { index, namespace: decodeNamespace(name) });
  }

  /** Returns all namespaces sorted by name. The default namespace is always included. */
  async #all(index: string): Promise<readonly NamespaceDetails[]> {
    const namespaces = await this.#store.call('namespace.list', { index });
    if (namespaces.some(({ name }) => name === defaultNamespace)) return namespaces;
    // Names are ASCII: the order of UTF-16 units equals the order of bytes.
    return [emptyDefaultNamespace, ...namespaces].sort((one, other) =>
      one.name < other.name ? -1 : 1,
    );
  }
}

const newNamespace = v.object({
  name: v.pipe(v.string(), v.minLength(1, 'a namespace needs a name')),
  schema: v.nullish(v.object({ fields: anyObject })),
});

export type NamespacePage = {
  readonly namespaces: readonly NamespaceDetails[];
  /** Of all pages. */
  readonly totalCount: number;
  readonly next: string | undefined;
};
