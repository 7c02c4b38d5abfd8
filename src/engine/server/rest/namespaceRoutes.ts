import { Hono } from 'hono';
import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import type { RpcClient } from '../../../common/rpc.ts';
import { defaultNamespace } from '../../../model/vectorIndex.ts';
import { emptyDefaultNamespace, type NamespaceDetails } from '../../storage/namespaceTable.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import { hasTextCounts, type ApiVersion } from '../schemas/apiVersion.ts';
import { readJson } from './body.ts';
import { indexOf } from './dataResponses.ts';
import { anyObject, decode } from '../schemas/decode.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';
import { filterableFields, schemaOfFields } from '../schemas/filterableFields.ts';
import { pageOf, pagination } from '../schemas/paging.ts';
import { decodeNamespace } from '../schemas/recordIdentifiers.ts';

type Store = RpcClient<StoreCalls>;

const newNamespace = v.object({
  name: v.pipe(v.string(), v.minLength(1, 'a namespace needs a name')),
  schema: v.nullish(v.object({ fields: anyObject })),
});

/** Pinecone's routes for namespaces, under a path with the parameter `index`. */
export function namespaceRoutes(store: Store): Hono<EngineEnv> {
  const app = new Hono<EngineEnv>();
  app.get('/namespaces', (context) => list(context, store));
  app.post('/namespaces', (context) => create(context, store));
  app.get('/namespaces/:namespace', (context) => describe(context, store));
  app.delete('/namespaces/:namespace', (context) => remove(context, store));
  return app;
}

async function list(context: EngineContext, store: Store): Promise<Response> {
  const { prefix, after, limit } = pageOf(context.req.query());
  const all = await namespacesOf(store, indexOf(context));
  const matching = all.filter(({ name }) => name.startsWith(prefix));
  const rest = matching.filter(({ name }) => name > after);
  const page = rest.slice(0, limit);
  return context.json({
    namespaces: page.map((namespace) => namespaceResponse(namespace, context.get('version'))),
    ...pagination(rest.length <= limit, page.at(-1)?.name),
    total_count: matching.length,
  });
}

async function create(context: EngineContext, store: Store): Promise<Response> {
  const { name, schema } = decode(newNamespace, await readJson(context));
  const namespace = decodeNamespace(name);
  if (namespace === defaultNamespace) {
    const message = `Namespace ${defaultNamespace} always exists and cannot be created`;
    throw new Failure('badInput', message);
  }
  const filterable = schema ? filterableFields(schema.fields) : undefined;
  const index = indexOf(context);
  await store.call('namespace.create', {
    index,
    namespace,
    ...(filterable === undefined ? {} : { filterable }),
  });
  const created = await store.call('namespace.describe', { index, namespace });
  return context.json(namespaceResponse(created, context.get('version')));
}

async function describe(context: EngineContext, store: Store): Promise<Response> {
  const namespace = decodeNamespace(context.req.param('namespace'));
  const found = await store.call('namespace.describe', { index: indexOf(context), namespace });
  return context.json(namespaceResponse(found, context.get('version')));
}

async function remove(context: EngineContext, store: Store): Promise<Response> {
  const namespace = decodeNamespace(context.req.param('namespace'));
  await store.call('namespace.delete', { index: indexOf(context), namespace });
  return context.json({});
}

/** Returns all namespaces sorted by name. The default namespace is always included. */
async function namespacesOf(store: Store, index: string): Promise<readonly NamespaceDetails[]> {
  const namespaces = await store.call('namespace.list', { index });
  if (namespaces.some(({ name }) => name === defaultNamespace)) return namespaces;
  // Names are ASCII: the order of UTF-16 units equals the order of bytes.
  return [emptyDefaultNamespace, ...namespaces].sort((one, other) =>
    one.name < other.name ? -1 : 1,
  );
}

/** Counts are decimal strings since 2026-07, numbers before. */
function namespaceResponse(namespace: NamespaceDetails, version: ApiVersion): object {
  const { name, recordCount, sizeBytes, filterable } = namespace;
  const schema =
    filterable === undefined
      ? {}
      : { schema: schemaOfFields(filterable), indexed_fields: { fields: filterable } };
  return hasTextCounts(version)
    ? { name, record_count: String(recordCount), size_bytes: String(sizeBytes), ...schema }
    : { name, record_count: recordCount, ...schema };
}
