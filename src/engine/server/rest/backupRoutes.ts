import { Hono } from 'hono';
import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import type { RpcClient } from '../../../common/rpc.ts';
import type { RestoreJob, StoredBackup } from '../../catalog/storedBackup.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';
import { hasSchemas, type ApiVersion } from '../schemas/apiVersion.ts';
import { readJson, readText } from './body.ts';
import { decode, parseJson } from '../schemas/decode.ts';
import type { EngineContext, EngineEnv } from './engineEnv.ts';
import { schemaResponse } from './indexResponses.ts';
import { refuseDedicated } from '../schemas/indexRequests.ts';
import { commonEntries, commonOf, nameSchema } from '../schemas/indexSettings.ts';
import { nextToken, pageOf, pagination } from '../schemas/paging.ts';

type Store = RpcClient<StoreCalls>;

const defaultLimit = 10;

const newBackup = v.object({
  name: v.nullish(v.string()),
  description: v.nullish(v.string()),
});

const restoring = v.object({
  name: nameSchema,
  read_capacity: v.nullish(v.looseObject({ mode: v.optional(v.string()) })),
  ...commonEntries,
});

/** Pinecone's routes for backups and restore jobs. */
export function backupRoutes(store: Store): Hono<EngineEnv> {
  const app = new Hono<EngineEnv>();
  app.get('/indexes/:name/backups', (context) => listOfIndex(context, store));
  app.post('/indexes/:name/backups', (context) => create(context, store));
  app.get('/backups', async (context) => {
    const backups = await store.call('backup.list', null);
    return context.json(pageResponse(context, backups, backupResponse));
  });
  app.get('/backups/:id', async (context) => {
    const backup = await store.call('backup.get', { id: context.req.param('id') });
    return context.json(backupResponse(backup, context.get('version')));
  });
  app.delete('/backups/:id', async (context) => {
    await store.call('backup.delete', { id: context.req.param('id') });
    return context.body(null, 202);
  });
  app.post('/backups/:id/create-index', (context) => restore(context, store));
  app.get('/restore-jobs', async (context) => {
    const jobs = await store.call('restoreJob.list', null);
    return context.json(pageResponse(context, jobs, jobResponse));
  });
  app.get('/restore-jobs/:id', async (context) => {
    const id = context.req.param('id');
    const job = (await store.call('restoreJob.list', null)).find((one) => one.id === id);
    if (job === undefined) throw new Failure('notFound', `Restore job ${id} not found`);
    return context.json(jobResponse(job));
  });
  return app;
}

async function listOfIndex(context: EngineContext, store: Store): Promise<Response> {
  const name = context.req.param('name') ?? '';
  const withDeleted = context.req.query('include_deleted') === 'true';
  if (!withDeleted) await store.call('index.describe', { name });
  const backups = (await store.call('backup.list', null)).filter(
    ({ index, indexDeletedAt }) =>
      index.name === name && (withDeleted || indexDeletedAt === undefined),
  );
  return context.json(pageResponse(context, backups, backupResponse));
}

async function create(context: EngineContext, store: Store): Promise<Response> {
  const text = await readText(context);
  const { name, description } = decode(newBackup, text === '' ? {} : parseJson(text, 422), 422);
  const backup = await store.call('backup.create', {
    index: context.req.param('name') ?? '',
    ...(name ? { name } : {}),
    ...(description ? { description } : {}),
  });
  return context.json(backupResponse(backup, context.get('version')));
}

async function restore(context: EngineContext, store: Store): Promise<Response> {
  const body = decode(restoring, await readJson(context, 422), 422);
  refuseDedicated(body.read_capacity);
  const { tags, isProtected } = commonOf(body);
  const job = await store.call('backup.restore', {
    id: context.req.param('id') ?? '',
    name: body.name,
    isProtected,
    ...(body.tags ? { tags } : {}),
  });
  return context.json({ restore_job_id: job.id, index_id: job.indexId }, 202);
}

function pageResponse<T extends { readonly id: string }>(
  context: EngineContext,
  all: readonly T[],
  answer: (one: T, version: ApiVersion) => object,
): object {
  const { after, limit } = pageOf(context.req.query(), defaultLimit);
  const start = after === '' ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const page = all.slice(start, start + limit);
  const isLast = start + limit >= all.length;
  const version = context.get('version');
  return {
    data: page.map((one) => answer(one, version)),
    ...(hasSchemas(version) ? { pagination: null } : {}),
    ...pagination(nextToken(isLast, page.at(-1)?.id)),
  };
}

function backupResponse(backup: StoredBackup, version: ApiVersion): object {
  const { id, index, indexId, name, description, indexDeletedAt } = backup;
  return {
    backup_id: id,
    source_index_name: index.name,
    source_index_id: indexId,
    ...(indexDeletedAt === undefined ? {} : { source_index_deleted_at: indexDeletedAt }),
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    status: 'Ready',
    cloud: index.cloud,
    region: index.region,
    ...(hasSchemas(version)
      ? { schema: schemaResponse(index) }
      : { dimension: index.dimension, metric: index.metric }),
    record_count: backup.recordCount,
    namespace_count: backup.namespaceCount,
    size_bytes: backup.sizeBytes,
    tags: index.tags,
    created_at: backup.createdAt,
  };
}

function jobResponse({ id, backupId, indexName, indexId, ...times }: RestoreJob): object {
  return {
    restore_job_id: id,
    backup_id: backupId,
    target_index_name: indexName,
    target_index_id: indexId,
    status: 'Completed',
    created_at: times.createdAt,
    completed_at: times.completedAt,
    percent_complete: 100,
  };
}
