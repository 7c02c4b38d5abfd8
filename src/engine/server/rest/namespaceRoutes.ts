import { Hono } from 'hono';
import type { NamespaceDetails } from '../../storage/namespaceTable.ts';
import type { NamespaceOperations } from '../operations/namespaceOperations.ts';
import { hasTextCounts, type ApiVersion } from '../schemas/apiVersion.ts';
import { schemaOfFields } from '../schemas/filterableFields.ts';
import { pagination } from '../schemas/paging.ts';
import { readJson } from './body.ts';
import { indexOf } from './dataResponses.ts';
import type { EngineEnv } from './engineEnv.ts';

/** Pinecone's routes for namespaces, under a path with the parameter `index`. */
export function namespaceRoutes(operations: NamespaceOperations): Hono<EngineEnv> {
  const app = new Hono<EngineEnv>();
  app.get('/namespaces', async (context) => {
    const page = await operations.list(indexOf(context), context.req.query());
    return context.json({
      namespaces: page.namespaces.map((one) => namespaceResponse(one, context.get('version'))),
      ...pagination(page.next),
      total_count: page.totalCount,
    });
  });
  app.post('/namespaces', async (context) => {
    const created = await operations.create(indexOf(context), await readJson(context));
    return context.json(namespaceResponse(created, context.get('version')));
  });
  app.get('/namespaces/:namespace', async (context) => {
    const found = await operations.describe(indexOf(context), context.req.param('namespace'));
    return context.json(namespaceResponse(found, context.get('version')));
  });
  app.delete('/namespaces/:namespace', async (context) => {
    await operations.delete(indexOf(context), context.req.param('namespace'));
    return context.json({});
  });
  return app;
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
